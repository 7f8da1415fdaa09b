import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runNode, runSmonitor } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeFiles } from '../../helpers/write-files.ts'
import { writeProgram } from '../../helpers/write-program.ts'

const REGISTER = join(import.meta.dirname, '../../../dist/src/setup/register.js')

/** A program that says one thing, in a folder with these files. */
function program(
  files: Readonly<Record<string, unknown>>,
  source = "films.emit('MOV-W010', { id: 7 })",
): string {
  const cwd = tempFolder()
  writeFiles(cwd, { '.git/HEAD': '', ...files })
  writeProgram(cwd, source)
  return cwd
}

const OWN = {
  'smonitor.config.json': { profile: 'ci', profiles: { ci: { extends: 'qa', json: 'out/ci.jsonl' } } },
}
const QA_LINE = /^\[MOV-W010\] WARNING films \| missing title id=7 \| /

describe('a config file', () => {
  test('counts for smonitor/register', async () => {
    const cwd = program(OWN)
    const { code, stderr } = await runNode(['--import', REGISTER, 'app.mjs'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toMatch(QA_LINE)
    expect(existsSync(join(cwd, 'out/ci.jsonl'))).toBe(true)
  })

  test('counts for startSmonitor, which names the active profile', async () => {
    const cwd = program(
      OWN,
      "const smonitor = startSmonitor()\nconsole.log(smonitor.profile)\nfilms.emit('MOV-W010', { id: 7 })",
    )
    const { stdout, stderr } = await runNode(['app.mjs'], { cwd })
    expect(stdout).toBe('ci\n')
    expect(stderr).toMatch(QA_LINE)
  })

  test('counts for smonitor run, which takes a profile of it by name', async () => {
    const cwd = program({ 'smonitor.config.json': { profiles: OWN['smonitor.config.json'].profiles } })
    const { code, stderr } = await runSmonitor(
      ['run', '--out', 'bundle', '--profile', 'ci', '--', 'node', 'app.mjs'],
      { cwd },
    )
    expect(code).toBe(0)
    expect(stderr).toMatch(QA_LINE)
  })

  test('stays the one that the program was started with, though it goes elsewhere', async () => {
    const cwd = program(
      { ...OWN, 'other/smonitor.config.json': { profile: 'agent' }, 'other/.git/HEAD': '' },
      "startSmonitor()\nprocess.chdir('other')\nconsole.log(startSmonitor({ level: 'debug' }).profile)",
    )
    expect(await runNode(['app.mjs'], { cwd })).toMatchObject({ code: 0, stdout: 'ci\n', stderr: '' })
  })

  test('with a setting that is not known starts, and the setting is warned of once', async () => {
    const cwd = program(
      { 'smonitor.config.json': { levle: 'info' } },
      'startSmonitor()\nstartSmonitor({ maxRepeats: 1 })',
    )
    expect(await runNode(['app.mjs'], { cwd })).toMatchObject({
      code: 0,
      stderr:
        'Warning: levle in smonitor.config.json is not a setting of smonitor, and has no effect. (SMON-W203)\n  What to do: Write level if you meant that, or remove it.\n',
    })
  })

  test('that is broken keeps the program from starting, in two lines', async () => {
    const cwd = program({ 'smonitor.config.json': '{' })
    expect(await runNode(['--import', REGISTER, 'app.mjs'], { cwd })).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `The config file ${cwd}/smonitor.config.json cannot be used: line 1, column 2: Expected property name or '}'. (SMON-E109)\n  What to do: Correct it: JSON takes no comments, and no comma after the last item.\n`,
    })
  })

  test('that is broken does not keep a program from starting that is switched off', async () => {
    const cwd = program({ 'smonitor.config.json': '{' })
    expect(
      await runNode(['--import', REGISTER, 'app.mjs'], { cwd, env: { SMONITOR_ENABLED: 'false' } }),
    ).toMatchObject({
      code: 0,
      stderr: '',
    })
  })
})

describe('smonitor run refuses, before the program is started,', () => {
  const started = "import { writeFileSync } from 'node:fs'\nwriteFileSync('started', '')"

  test.each<[string, unknown, string[], number, string]>([
    [
      'a profile that there is not',
      {},
      ['--profile', 'prod'],
      2,
      '--profile is "prod", which is not valid. (SMON-E102)\n  What to do: Use one of: user, dev, qa, agent, debug.\n',
    ],
    [
      'a config that is not valid',
      { level: 'loud' },
      [],
      125,
      'level in smonitor.config.json is "loud", which is not valid. (SMON-E102)\n  What to do: Use one of: debug, info, warn, error, fatal.\n',
    ],
  ])('%s', async (_what, config, args, code, stderr) => {
    const cwd = program({ 'smonitor.config.json': config }, started)
    expect(await runSmonitor(['run', '--out', 'bundle', ...args, '--', 'node', 'app.mjs'], { cwd })).toEqual({
      code,
      signal: null,
      stdout: '',
      stderr,
    })
    expect(existsSync(join(cwd, 'started'))).toBe(false)
  })
})
