import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runSmonitor } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

function project(files: Readonly<Record<string, unknown>>): string {
  const cwd = tempFolder()
  writeFiles(cwd, { '.git/HEAD': '', ...files })
  return cwd
}

describe('smonitor validate', () => {
  test('says that a config is valid, and ends with 0', async () => {
    const cwd = project({ 'smonitor.config.json': { profile: 'dev' }, 'src/app.js': '' })
    expect(await runSmonitor(['validate'], { cwd: join(cwd, 'src') })).toEqual({
      code: 0,
      signal: null,
      stdout: `${cwd}/smonitor.config.json is valid.\n`,
      stderr: '',
    })
  })

  test('says that there is none, and ends with 1', async () => {
    const cwd = project({})
    expect(await runSmonitor(['validate'], { cwd })).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `There is no config of smonitor in ${cwd}, or in a folder around it. (SMON-E114)\n  What to do: Make one with \`smonitor init\`, or name one with --config-path.\n`,
    })
  })

  test('says that there is none where --config-path points', async () => {
    const cwd = project({})
    expect(await runSmonitor(['validate', '--config-path', 'my.json'], { cwd })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `--config-path names ${cwd}/my.json, and no config was found there: there is no such file. (SMON-E110)\n  What to do: Correct the path, or make a config there with \`smonitor init\`.\n`,
    })
  })

  test('lists every problem with its place and what to do, then the warnings, and ends with 2', async () => {
    const cwd = project({
      'smonitor.config.mjs': `
        import { defineCatalog } from '${join(import.meta.dirname, '../../dist/src/index.js')}'
        export default {
          level: 'loud',
          levle: 'warn',
          profiles: { staging: { extends: 'qe', captureWarnings: 'true' } },
          catalogs: [defineCatalog({ name: 'films', codes: {} }), { name: 'shop', codes: { 'SHOP-W001': { level: 'warn' } } }],
        }`,
      'smonitor.config.json': {},
    })
    const { code, stdout, stderr } = await runSmonitor(['validate'], { cwd })
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' })
    expect(stdout.replaceAll(cwd, 'CWD')).toMatchInlineSnapshot(`
      "CWD/smonitor.config.mjs is not valid: 4 problems and 2 warnings.

      level in smonitor.config.mjs is "loud", which is not valid. (SMON-E102)
        What to do: Use one of: debug, info, warn, error, fatal.

      catalogs[1] in smonitor.config.mjs is not a valid catalog. The code "SHOP-W001" of the catalog "shop" has no message. Say what happened. (SMON-E113)
        What to do: Correct it where it is defined; types say the same in an editor.

      profiles.staging.captureWarnings in smonitor.config.mjs is "true", which is not valid. (SMON-E102)
        What to do: Use true or false, without quotes.

      profiles.staging.extends in smonitor.config.mjs is "qe", which is not valid. (SMON-E102)
        What to do: Use one of: user, dev, qa, agent, debug, staging; perhaps you meant qa.

      CWD/smonitor.config.json has no effect: CWD/smonitor.config.mjs is in the same folder and wins. (SMON-W204)
        What to do: Remove one of the two.

      levle in smonitor.config.mjs is not a setting of smonitor, and has no effect. (SMON-W203)
        What to do: Write level if you meant that, or remove it.
      "
    `)
  })

  test('ends with 2 for a config that cannot be loaded', async () => {
    const cwd = project({ 'smonitor.config.json': '{ "level": "warn", }' })
    const { code, stdout } = await runSmonitor(['validate'], { cwd })
    expect({ code, stdout: stdout.replaceAll(cwd, 'CWD') }).toEqual({
      code: 2,
      stdout:
        'CWD/smonitor.config.json is not valid: 1 problem.\n\nThe config file CWD/smonitor.config.json cannot be used: line 1, column 20: Expected double-quoted property name. (SMON-E109)\n  What to do: Correct it: JSON takes no comments, and no comma after the last item.\n',
    })
  })

  test('takes warnings for problems with --strict', async () => {
    const cwd = project({ 'smonitor.config.json': { levle: 'warn' } })
    const lenient = await runSmonitor(['validate'], { cwd })
    expect({ code: lenient.code, stdout: lenient.stdout.split('\n')[0] }).toEqual({
      code: 0,
      stdout: `${cwd}/smonitor.config.json is valid: 1 warning.`,
    })
    expect(await runSmonitor(['validate', '--strict'], { cwd })).toMatchObject({ code: 2 })
  })

  test('advises on codes that others will stumble over', async () => {
    const catalog = { name: 'films', codes: { late: { level: 'warn', message: 'Late.' } } }
    const cwd = project({ 'smonitor.config.json': { catalogs: [catalog] } })
    const { code, stdout } = await runSmonitor(['validate'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('The code "late" of the catalog "films" is not well formed.')
  })

  test('looks at the file alone, whatever the environment says', async () => {
    const cwd = project({ 'smonitor.config.json': {} })
    expect(await runSmonitor(['validate'], { cwd, env: { SMONITOR_LEVEL: 'loud' } })).toMatchObject({
      code: 0,
    })
  })

  test.each([
    [
      { 'smonitor.config.json': { level: 'loud' } },
      2,
      { isValid: false, problems: [{ code: 'SMON-E102', setting: 'level in smonitor.config.json' }] },
    ],
    [{ 'smonitor.config.json': { sinks: ['memory'] } }, 0, { isValid: true, problems: [], warnings: [] }],
    [{}, 1, { file: null, isValid: false, problems: [{ code: 'SMON-E114' }] }],
  ])('prints the same as JSON: %j', async (files, code, expected) => {
    const result = await runSmonitor(['validate', '--json'], { cwd: project(files) })
    expect(result).toMatchObject({ code, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ schema: 'smonitor.validate/1', ...expected })
  })

  test('runs the modules that are named, and looks at their catalogs together with those of the config', async () => {
    const entry = join(import.meta.dirname, '../../dist/src/index.js')
    const cwd = project({
      'package.json': { type: 'module' },
      'smonitor.config.json': {
        catalogs: [
          { name: 'shop', docs: 'https://x.example', codes: { 'A-W001': { level: 'warn', message: 'a' } } },
        ],
      },
      'src/diagnostics.ts': `
        import { defineCatalog } from '${entry}'
        const level = 'warn' as const
        export const films = defineCatalog({
          name: 'films',
          docs: 'https://films.example/{code}',
          codes: { 'A-W001': { level, message: 'b' } },
          signals: { 'films.load': { required: ['id'] } },
        })
        export default { name: 'plain', docs: 'https://y.example', codes: { 'B-W001': { level, message: '' } } }
        export const other = { name: 'not a catalog' }`,
      'src/empty.js': 'export const nothing = 1',
      'src/broken.js': 'throw new Error("no database")',
    })
    const { code, stdout } = await runSmonitor(
      ['validate', '--json', 'src/diagnostics.ts', 'src/empty.js', 'src/broken.js', 'src/none.js'],
      { cwd },
    )
    expect(code).toBe(2)
    const { problems, warnings } = JSON.parse(stdout.replaceAll(cwd, 'CWD')) as {
      readonly [kind: string]: readonly { readonly message: string }[]
    }
    const expected = [
      'CWD/src/diagnostics.ts: The code "B-W001" of the catalog "plain" has no message. Say what happened.',
      'CWD/src/empty.js: The module exports no catalog: what defineCatalog() makes, or its definition.',
      expect.stringContaining(
        'CWD/src/broken.js: The module cannot be used: it threw Error: no database (line 1).',
      ) as string,
      expect.stringContaining('CWD/src/none.js: The module cannot be used: Cannot find module') as string,
      'The code "A-W001" is declared by the catalog "shop" and by the catalog "films".',
    ]
    expect(problems?.map(({ message }) => message)).toEqual(expected)
    expect(warnings?.map(({ message }) => message)).toEqual([
      'The contract of "films.load" requires "id", which no message of its codes has.',
    ])
  })

  test('needs no config where modules are named', async () => {
    const cwd = project({ 'films.json': { name: 'films', docs: 'https://x.example', codes: {} } })
    expect(await runSmonitor(['validate', 'films.json'], { cwd })).toMatchObject({
      code: 0,
      stdout: `${cwd}/films.json is valid.\n`,
    })
  })

  test('warns of routes to sinks that the config lacks, those of all profiles, and takes those that it has', async () => {
    const audit = `{ name: 'audit', handle() {} }`
    const cwd = project({
      'smonitor.config.mjs': `export default {
        json: 'log.jsonl',
        sinks: [${audit}, 'otlp-file'],
        policy: ['json', 'audit', 'otlp-file', 'otlp', 'console', 'memory', 'bundle', 'autid'].map((route) => ({ id: 'to ' + route, route })),
        profiles: { staging: { extends: 'qa', routes: [{ send_to: 'mail' }, { enabled: false, send_to: 'off' }] } },
      }`,
    })
    const { code, stdout } = await runSmonitor(['validate'], { cwd })
    expect([code, stdout.match(/The rule .*/g)]).toEqual([
      0,
      [
        'The rule to autid routes to "autid", and no sink has that name. (SMON-W221)',
        'The rule routes[0] routes to "mail", and no sink has that name. (SMON-W221)',
      ],
    ])
    expect(stdout).toContain('Write audit if you meant that.')
    expect((await runSmonitor(['validate', '--strict'], { cwd })).code).toBe(2)
    expect((await runSmonitor(['check'], { cwd })).stdout).toContain(
      'Warning: The rule to autid routes to "autid", and no sink has that name.',
    )
  })
})
