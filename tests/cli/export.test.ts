import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { openRunSpool } from '../../src/spool/run-spool.ts'
import { findControl } from '../helpers/hostile.ts'
import { runNode, runSmonitor } from '../helpers/run-process.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Leaves a run on disk as a program does that has ended. */
function addRun(
  folder: string,
  runId: string,
  { day = 1, count = 3, entry = 'app.mjs', service = '' } = {},
): void {
  const info = sampleRun({
    run_id: runId,
    started_at: `2026-03-0${day}T10:00:00.000Z`,
    service_name: service,
    entry,
  })
  const spool = openRunSpool({ root: join(folder, '.smonitor/runs'), runId, info })
  for (let at = 1; at <= count; at += 1)
    spool.append(
      JSON.stringify(sampleEvent({ timestamp: `2026-03-0${day}T10:00:0${at}.000Z`, message: `m${at}` })),
      true,
    )
  spool.close({ exit_code: 3, signal: null })
}

const messagesOf = (folder: string): string[] =>
  [...readBundle(folder).events()].map(({ message }) => message)

describe('smonitor export', () => {
  test('makes a bundle of a program while it runs, and after it was killed', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `const smonitor = startSmonitor({ maxRepeats: 0, serviceName: 'shop' })
       films.emit('MOV-W010', { id: 1 })
       await smonitor.flush()
       console.log('ready')
       setInterval(() => {}, 1000)`,
    )
    const program = spawn(process.execPath, [path], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    onTestFinished(() => void program.kill('SIGKILL'))
    await once(program.stdout, 'data')
    const pid = program.pid ?? 0

    const running = await runSmonitor(['export', '--out', 'one'], { cwd: folder })
    const { run_id } = readBundle(join(folder, 'one')).manifest.run
    expect(running).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        `1 diagnostic of shop, run ${run_id}, in one.\n  The run: running as process ${pid}.\n`,
      ) as string,
      stderr: '',
    })
    expect(readBundle(join(folder, 'one')).manifest.end).toMatchObject({
      exit_code: null,
      signal: null,
      state: 'running',
      known_by: 'process',
    })

    program.kill('SIGKILL')
    await once(program, 'exit')
    const killed = await runSmonitor(['export', '--out', 'two'], { cwd: folder })
    expect(killed.stdout).toContain(
      `1 diagnostic of shop, run ${run_id}, in two.\n  The run: killed or crashed: process ${pid} is gone and left no word.\n`,
    )
    const report = await runSmonitor(['report', '--from', 'two'], { cwd: folder })
    expect(report.stdout).toContain('killed or crashed: it left no word')
    expect(report.stdout).toContain('The film 1 has no title.')
  })

  test('takes the latest run, one by its id, or by the first letters of it', async () => {
    const folder = tempFolder()
    addRun(folder, 'abc1', { day: 1 })
    addRun(folder, 'abd2', { day: 3 })
    addRun(folder, 'xyz3', { day: 2 })
    for (const [args, id] of [
      [[], 'abd2'],
      [['--run', 'latest'], 'abd2'],
      [['--run', 'xyz3'], 'xyz3'],
      [['--run', 'abc'], 'abc1'],
    ] as const) {
      const { code, stderr } = await runSmonitor(['export', '--out', 'bundle', '--force', ...args], {
        cwd: folder,
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(readBundle(join(folder, 'bundle')).manifest.run.run_id).toBe(id)
    }
    const several = await runSmonitor(['export', '--out', 'other', '--run', 'ab'], { cwd: folder })
    expect(several).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr:
        'The ids of 2 runs in .smonitor begin with "ab". (SMON-E124)\n' +
        '  What to do: Name one of these with --run, or its first letters: abd2, abc1, latest.\n',
    })
    const none = await runSmonitor(['export', '--out', 'other', '--run', 'q'], { cwd: folder })
    expect(none.stderr).toBe(
      'There is no run "q" in .smonitor. (SMON-E124)\n' +
        '  What to do: Name one of these with --run, or its first letters: abd2, xyz3, abc1, latest.\n',
    )
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  test('finds runs in the folder of a program, in .smonitor, in the folder of the runs, and in that of one', async () => {
    const folder = tempFolder()
    const mine = join(folder, 'mine')
    addRun(mine, 'r1')
    for (const from of ['mine', 'mine/.smonitor', 'mine/.smonitor/runs', 'mine/.smonitor/runs/r1']) {
      const { code } = await runSmonitor(['export', '--from', from, '--out', 'bundle', '--force'], {
        cwd: folder,
      })
      expect([from, code]).toEqual([from, 0])
    }
    const byVariable = await runSmonitor(['export', '--out', 'bundle', '--force'], {
      cwd: folder,
      env: { SMONITOR_SPOOL: 'mine/.smonitor/runs' },
    })
    expect(byVariable.code).toBe(0)
    const nothing = await runSmonitor(['export', '--out', 'other'], { cwd: folder })
    expect(nothing).toMatchObject({ code: 1, stdout: '' })
    expect(nothing.stderr).toBe(
      'There are no runs in .smonitor. (SMON-E123)\n' +
        '  What to do: Name the folder with --from: a program keeps its runs in .smonitor, in the folder where it was started. What `smonitor run` has put into a bundle is there no more: name the bundle, as --from BUNDLE.\n',
    )
  })

  test('takes the newest, or what is newer than some time, and says what it left out', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1', { count: 5 })
    const newest = await runSmonitor(['export', '--out', 'a', '--max-events', '2'], { cwd: folder })
    expect(messagesOf(join(folder, 'a'))).toEqual(['m4', 'm5'])
    expect(newest.stdout).toBe(
      '2 diagnostics of app.mjs, run r1, in a.\n  The run: ended with exit code 3.\n  Redacted (share): there was nothing to take out. Look before you send it.\n  Its environment is not on disk: the secrets of this shell were looked for in every text, and of a variable that only the program had what its name or form gives away.\n  Left out, as asked for: 3.\n',
    )
    await runSmonitor(['export', '--out', 'b', '--since', '2026-03-01T10:00:03'], { cwd: folder })
    expect(messagesOf(join(folder, 'b'))).toEqual(['m3', 'm4', 'm5'])
    await runSmonitor(['export', '--out', 'c', '--since', '15m'], { cwd: folder })
    expect(messagesOf(join(folder, 'c'))).toEqual([])
  })

  test('looks for the secrets of the shell that it is called from, and writes nothing else of that', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    const info = sampleRun({ run_id: 'r2', started_at: '2026-03-02T10:00:00.000Z' })
    const spool = openRunSpool({ root: join(folder, '.smonitor/runs'), runId: 'r2', info })
    spool.append(
      JSON.stringify(sampleEvent({ message: 'no correcthorse, no p@ss-77/x, but a plain-word' })),
      true,
    )
    spool.close({ exit_code: 0, signal: null })
    const env = {
      SHOP_DB_PASS: 'correcthorse',
      DATABASE_URL: 'postgres://shop:p%40ss-77%2Fx@db/shop',
      SHOP_MODE: 'plain-word',
    }
    const { code } = await runSmonitor(['export', '--out', 'a'], { cwd: folder, env })
    expect([code, messagesOf(join(folder, 'a'))]).toEqual([
      0,
      ['no [REDACTED], no [REDACTED], but a plain-word'],
    ])
    expect(readFileSync(join(folder, 'a/bundle.json'), 'utf8')).not.toMatch(/SHOP_|correcthorse/)
    await runSmonitor(['export', '--out', 'own', '--redact', 'none'], { cwd: folder, env })
    const again = await runSmonitor(['export', '--from', 'own', '--out', 'b'], { cwd: folder, env })
    expect([again.code, messagesOf(join(folder, 'b'))]).toEqual([0, messagesOf(join(folder, 'a'))])
  })

  test('tells the result to programs', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    const { stdout } = await runSmonitor(['export', '--out', 'a', '--json', '--max-events', '1'], {
      cwd: folder,
    })
    expect(JSON.parse(stdout)).toEqual({
      schema: 'smonitor.export/1',
      out: 'a',
      run_id: 'r1',
      end: {
        ended_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        exit_code: 3,
        signal: null,
        state: 'ended',
        known_by: 'itself',
      },
      events: 1,
      dropped: 0,
      left_out: 2,
      unsent: 0,
      redactions: expect.objectContaining({ preset: 'share' }) as object,
    })
  })

  test('never replaces a bundle unless told to, nor anything else', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/notes.txt'), '')
    expect((await runSmonitor(['export', '--out', 'bundle'], { cwd: folder })).code).toBe(0)
    const again = await runSmonitor(['export', '--out', 'bundle'], { cwd: folder })
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('The folder bundle holds a bundle already.')
    expect((await runSmonitor(['export', '--out', 'bundle', '--force'], { cwd: folder })).code).toBe(0)
    const mine = await runSmonitor(['export', '--out', 'mine', '--force'], { cwd: folder })
    expect(mine.stderr).toContain('(SMON-E104)')
    expect(readdirSync(join(folder, 'mine'))).toEqual(['notes.txt'])
  })

  test.each([
    [['--max-events', 'many'], 'The option --max-events is "many", which is no whole number. (SMON-E106)'],
    [['--max-events', '-1'], 'The option --max-events is "-1", which is no whole number. (SMON-E106)'],
    [
      ['--since', 'yesterday'],
      'The option --since is "yesterday", which is no time such as 15m or 2026-03-01T10:00Z. (SMON-E106)',
    ],
  ])('does not understand %j, and says so with 2', async (args, message) => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    const { code, stdout, stderr } = await runSmonitor(['export', '--out', 'bundle', ...args], {
      cwd: folder,
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(`${message}\n  What to do: See \`smonitor export --help\`.\n`)
    expect(existsSync(join(folder, 'bundle'))).toBe(false)
  })

  test.each(['x.zip', 'x.tar', 'deep/x.JSON.GZ', 'x.ndjson'])(
    'says which forms there are for one that there is not: %s',
    async (out) => {
      const folder = tempFolder()
      addRun(folder, 'a1')
      const { code, stderr } = await runSmonitor(['export', '--out', out], { cwd: folder })
      expect(code).toBe(1)
      expect(stderr).toContain(
        `so nothing is written to ${out}. A bundle is a folder, or a file that ends in`,
      )
      expect(readdirSync(folder)).toEqual(['.smonitor'])
    },
  )

  test('writes to a folder whose name only looks like a file', async () => {
    const folder = tempFolder()
    addRun(folder, 'a1')
    mkdirSync(join(folder, 'release.zip'))
    for (const out of ['release.zip', 'release-1.2.3']) {
      const { code } = await runSmonitor(['export', '--out', out], { cwd: folder })
      expect([code, messagesOf(join(folder, out))]).toEqual([0, ['m1', 'm2', 'm3']])
    }
  })

  test('refuses to replace a bundle and add to it at once', async () => {
    const folder = tempFolder()
    addRun(folder, 'a1')
    const args = ['export', '--out', 'b', '--force', '--append']
    const { code, stderr } = await runSmonitor(args, { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('--force and --append are both there: the one replaces a bundle')
    expect(existsSync(join(folder, 'b'))).toBe(false)
  })

  test('comes back from a place where nothing can be made', async () => {
    const folder = tempFolder()
    addRun(folder, 'a1')
    const { code, stderr } = await runSmonitor(['export', '--out', '/proc/no-such/x'], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain('The bundle could not be written to /proc/no-such/x: ENOENT')
  })

  test('needs to be told where the bundle goes', async () => {
    expect(await runSmonitor(['export'], { cwd: tempFolder() })).toMatchObject({
      code: 2,
      stderr: "error: required option '--out <path>' not specified\nSee: smonitor export --help\n",
    })
  })

  test('says that it may not read a run', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    // For root there is no such thing as a file that may not be read.
    if (process.getuid?.() === 0) return
    chmodSync(join(folder, '.smonitor/runs/r1'), 0o000)
    const { code, stderr } = await runSmonitor(['export', '--out', 'bundle'], { cwd: folder })
    chmodSync(join(folder, '.smonitor/runs/r1'), 0o700)
    expect(code).toBe(1)
    expect(stderr).toContain('(SMON-E125)')
  })
})

describe('smonitor runs', () => {
  test('lists the runs, newest first, with how each of them ended', async () => {
    const folder = tempFolder()
    addRun(folder, 'aaaa', { day: 1 })
    addRun(folder, 'bbbb', { day: 2, count: 1, entry: 'long-name.mjs' })
    const path = writeProgram(
      folder,
      `startSmonitor({ maxRepeats: 0 })\nemit('error', 'Bad.')\nprocess.kill(process.pid, 'SIGKILL')`,
    )
    await runNode([path], { cwd: folder, env: { SMONITOR_RUN_ID: 'cccc' } })
    const { code, stdout, stderr } = await runSmonitor(['runs'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(
      stdout
        .replaceAll(/\d+ KiB +/g, 'n KiB  ')
        .replace(/size +state/, 'size   state')
        .replaceAll(/process \d+/g, 'process n')
        .replace(/cccc  app\.mjs        [-\d]+ [:\d]+/, 'cccc  app.mjs        2026-03-03 10:00:00'),
    ).toBe(`run   program        started (UTC)        events  missing  unsent  size   state
cccc  app.mjs        2026-03-03 10:00:00  1       0        0       n KiB  killed or crashed: process n is gone and left no word
bbbb  long-name.mjs  2026-03-02 10:00:00  1       0        0       n KiB  ended with exit code 3
aaaa  app.mjs        2026-03-01 10:00:00  3       0        0       n KiB  ended with exit code 3
`)
  })

  test('lists them for programs', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    const { stdout } = await runSmonitor(['runs', '--from', '.', '--json'], { cwd: folder })
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'smonitor.runs/1',
      runs: [
        {
          run_id: 'r1',
          folder: '.smonitor/runs/r1',
          program: 'app.mjs',
          started_at: '2026-03-01T10:00:00.000Z',
          end: { exit_code: 3, signal: null, state: 'ended', known_by: 'itself' },
          alive: [],
          events: 3,
          dropped: 0,
        },
      ],
    })
  })

  test('names the file of a program, and its service where it has one', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1', { service: 'shop' })
    const { stdout } = await runSmonitor(['runs'], { cwd: folder })
    expect(stdout).toMatch(/^r1 {3}app\.mjs \(shop\) /m)
  })

  test('lets nothing of a run reach the terminal', async () => {
    const folder = tempFolder()
    addRun(folder, 'r\u001b[2J1', { entry: 'a\u009b31m\u202eb\nforged' })
    const runs = await runSmonitor(['runs'], { cwd: folder })
    const exported = await runSmonitor(['export', '--out', 'bundle'], { cwd: folder })
    for (const { code, stdout } of [runs, exported]) {
      expect(code).toBe(0)
      expect(findControl(stdout)).toBeUndefined()
      expect(stdout).not.toMatch(/^forged/m)
    }
  })

  test('says that there are none', async () => {
    expect(await runSmonitor(['runs'], { cwd: tempFolder() })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('(SMON-E123)') as string,
    })
  })
})

describe('smonitor export of a bundle', () => {
  test('makes one that can be shared of one that cannot, and says so', async () => {
    const folder = tempFolder()
    const spool = openRunSpool({ root: join(folder, '.smonitor/runs'), runId: 'r1', info: sampleRun() })
    spool.append(JSON.stringify(sampleEvent({ message: 'Mail ada@lovelace.example.' })), true)
    spool.close({ exit_code: 0, signal: null })

    const mine = await runSmonitor(['export', '--out', 'mine', '--redact', 'none'], { cwd: folder })
    expect(mine.stdout).toContain('Nothing was taken out: keep it to yourself (--redact share).')
    expect(messagesOf(join(folder, 'mine'))).toEqual(['Mail ada@lovelace.example.'])

    const shared = await runSmonitor(['export', '--from', 'mine', '--out', 'shared'], { cwd: folder })
    expect(shared).toMatchObject({ code: 0, stderr: '' })
    expect(shared.stdout).toContain(
      '1 diagnostic of shop, run r1, in shared.\n  The run: ended with exit code 0.',
    )
    expect(shared.stdout).toContain('Redacted (share): one place, listed in bundle.json.')
    expect(messagesOf(join(folder, 'shared'))).toEqual(['Mail [REDACTED].'])
    expect(readBundle(join(folder, 'shared')).manifest.redactions).toMatchObject({
      preset: 'share',
      replaced: { total: 1, by_rule: { mails: 1 } },
    })
    expect(messagesOf(join(folder, 'mine'))).toEqual(['Mail ada@lovelace.example.'])
  })

  test('takes paths, keys and less serious diagnostics out', async () => {
    const folder = tempFolder()
    const spool = openRunSpool({ root: join(folder, '.smonitor/runs'), runId: 'r1', info: sampleRun() })
    const extra = { user: 'ada', door: '4711-a', colour: 'red' }
    spool.append(JSON.stringify(sampleEvent({ level: 'ERROR', extra })), true)
    spool.append(JSON.stringify(sampleEvent({ level: 'INFO', extra })), true)
    spool.close({ exit_code: 0, signal: null })
    const args = ['--redact', 'extra.user', '--redact-key', 'door', '--level', 'warn']
    expect(await runSmonitor(['export', '--out', 'a', ...args], { cwd: folder })).toMatchObject({ code: 0 })
    const bundle = readBundle(join(folder, 'a'))
    expect([...bundle.events()].map((event) => event.extra)).toEqual([
      { user: '[REDACTED]', door: '[REDACTED]', colour: 'red' },
    ])
    expect(bundle.manifest.events).toMatchObject({ total: 1, left_out: 1 })
    expect(bundle.manifest.redactions).toMatchObject({
      preset: 'share',
      paths: ['extra.user'],
      keys: ['door'],
    })
  })

  test('leaves all diagnostics out when asked to, and still says what there was', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    await runSmonitor(['export', '--out', 'a', '--no-events'], { cwd: folder })
    expect(messagesOf(join(folder, 'a'))).toEqual([])
    expect(readBundle(join(folder, 'a')).manifest.events).toMatchObject({ total: 0, left_out: 3 })
  })

  test.each([
    [['--level', 'loud'], 'The option --level is "loud", which is none of debug, info, warn, error, fatal.'],
    [['--redact', ''], "error: option '--redact <what>' argument '' is invalid. It is empty."],
    [['--redact', 'wrong.path'], 'The path "wrong.path" leads nowhere: a bundle has no field "wrong".'],
    [['--redact-pattern', '(['], 'The pattern "([" is not valid'],
  ])('refuses %j', async (args, reason) => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    const { code, stdout, stderr } = await runSmonitor(['export', '--out', 'a', ...args], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(reason)
    expect(existsSync(join(folder, 'a'))).toBe(false)
  })

  test('counts what the bundle has lost as missing in the one that is made of it', async () => {
    const folder = tempFolder()
    addRun(folder, 'r1')
    await runSmonitor(['export', '--out', 'whole'], { cwd: folder })
    const path = join(folder, 'whole/events.jsonl')
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 1).join('\n'))
    const { stdout } = await runSmonitor(['export', '--from', 'whole', '--out', 'again'], { cwd: folder })
    expect(stdout).toContain('Missing: 2 that did not fit or were cut off.')
    expect(readBundle(join(folder, 'again')).manifest.events).toMatchObject({ total: 1, dropped: 2 })
  })

  test('does not go into the folder that it is made of, by whatever path', async () => {
    const folder = tempFolder()
    addRun(folder, 'a1')
    await runSmonitor(['export', '--out', 'b'], { cwd: folder })
    symlinkSync('b', join(folder, 'link'))
    const places = [
      ['b', 'b/inner'],
      ['b', 'link/deep/x.json'],
      ['b/bundle.json', 'b/x.tgz'],
      ['.', '.smonitor/runs/mine'],
    ] as const
    for (const [from, out] of places) {
      const { code, stderr } = await runSmonitor(['export', '--from', from, '--out', out], { cwd: folder })
      expect(code).toBe(1)
      expect(stderr).toContain(`${out} is in `)
      expect(stderr).toContain('which it is made of. Choose a place outside of it.')
    }
    expect(readdirSync(join(folder, 'b')).toSorted()).toEqual([
      'README.txt',
      'bundle.json',
      'events.jsonl',
      'logs.jsonl',
    ])
    const { code } = await runSmonitor(['export', '--from', 'b', '--out', 'b', '--force'], { cwd: folder })
    expect([code, messagesOf(join(folder, 'b'))]).toEqual([0, ['m1', 'm2', 'm3']])
  })

  test('says of one that was redacted before that it was, and keeps saying so whatever is asked for', async () => {
    const folder = tempFolder()
    addRun(folder, 'a1')
    await runSmonitor(['export', '--out', 'b', '--redact-key', 'user'], { cwd: folder })
    for (const preset of ['none', 'ci', 'share']) {
      const { stdout } = await runSmonitor(
        ['export', '--from', 'b', '--out', preset, '--redact', preset, '--redact-key', 'pin'],
        { cwd: folder },
      )
      expect(stdout).toContain(
        'Redacted (share): it was redacted before (share), and there was nothing left to take out.',
      )
      const { redactions } = readBundle(join(folder, preset)).manifest
      expect([redactions?.preset, redactions?.keys]).toEqual(['share', ['user', 'pin']])
    }
  })

  test('offers the bundle where a run has become one', async () => {
    const { code, stderr } = await runSmonitor(['export', '--out', 'x'], { cwd: tempFolder() })
    expect(code).toBe(1)
    expect(stderr).toContain('What `smonitor run` has put into a bundle is there no more: name the bundle')
  })
})
