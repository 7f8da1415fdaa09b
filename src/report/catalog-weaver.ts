import { SCHEMA_URL } from '../../semconv/semconv.ts'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { LEVELS } from '../record/level.ts'
import { paramsOf } from './catalog-pages.ts'

/** Writes the manifest that stands beside {@link catalogToWeaver}: the registry builds on smonitor's own. */
export function weaverManifest({ name, version }: CatalogDefinition): string {
  const lines = [
    `schema_url: ${quoted(`https://${idOf(name, 'diagnostics')}.invalid/${version ?? '0.0.0'}`)}`,
    `description: ${quoted(`The diagnostics of ${name}.`)}`,
    'stability: development',
    'dependencies:',
    `  - schema_url: ${quoted(SCHEMA_URL)}`,
    '    registry_path: node_modules/smonitor/semconv',
  ]
  return `${lines.join('\n')}\n`
}

/**
 * Writes a catalog as a registry of OpenTelemetry Weaver, in its format `definition/2`: each code refines the event
 * `smonitor.diagnostic`, and each param is an attribute `smonitor.param.<name>`, which is required where a contract of
 * a signal says so.
 *
 * https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-syntax.v2.md (0.25)
 *
 * @returns YAML; all of its texts are in double quotes.
 */
export function catalogToWeaver(catalog: CatalogDefinition): string {
  const { name, codes, signals = {} } = catalog
  const entries = Object.entries(codes).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const required = new Set(
    Object.values(signals).flatMap(({ codes: promised = [], required: params = [] }) =>
      promised.flatMap((code) => params.map((param) => `${code} ${param}`)),
    ),
  )
  const params = [...new Set(entries.flatMap(([, definition]) => paramsOf(definition)))].toSorted()
  const lines = [
    'file_format: definition/2',
    ...(params.length === 0 ? [] : ['attributes:']),
    ...params.flatMap((param) => [
      `  - key: ${quoted(`smonitor.param.${param}`)}`,
      '    type: any',
      `    brief: ${quoted(`The param ${param} of diagnostics of ${name}.`)}`,
      '    stability: development',
    ]),
    ...(entries.length === 0 ? [] : ['event_refinements:']),
    ...entries.flatMap(([code, definition]) => {
      const { level, title, message, hint, deprecated } = definition
      const severity = LEVELS[level].severityText
      return [
        `  - id: ${quoted(idOf(name, code))}`,
        '    ref: smonitor.diagnostic',
        `    brief: ${quoted(title ?? message)}`,
        `    note: ${quoted([`${severity}: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n'))}`,
        ...(deprecated === undefined ? [] : deprecationOf(name, deprecated)),
        '    attributes:',
        '      - ref: smonitor.code',
        '        requirement_level: required',
        `        examples: [${quoted(code)}]`,
        ...paramsOf(definition).flatMap((param) => [
          `      - ref: ${quoted(`smonitor.param.${param}`)}`,
          `        requirement_level: ${required.has(`${code} ${param}`) ? 'required' : 'recommended'}`,
        ]),
      ]
    }),
  ]
  return `${lines.join('\n')}\n`
}

function deprecationOf(name: string, { replacedBy }: { readonly replacedBy?: string }): string[] {
  return replacedBy === undefined
    ? ['    deprecated:', '      reason: obsoleted']
    : ['    deprecated:', '      reason: renamed', `      renamed_to: ${quoted(idOf(name, replacedBy))}`]
}

/** Ids of Weaver are of lower-case letters, digits, dots and underscores. */
function idOf(name: string, code: string): string {
  const part = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
  return `${part(name)}.${part(code)}`
}

/** A JSON text is a text of YAML 1.2 in double quotes. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
