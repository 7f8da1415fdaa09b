import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { findControl } from '../helpers/hostile.ts'
import { runNode, runSmonitor, type RunProcessOptions } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs `smonitor run --out bundle -- node app.mjs` in a folder of its own, where its temporary files lie too. */
async function run(source: string, options: RunProcessOptions & { readonly args?: readonly string[] } = {}) {
  const folder = tempFolder()
  writeProgram(folder, source)
  const command = ['run', '--out', 'bundle', ...(options.args ?? ['--', 'node', 'app.mjs'])]
  const ended = await runSmonitor(command, {
    ...options,
    cwd: folder,
    env: { TMPDIR: folder, ...options.env },
  })
  const bundle = readBundle(join(folder, 'bundle'))
  const events = [...bundle.events()]
  expect(readdirSync(folder).filter((name) => name.startsWith('smonitor-'))).toEqual([])
  return { ...ended, folder, manifest: bundle.manifest, events }
}

describe('a program under smonitor run', () => {
  test('keeps its arguments, input, output and options of Node, and leaves a bundle', async () => {
    const args = ['--out', 'mine', '--force', '--profile', '--help', '--', '-V', '']
    const { code, stdout, stderr, manifest, events } = await run(
      `
      films.signal('films.load', () => films.emit('MOV-W010', { id: 'f1' }))()
      let input = ''
      for await (const chunk of process.stdin) input += chunk
      console.log(JSON.stringify({ args: process.argv.slice(2), input, options: process.env.NODE_OPTIONS }))
      console.error('mine')`,
      {
        args: ['--profile', 'agent', '--', 'node', 'app.mjs', ...args],
        input: 'typed\n',
        env: { NODE_OPTIONS: '--no-deprecation', OTEL_SERVICE_NAME: 'shop' },
      },
    )
    expect(code).toBe(0)
    const seen = JSON.parse(stdout) as Record<string, unknown>
    expect(seen).toMatchObject({ args, input: 'typed\n' })
    expect(seen['options']).toMatch(/^--no-deprecation --import=file:\S+\/register\.js$/)
    expect(stderr).toMatch(/^code=MOV-W010 level=WARNING .* hint=add_title .*\nmine\n$/)

    expect(events).toMatchObject([{ code: 'MOV-W010', source: 'films.load', run_id: manifest.run.run_id }])
    expect(manifest.run).toMatchObject({ entry: 'app.mjs', profile: 'agent', service_name: 'shop' })
    expect(manifest.end).toMatchObject({ exit_code: 0, signal: null })
    expect(manifest.catalogs.map(({ name }) => name)).toEqual(expect.arrayContaining(['films']))
    expect(manifest.events).toMatchObject({ total: 1, by_code: { 'MOV-W010': 1 }, dropped: 0 })
    expect(manifest.process?.argv.slice(2)).toEqual(args)
  })

  test('ends badly as it would alone, with the error in the bundle', async () => {
    const source = `films.emit('MOV-W010', { id: 'f1' })\nthrow new RangeError('no row')`
    const { folder, code, signal, stdout, stderr, events, manifest } = await run(source, {
      env: { SMONITOR_LEVEL: 'error' },
    })
    expect({ code, signal, stdout, stderr }).toEqual(await runNode(['app.mjs'], { cwd: folder }))
    expect(code).toBe(1)
    expect(events).toMatchObject([
      { code: 'MOV-W010' },
      { level: 'CRITICAL', exception: { type: 'RangeError', message: 'no row' } },
    ])
    expect(manifest.end).toMatchObject({ exit_code: 1, signal: null })
  })

  test('has its exit code, and what it emitted before', async () => {
    const { code, events, manifest } = await run(`films.emit('MOV-W010', { id: 'f1' })\nprocess.exit(42)`)
    expect(code).toBe(42)
    expect(events).toHaveLength(1)
    expect(manifest.end.exit_code).toBe(42)
  })

  test('that is killed leaves its errors', async () => {
    const { code, events, manifest } = await run(`
      films.emit('MOV-W010', { id: 'f1' })
      emit('error', 'The last words.')
      process.kill(process.pid, 'SIGKILL')
      setInterval(() => {}, 1000)`)
    expect(code).toBe(128 + 9)
    expect(events.map(({ message }) => message)).toEqual(['The film f1 has no title.', 'The last words.'])
    expect(manifest.end).toMatchObject({ exit_code: null, signal: 'SIGKILL' })
    expect(manifest.catalogs.map(({ name }) => name)).toContain('films')
  })

  test('is not lost when smonitor itself is killed, nor when the program goes on after that', async () => {
    const folder = tempFolder()
    writeProgram(
      folder,
      `films.emit('MOV-W010', { id: 'before' })
       emit('error', 'The last words.')
       console.log('ready', process.pid)
       setTimeout(() => { films.emit('MOV-W010', { id: 'after' }); process.exit(6) }, 1500)`,
    )
    const pid = { program: 0 }
    const ended = await runSmonitor(['run', '--out', 'bundle', '--', 'node', 'app.mjs'], {
      cwd: folder,
      onOutput(stdout, kill) {
        pid.program = Number(/ready (\d+)/.exec(stdout)?.[1])
        kill('SIGKILL')
      },
    })
    expect(ended.signal).toBe('SIGKILL')
    expect(existsSync(join(folder, 'bundle'))).toBe(false)
    const exported = await runSmonitor(['export', '--out', 'exported'], { cwd: folder })
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    expect(readBundle(join(folder, 'exported')).manifest.run.entry).toBe('app.mjs')
    while (isThere(pid.program)) await setTimeout(20)
    await runSmonitor(['export', '--out', 'exported', '--force'], { cwd: folder })
    const bundle = readBundle(join(folder, 'exported'))
    expect([...bundle.events()].map(({ message }) => message)).toEqual([
      'The film before has no title.',
      'The last words.',
      'The film after has no title.',
    ])
    expect(bundle.manifest.end).toMatchObject({ exit_code: 6, state: 'ended', known_by: 'itself' })
  })

  test('is not lost when the bundle cannot be written', async () => {
    const folder = tempFolder()
    writeProgram(
      folder,
      `import { mkdirSync, writeFileSync } from 'node:fs'
       films.emit('MOV-W010', { id: 'f1' })
       mkdirSync('bundle')
       writeFileSync('bundle/notes.txt', 'in the way')
       process.exitCode = 3`,
    )
    const { code, stderr } = await runSmonitor(['run', '--out', 'bundle', '--', 'node', 'app.mjs'], {
      cwd: folder,
    })
    expect(code).toBe(125)
    const [run = ''] = readdirSync(join(folder, '.smonitor/runs'))
    expect(stderr).toContain(
      `What the program left is kept: \`smonitor export --from .smonitor/runs/${run} --out <folder>\` makes a bundle of it. (SMON-E104)`,
    )
    const exported = await runSmonitor(['export', '--from', `.smonitor/runs/${run}`, '--out', 'other'], {
      cwd: folder,
    })
    expect(exported.code).toBe(0)
    const { manifest } = readBundle(join(folder, 'other'))
    expect(manifest.events.total).toBe(1)
    expect(manifest.end).toMatchObject({ exit_code: 3, state: 'ended', known_by: 'observer' })
  })

  test('leaves its bundle and nothing else, also where no spool is wanted or can be', async () => {
    for (const env of [{}, { SMONITOR_SPOOL: 'false' }, { SMONITOR_SPOOL: 'app.mjs/runs' }]) {
      const { folder, code, events, stderr } = await run(`emit('info', 'Fine.')`, { env })
      expect({ code, stderr, events: events.length }).toEqual({ code: 0, stderr: '', events: 1 })
      expect(readdirSync(folder).toSorted()).toEqual(['app.mjs', 'bundle'])
    }
  })

  test('is passed the signal that smonitor gets, and the bundle is written', async () => {
    const { code, events, manifest } = await run(
      `films.emit('MOV-W010', { id: 'f1' })\nconsole.log('ready')\nsetInterval(() => {}, 1000)`,
      { onOutput: (_stdout, kill) => kill('SIGTERM') },
    )
    expect(code).toBe(128 + 15)
    expect(events).toHaveLength(1)
    expect(manifest.end).toMatchObject({ exit_code: null, signal: 'SIGTERM' })
  })

  test('shares its bundle with the processes and threads that it starts, in the order of time', async () => {
    const { code, events, manifest } = await run(`
      import { fork } from 'node:child_process'
      import { once } from 'node:events'
      import { setTimeout } from 'node:timers/promises'
      import { isMainThread, Worker } from 'node:worker_threads'
      const role = process.argv[2] ?? (isMainThread ? 'main' : 'worker')
      films.emit('MOV-W010', { id: role })
      if (role === 'main') {
        await setTimeout(5)
        await once(fork(import.meta.filename, ['child']), 'exit')
        await once(new Worker(import.meta.filename), 'exit')
        films.emit('MOV-W010', { id: 'main again' })
      }`)
    expect(code).toBe(0)
    expect(events.map(({ extra }) => extra['id'])).toEqual(['main', 'child', 'worker', 'main again'])
    expect(new Set(events.map(({ run_id }) => run_id))).toEqual(new Set([manifest.run.run_id]))
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(3)
  })

  test('that starts smonitor itself has the settings that it names', async () => {
    const { stderr, events, manifest } = await run(
      `startSmonitor({ profile: 'qa', serviceName: 'shop', json: 'log.jsonl' })\nfilms.emit('MOV-W010', { id: 'f1' })`,
    )
    expect(stderr).toMatch(/^\[MOV-W010\] WARNING films \| missing title id=f1 \| .*\n$/)
    expect(events).toHaveLength(1)
    expect(manifest.run).toMatchObject({ profile: 'qa', service_name: 'shop' })
  })

  test('may be no Node program at all, and may do without --', async () => {
    const args = ['sh', '-c', 'echo "$@"; exit 5', 'sh', '--out', 'mine', '--force', '-h']
    const { code, stdout, manifest } = await run('', { args })
    expect({ code, stdout }).toEqual({ code: 5, stdout: '--out mine --force -h\n' })
    expect(manifest.run.entry).toBeNull()
    expect(manifest.events.total).toBe(0)
    expect(manifest.end.exit_code).toBe(5)
  })
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('smonitor run refuses', () => {
  test('a program that it does not find with 127, and one that cannot be started with 126', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'text'), 'no program', { mode: 0o600 })
    const missing = await runSmonitor(['run', '--out', 'bundle', '--', 'no\u001b[31msuch'], { cwd: folder })
    expect(missing).toEqual({
      code: 127,
      signal: null,
      stdout: '',
      stderr:
        'The program no\\u001b[31msuch could not be started: there is no such program. (SMON-E105)\n' +
        '  What to do: Check the command after `--`; it is started as it is, without a shell.\n',
    })
    const notExecutable = await runSmonitor(['run', '--out', 'bundle', '--', './text'], { cwd: folder })
    expect(notExecutable.code).toBe(126)
    expect(notExecutable.stderr).toContain(
      'The program ./text could not be started: spawn ./text EACCES. (SMON-E105)',
    )
    expect(readdirSync(folder)).toEqual(['text'])
  })

  test('what cannot be taken out, before the program runs', async () => {
    const folder = tempFolder()
    writeProgram(folder, `import { writeFileSync } from 'node:fs'\nwriteFileSync('ran', '')`)
    const args = ['run', '--out', 'bundle', '--redact-pattern', '([', '--', 'node', 'app.mjs']
    const { code, stderr } = await runSmonitor(args, { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('The pattern "([" is not valid')
    expect(readdirSync(folder)).toEqual(['app.mjs'])
  })

  test('a place for the bundle that is taken, before the program runs, and --force replaces a bundle', async () => {
    const folder = tempFolder()
    writeProgram(folder, `import { writeFileSync } from 'node:fs'; writeFileSync('ran', '')`)
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/notes.txt'), 'mine')
    mkdirSync(join(folder, 'bundle'))
    writeFileSync(join(folder, 'bundle/bundle.json'), '{"schema":"smonitor.bundle/1"}')
    const runTo = (...out: readonly string[]) =>
      runSmonitor(['run', '--out', ...out, '--', 'node', 'app.mjs'], { cwd: folder })

    for (const [reason, ...out] of [
      [
        'The folder bundle holds a bundle already. Choose another folder, or replace it with --force.',
        'bundle',
      ],
      ['The folder mine holds notes.txt, which is no part of a bundle.', 'mine', '--force'],
      ['app.mjs is a file.', 'app.mjs', '--force'],
      [`${folder}/app.mjs is a file, so there can be no folder app.mjs/deep/er in it.`, 'app.mjs/deep/er'],
    ] as const) {
      const refused = await runTo(...out)
      expect(refused).toMatchObject({ code: 125, stdout: '' })
      expect(refused.stderr).toContain(reason)
      expect(refused.stderr).toContain('(SMON-E104)\n  What to do: ')
    }
    expect(existsSync(join(folder, 'ran'))).toBe(false)

    expect(await runTo('bundle/', '--force')).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(folder, 'ran'))).toBe(true)
    expect(readBundle(join(folder, 'bundle')).manifest.run.entry).toBe('app.mjs')
    expect(readFileSync(join(folder, 'mine/notes.txt'), 'utf8')).toBe('mine')
  })

  test.each([
    [
      'a misspelt --out',
      ['--ouut', 'bundle', '--', 'node'],
      "error: unknown option '--ouut'\n(Did you mean --out?)",
    ],
    ['no program', ['--out', 'bundle'], "error: missing required argument 'command'"],
    ['no program after --', ['--out', 'bundle', '--'], "error: missing required argument 'command'"],
    [
      'an option that does not exist',
      ['--out', 'bundle', '--proflie', 'dev', '--', 'node'],
      "error: unknown option '--proflie'\n(Did you mean --profile?)",
    ],
  ])('a command line with %s, with 2 and where to look', async (_what, args, message) => {
    const folder = tempFolder()
    expect(await runSmonitor(['run', ...args], { cwd: folder })).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `${message}\nSee: smonitor run --help\n`,
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['missing', ['--', 'node']],
    ['without a folder', ['--out', '', '--', 'node']],
    ['followed by the dashes', ['--out', '--', 'node', '-v']],
  ])('an --out that is %s, with 2 and nothing touched', async (_what, args) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'precious'), '')
    const { code, stdout, stderr } = await runSmonitor(['run', '--force', ...args], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^The option --out (is missing|names nothing): it says where the bundle goes\. \(SMON-E106\)\n  What to do: See `smonitor run --help`\.\n$/,
    )
    expect(readdirSync(folder)).toEqual(['precious'])
  })

  test('to let a message carry control characters', async () => {
    const { stderr } = await runSmonitor(['run', '--out', 'a\u001b[2J/\u202e', '--', '\u009bx'], {
      cwd: tempFolder(),
    })
    expect(findControl(stderr)).toBeUndefined()
  })
})
