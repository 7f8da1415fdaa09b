import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { listRuns } from '../../src/spool/list-runs.ts'
import { readRun } from '../../src/spool/read-run.ts'
import { runNode, type RunProcessOptions } from '../helpers/run-process.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program in a folder of its own and opens what it has left in its spool. */
async function run(source: string, options: RunProcessOptions = {}) {
  const folder = tempFolder()
  const path = writeProgram(folder, source)
  const ended = await runNode([path], { cwd: folder, ...options })
  return { ...ended, folder, runs: listRuns(join(folder, '.smonitor/runs')).map((run) => open(run, folder)) }
}

function open(run: string, folder: string) {
  const out = join(folder, 'exported')
  const manifest = bundleFromSpool(run, out, { fallback: sampleRun(), force: true })
  const events = [...readBundle(out).events()]
  return { ...manifest, list: events, ids: events.map(({ extra }) => extra['id']) }
}

const START = `const smonitor = startSmonitor({ maxRepeats: 0 })\n`
const EMIT = `for (const id of [1, 2, 3]) films.emit('MOV-W010', { id })\n`

describe('a program that starts smonitor', () => {
  test('leaves its run on disk by itself, what is not printed too', async () => {
    const { code, folder, runs } = await run(
      `${START}emit('debug', 'A detail.')\nprocess.chdir('/')\n${EMIT}`,
    )
    expect(code).toBe(0)
    expect(runs).toMatchObject([
      {
        run: { entry: 'app.mjs', profile: 'user' },
        end: { exit_code: 0, signal: null, state: 'ended', known_by: 'itself' },
        events: { total: 4, dropped: 0, by_level: { DEBUG: 1, WARNING: 3 } },
      },
    ])
    expect(runs[0]?.catalogs.map(({ name }) => name)).toContain('films')
    expect(readFileSync(join(folder, '.smonitor/.gitignore'), 'utf8')).toBe('*\n')
    expect(statSync(join(folder, '.smonitor/runs')).mode & 0o777).toBe(0o700)
  })

  test('leaves nothing, when it has no diagnostics', async () => {
    const { folder } = await run(`${START}await smonitor.flush()`)
    expect(readdirSync(folder)).toEqual(['app.mjs'])
    const withBundle = await run(`startSmonitor({ bundle: 'bundle' })`)
    expect(readdirSync(withBundle.folder)).toEqual(['app.mjs', 'bundle'])
  })

  test.each([
    ['by the option', `startSmonitor({ spool: false })`, {}],
    ['by the variable', START, { SMONITOR_SPOOL: 'off' }],
  ])('leaves nothing, when that is switched off %s', async (_how, start, env) => {
    const { folder } = await run(`${start}\n${EMIT}`, { env })
    expect(readdirSync(folder)).toEqual(['app.mjs'])
  })

  test('leaves it where it is told to', async () => {
    const { folder } = await run(`startSmonitor({ spool: 'var/runs' })\n${EMIT}`, {
      env: { SMONITOR_SPOOL: 'elsewhere' },
    })
    expect(listRuns(join(folder, 'var/runs'))).toHaveLength(1)
    const named = await run(`${START}${EMIT}`, {
      env: { SMONITOR_SPOOL: 'elsewhere', SMONITOR_RUN_ID: 'build-7' },
    })
    expect(readRun(join(named.folder, 'elsewhere/build-7')).info).toMatchObject({ run_id: 'build-7' })
    expect(readdirSync(folder).toSorted()).toEqual(['app.mjs', 'var'])
  })

  test('leaves a run each time that it is started anew', async () => {
    const { runs, stdout } = await run(
      `const one = startSmonitor({ maxRepeats: 0 })
       films.emit('MOV-W010', { id: 1 })
       await one.shutdown()
       console.log(process.env.SMONITOR_RUN_ID, process.env.SMONITOR_SPOOL)
       startSmonitor({ maxRepeats: 0 })
       films.emit('MOV-W010', { id: 2 })`,
    )
    expect(stdout).toBe('undefined undefined\n')
    expect(runs.map(({ ids, end }) => [...ids, end.state, end.exit_code])).toEqual(
      expect.arrayContaining([
        [1, 'closed', null],
        [2, 'ended', 0],
      ]),
    )
  })

  test('keeps so many runs', async () => {
    const folder = tempFolder()
    const path = writeProgram(folder, `startSmonitor({ maxRepeats: 0, spool: { maxRuns: 2 } })\n${EMIT}`)
    mkdirSync(join(folder, '.smonitor/runs/mine'), { recursive: true })
    for (let at = 0; at < 4; at += 1) await runNode([path], { cwd: folder })
    expect(listRuns(join(folder, '.smonitor/runs'))).toHaveLength(2)
    expect(existsSync(join(folder, '.smonitor/runs/mine'))).toBe(true)
  })
})

describe('a run has all of its diagnostics, and how it ended', () => {
  test.each<[string, string, object, NodeJS.Signals?]>([
    ['by itself', EMIT, { exit_code: 0, signal: null }],
    ['by process.exit(3)', `${EMIT}process.exit(3)`, { exit_code: 3, signal: null }],
    ['by an uncaught error', `${EMIT}throw new Error('nobody')`, { exit_code: 1, signal: null }],
    [
      'by a rejection that nobody handles',
      `${EMIT}await Promise.reject(new Error('nobody'))`,
      { exit_code: 1 },
    ],
    [
      'by SIGINT',
      `${EMIT}console.log('ready'); setInterval(() => {}, 1000)`,
      { exit_code: null, signal: 'SIGINT' },
      'SIGINT',
    ],
    [
      'by SIGTERM',
      `${EMIT}console.log('ready'); setInterval(() => {}, 1000)`,
      { exit_code: null, signal: 'SIGTERM' },
      'SIGTERM',
    ],
    [
      'by its own listener of SIGTERM',
      `process.once('SIGTERM', () => { ${EMIT} process.exit(7) }); console.log('ready'); setInterval(() => {}, 1000)`,
      { exit_code: 7, signal: null },
      'SIGTERM',
    ],
    [
      'with a last word of its own listener of the exit',
      `process.on('exit', () => { ${EMIT} })`,
      { exit_code: 0 },
    ],
  ])('when it ends %s', async (_how, source, end, signal) => {
    const { runs } = await run(
      START + source,
      signal === undefined ? {} : { onOutput: (_stdout, kill) => kill(signal) },
    )
    expect(runs).toHaveLength(1)
    expect(runs[0]?.ids.slice(0, 3)).toEqual([1, 2, 3])
    expect(runs[0]?.end).toMatchObject({ ...end, state: 'ended', known_by: 'itself' })
    expect(runs[0]?.events.dropped).toBe(0)
  })

  test('but for what was emitted just before a kill and is no error', async () => {
    const { runs, signal } = await run(
      `${START}${EMIT}
       await smonitor.flush()
       films.emit('MOV-W010', { id: 4 })
       try { throw films.error('MOV-E001', { id: 5, known: [] }) } catch (error) { emit('error', error.message, { extra: { id: 5 } }) }
       films.emit('MOV-W010', { id: 'lost' })
       process.kill(process.pid, 'SIGKILL')`,
    )
    expect(signal).toBe('SIGKILL')
    expect(runs[0]?.ids).toEqual([1, 2, 3, 4, 5])
    expect(runs[0]?.end).toMatchObject({
      exit_code: null,
      signal: null,
      state: 'killed',
      known_by: 'process',
    })
  })
})

describe('one run has the diagnostics of', () => {
  test('worker threads, also of one that is stopped in the middle by the exit of the process', async () => {
    const { code, runs } = await run(
      `import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
       ${START}
       const role = isMainThread ? 'main' : workerData
       films.emit('MOV-W010', { id: role })
       if (isMainThread) {
         const stopped = new Worker(import.meta.filename, { workerData: 'stopped' })
         new Worker(import.meta.filename, { workerData: 'ended' }).once('exit', () => {
           stopped.postMessage('')
           stopped.once('message', () => process.exit(5))
         })
       } else if (role === 'stopped') {
         parentPort.once('message', () => {
           for (let at = 0; at < 500; at += 1) films.emit('MOV-W010', { id: at })
           parentPort.postMessage('done')
           for (;;);
         })
       }`,
    )
    expect(code).toBe(5)
    expect(runs).toHaveLength(1)
    expect(runs[0]?.ids.filter((id) => typeof id === 'string').toSorted()).toEqual([
      'ended',
      'main',
      'stopped',
    ])
    expect(runs[0]?.ids.filter((id) => typeof id === 'number')).toHaveLength(500)
    expect(runs[0]?.end).toMatchObject({ exit_code: 5, state: 'ended' })
    expect(runs[0]?.run.entry).toBe('app.mjs')
  })

  test('cluster workers and child processes, and is told as that of the program that was started', async () => {
    const { runs, folder } = await run(
      `import { execFileSync, fork } from 'node:child_process'
       import cluster from 'node:cluster'
       import { once } from 'node:events'
       const role = process.argv[2] ?? (cluster.isPrimary ? 'primary' : 'cluster')
       ${START}
       if (role === 'primary') {
         for (const _ of [1, 2]) await once(cluster.fork(), 'exit')
         await once(fork(import.meta.filename, ['forked']), 'exit')
         execFileSync(process.execPath, [import.meta.filename, 'spawned'], { cwd: '/' })
       }
       films.emit('MOV-W010', { id: role })
       if (role === 'cluster') process.exit(9)`,
    )
    expect(runs).toHaveLength(1)
    expect(runs[0]?.ids).toEqual(['cluster', 'cluster', 'forked', 'spawned', 'primary'])
    expect(new Set(runs[0]?.list.map(({ run_id }) => run_id)).size).toBe(1)
    expect(new Set(runs[0]?.list.map(({ session_id }) => session_id)).size).toBe(5)
    expect(runs[0]?.end).toMatchObject({ exit_code: 0, state: 'ended' })
    expect(readdirSync(folder).toSorted()).toEqual(['.smonitor', 'app.mjs', 'exported'])
  })

  test('a program whose bundle its child processes write too: the last one has it, with all in it', async () => {
    const { folder } = await run(
      `import { fork } from 'node:child_process'
       import { once } from 'node:events'
       ${START}
       const role = process.argv[2] ?? 'parent'
       films.emit('MOV-W010', { id: role })
       if (role === 'parent') await Promise.all(['a', 'b', 'c'].map((name) => once(fork(import.meta.filename, [name]), 'exit')))
       films.emit('MOV-W010', { id: role + ' again' })`,
      { env: { SMONITOR_BUNDLE: 'bundle' } },
    )
    const bundle = readBundle(join(folder, 'bundle'))
    expect([...bundle.events()].map(({ extra }) => String(extra['id'])).toSorted()).toEqual([
      'a',
      'a again',
      'b',
      'b again',
      'c',
      'c again',
      'parent',
      'parent again',
    ])
    expect(bundle.manifest.end).toMatchObject({ exit_code: 0, state: 'ended', known_by: 'itself' })
    expect(readdirSync(folder).toSorted()).toEqual(['.smonitor', 'app.mjs', 'bundle', 'exported'])
  })
})
