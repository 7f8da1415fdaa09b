import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateFiles } from '../../schemas/generate.ts'
import { readConfigSchema, settingsOf, spellingsOf } from '../../schemas/config-schema.ts'
import { readPolicySchema } from '../../schemas/policy-schema.ts'
import { parseJsonConfig } from '../../src/setup/settings/load-config.ts'
import { readLoaded } from '../../src/setup/settings/read-config-file.ts'
import { inspectSettings } from '../../src/setup/settings/resolve-settings.ts'
import { anyConfig } from '../fuzz/any-config.ts'

const ROOT = join(import.meta.dirname, '../..')
const schema = readConfigSchema(join(ROOT, 'schemas'))
const rules = readPolicySchema(join(ROOT, 'schemas'))
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

describe('the schema of the config', () => {
  test('is what its generated files were made from', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'schemas/generate.ts'), '--check'], {
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('shows in each of them when it changes', () => {
    const { level, ...others } = schema.definitions
    const changed = generateFiles(
      {
        ...schema,
        definitions: {
          ...others,
          level: { ...level, description: 'Another text.', 'x-env': ['SMONITOR_OTHER'] },
        },
      },
      { ...rules, definitions: { ...rules.definitions, policyLevel: { type: 'string' } } },
    )
    const same = [...changed].filter(([path, text]) => readFileSync(join(ROOT, path), 'utf8') === text)
    expect(same.map(([path]) => path)).toEqual([])
  })

  test.each(settingsOf(schema))('says of %s what it is, in sentences', (_key, node) => {
    expect(node.description).toMatch(/^[A-Z`].*\.$/s)
    expect(
      node.default !== undefined || node['x-default'] !== undefined || node['x-group'] === 'python',
    ).toBe(true)
    for (const example of node.examples ?? []) expect(validateAs(node, example)).toEqual([])
    if (node.default !== undefined) expect(validateAs(node, node.default)).toEqual([])
  })

  test.each(
    settingsOf(schema).flatMap(([key, node]) =>
      spellingsOf(key, node['x-aliases']).map((name) => [name, key]),
    ),
  )('takes %s for %s', (name, key) => {
    expect(errorsOf({ [name]: Symbol.for(key) })).toEqual(errorsOf({ [key]: Symbol.for(key) }))
    expect(errorsOf({ [name]: Symbol.for(key) })).not.toEqual([])
  })

  test.each([
    [{ colour: 'red' }, 'must NOT have additional properties'],
    [{ profiles: { qa: { profile: 'dev' } } }, 'must NOT have additional properties'],
    [{ spool: { folders: 'x' } }, 'must NOT have additional properties'],
    [{ profilingHooks: [1] }, 'must NOT have more than 0 items'],
    [{ sinks: [{ name: 'own' }] }, 'must match a schema in anyOf'],
  ])('refuses %j', (config, message) => {
    expect(errorsOf(config)).toContain(message)
  })

  test('and the running program agree on what is valid, whatever it is', () => {
    const path = '/shop/smonitor.config.json'
    const found = { path, isPackage: false }
    fc.assert(
      fc.property(anyConfig, (config) => {
        // Through JSON, since that is what the schema is about.
        const written = parseJsonConfig(path, JSON.stringify(config))
        const { problems, warnings } = inspectSettings({ env: {}, cwd: '/shop' }, () =>
          readLoaded(found, written, '/shop'),
        )
        // A profile or sink that is not there, and what is in a catalog, is no matter of form.
        const refused = [...problems, ...warnings].filter(
          ({ code, params }) =>
            code !== 'SMON-E113' &&
            !['SMON-W204', 'SMON-W221', 'SMON-E132'].includes(code) &&
            (code === 'SMON-E121' || params['allowed']?.startsWith('one of: user') !== true) &&
            params['allowed']?.startsWith('a profile') !== true &&
            // JSON Schema knows no RE2.
            params['allowed']?.startsWith('a pattern of RE2') !== true,
        )
        expect({ config, isValid: validate(written) }).toEqual({ config, isValid: refused.length === 0 })
      }),
      { numRuns: 5000, seed: 4 },
    )
  })
})

function errorsOf(config: unknown): (string | undefined)[] {
  validate(config)
  return (validate.errors ?? []).map(({ message }) => message)
}

function validateAs(node: object, value: unknown): unknown[] {
  const check = new Ajv({ strict: false }).compile({ ...node, definitions: schema.definitions })
  check(value)
  return check.errors ?? []
}
