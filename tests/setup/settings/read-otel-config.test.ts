import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument, parse, visit } from 'yaml'
import { explainSettings } from '../../../src/setup/settings/explain-config.ts'
import { resolveSettings } from '../../../src/setup/settings/resolve-settings.ts'
import { substituteVariables } from '../../../src/setup/settings/substitute-variables.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const OTEL = `
file_format: "1.0"
tracer_provider: { processors: [{ batch: { exporter: { console: {} } } }] }
instrumentation/development:
  js:
    other: { a: 1 }
    smonitor:
      profile: \${WHO:-qa}
      json: out.jsonl
      silence: [shop.cache]
      level: warn
`

describe('the block for smonitor in the configuration file of OTel', () => {
  test('is read as a config file is, with its variables, and says where each value comes from', () => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'otel.yaml'), OTEL)
    const env = { OTEL_CONFIG_FILE: 'otel.yaml', SMONITOR_LEVEL: 'error' }
    const { file, settings } = explainSettings(resolveSettings({ env, cwd }))
    expect(file).toBe(join(cwd, 'otel.yaml'))
    const told = Object.fromEntries(settings.map(({ key, value, from }) => [key, [value, from]]))
    expect(told).toMatchObject({
      profile: ['qa', 'file otel.yaml'],
      json: [join(cwd, 'out.jsonl'), 'file otel.yaml'],
      silence: [['shop.cache'], 'file otel.yaml'],
      level: ['error', 'environment SMONITOR_LEVEL'],
    })
    expect(resolveSettings({ env: { ...env, WHO: 'agent' }, cwd }).settings.profile).toBe('agent')
  })

  test('gives way to the file that is for smonitor alone', () => {
    const cwd = tempFolder()
    writeFileSync(join(cwd, 'otel.yaml'), OTEL)
    writeFileSync(join(cwd, 'smonitor.config.json'), '{ "profile": "dev" }')
    const { settings, origins } = resolveSettings({
      env: { OTEL_EXPERIMENTAL_CONFIG_FILE: 'otel.yaml' },
      cwd,
    })
    expect([settings.profile, origins['profile']]).toEqual(['dev', 'file smonitor.config.json'])
    expect([settings.silence, origins['silence']]).toEqual([['shop.cache'], 'file otel.yaml'])
  })

  test.each([
    ['profile: prod', 'SMON-E102', 'instrumentation/development.js.smonitor.profile in otel.yaml is "prod"'],
    ['[1]', 'SMON-E109', 'its instrumentation/development.js.smonitor is not an object'],
  ])('is refused when it says %s', (block, code, message) => {
    const cwd = tempFolder()
    writeFileSync(
      join(cwd, 'otel.yaml'),
      `instrumentation/development: { js: { smonitor: ${block.startsWith('[') ? block : `{ ${block} }`} } }`,
    )
    expect(() => resolveSettings({ env: { OTEL_CONFIG_FILE: 'otel.yaml' }, cwd })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    )
  })

  test.each([
    ['is missing', undefined],
    ['is no YAML', '{ smonitor: ['],
    ['has nothing for smonitor', 'file_format: "1.0" # smonitor'],
    ['has an empty block', 'instrumentation/development: { js: { smonitor: } }'],
  ])('is not there when the file %s, which is for OTel to complain of', (_what, text) => {
    const cwd = tempFolder()
    if (text !== undefined) writeFileSync(join(cwd, 'otel.yaml'), text)
    const { settings, configFile } = resolveSettings({ env: { OTEL_CONFIG_FILE: 'otel.yaml' }, cwd })
    expect([settings.profile, configFile]).toEqual(['user', undefined])
  })
})

describe('variables in a YAML document', () => {
  const read = (text: string, env: Record<string, string> = {}): unknown =>
    substituteVariables(parseDocument(text), env, { visit, parse }).toJS() as unknown

  test.each([
    ['a: ${N}', { N: '12' }, { a: 12 }],
    ['a: "${N}"', { N: '12' }, { a: '12' }],
    ['a: ${env:B:-true}', {}, { a: true }],
    ['a: ${B}', {}, { a: null }],
    ['a: $${B} and ${B:-x y}', { B: 'z' }, { a: '${B} and z' }],
    ['${K}: 1', { K: 'k' }, { '${K}': 1 }],
    ['a: ${I}', { I: '{ b: [1] }' }, { a: '{ b: [1] }' }],
  ])('%s with %o is %o', (text, env, expected) => {
    expect(read(text, env)).toEqual(expected)
  })

  test('never bring structure in, whatever they hold', () => {
    assert(
      property(string(), (value) => {
        const { a, b } = read('a: ${V}\nb: "${V}"', { V: value }) as { a: unknown; b: unknown }
        expect(typeof a).not.toBe(a === null ? '' : 'object')
        expect(b).toBe(value)
      }),
    )
  })
})
