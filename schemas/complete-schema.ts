import { settingsOf, spellingsOf, type ConfigSchema, type SchemaNode } from './config-schema.ts'

/** The Python library has this one in seconds, unlike its key here. */
const IN_SECONDS = {
  '^(warning_coalesce_window_s|WARNING_COALESCE_WINDOW_S)$': {
    description: 'As `warningCoalesceWindowMs`, in seconds.',
    type: 'number',
    minimum: 0,
  },
} as const

/** Lists the settings where JSON Schema wants them: as the properties of a config, and of a profile in it. */
export function completeSchema(schema: ConfigSchema): ConfigSchema {
  const settings = settingsOf(schema)
  const inProfile = settings.filter(([, node]) => node['x-root'] !== true)
  const inBlock = settings.filter(([key, node]) => node['x-root'] !== true || key === 'profile')
  const { profileSettings, pythonSettings, ...definitions } = schema.definitions
  if (profileSettings?.properties?.['extends'] === undefined) {
    throw new Error('schemas/config.schema.json has no definition "profileSettings" with "extends".')
  }
  return {
    ...schema,
    properties: {
      $schema: {
        description:
          'Where this schema is, for editors: `./node_modules/smonitor/schemas/config.schema.json`.',
        type: 'string',
      },
      ...propertiesOf(settings),
    },
    patternProperties: {
      // The Python library has its settings in a block of this name.
      '^(smonitor|SMONITOR)$': { $ref: '#/definitions/pythonSettings' },
      ...patternsOf(settings),
      ...IN_SECONDS,
    },
    definitions: {
      ...definitions,
      profileSettings: {
        ...profileSettings,
        properties: { extends: profileSettings.properties['extends'], ...propertiesOf(inProfile) },
        patternProperties: { ...patternsOf(inProfile), ...IN_SECONDS },
      },
      pythonSettings: {
        ...pythonSettings,
        properties: propertiesOf(inBlock),
        patternProperties: { ...patternsOf(inBlock), ...IN_SECONDS },
      },
    },
  }
}

function propertiesOf(settings: readonly (readonly [string, SchemaNode])[]): Record<string, SchemaNode> {
  return Object.fromEntries(settings.map(([key]) => [key, { $ref: `#/definitions/${key}` }]))
}

/** Patterns are taken as properties are, but editors do not suggest them: one setting, one name to learn. */
function patternsOf(settings: readonly (readonly [string, SchemaNode])[]): Record<string, SchemaNode> {
  return Object.fromEntries(
    settings.map(([key, node]) => [
      `^(${spellingsOf(key, node['x-aliases']).join('|')})$`,
      { $ref: `#/definitions/${key}` },
    ]),
  )
}
