import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { markProcess } from '../../src/spool/process-mark.ts'
import { readRun } from '../../src/spool/read-run.ts'
import { openRunSpool, type RunSpool, type RunSpoolOptions } from '../../src/spool/run-spool.ts'
import type { SpoolProblem } from '../../src/spool/spool-problem.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const END = { exit_code: 0, signal: null }

function create(options: Partial<RunSpoolOptions> = {}) {
  const folder = tempFolder()
  const root = options.root ?? join(folder, '.smonitor/runs')
  const problems: SpoolProblem[] = []
  const open = (): RunSpool =>
    openRunSpool({
      runId: 'r1',
      info: { run_id: 'r1' },
      onProblem: (problem) => problems.push(problem),
      ...options,
      root,
    })
  return { folder, root, run: join(root, 'r1'), problems, open }
}

/** Reads all lines that are in the files with events. */
function linesIn(run: string): string[] {
  return readRun(run).eventFiles.flatMap(({ path }) => readFileSync(path, 'utf8').split('\n').slice(0, -1))
}

/** Lists all that is below a folder. */
function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
}

describe('the spool of a run', () => {
  test('leaves nothing when there was nothing to write', async () => {
    const { folder, open } = create()
    const spool = open()
    spool.setInfo({ run_id: 'r1', service_name: 'shop' })
    spool.flush()
    await setTimeout(20)
    spool.close(END)
    expect(treeOf(folder)).toEqual([])
  })

  test('keeps lines in memory for a moment, but has an urgent one on disk at once, with all before it', () => {
    const { run, open } = create()
    const spool = open()
    spool.append('one', false)
    expect(existsSync(run)).toBe(false)
    spool.append('two', true)
    expect(linesIn(run)).toEqual(['one', 'two'])
    spool.append('three', false)
    expect(linesIn(run)).toEqual(['one', 'two'])
    spool.flush()
    expect(linesIn(run)).toEqual(['one', 'two', 'three'])
    spool.append('x'.repeat(70_000), false)
    expect(linesIn(run)).toHaveLength(4)
    spool.append('last', false)
    spool.close(END)
    expect(linesIn(run).at(-1)).toBe('last')
  })

  test('writes by itself after a while', async () => {
    const { run, open } = create()
    const spool = open()
    spool.append('one', false)
    while (!existsSync(run) || linesIn(run).length === 0) await setTimeout(5)
    expect(linesIn(run)).toEqual(['one'])
    spool.close(END)
  })

  test('is for the eyes of its owner alone, and not for git', () => {
    const { folder, open } = create()
    const spool = open()
    spool.append('one', true)
    spool.close(END)
    const modes = treeOf(folder).map((name) => [
      name.replace(/(events|about)-.*/, '$1'),
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ])
    expect(modes).toEqual([
      ['.smonitor', '700'],
      ['.smonitor/.gitignore', '600'],
      ['.smonitor/runs', '700'],
      ['.smonitor/runs/r1', '700'],
      ['.smonitor/runs/r1/about', '600'],
      ['.smonitor/runs/r1/events', '600'],
    ])
    expect(readFileSync(join(folder, '.smonitor/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('hides a folder of its own from git, and never one that was there before', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'mine'))
    for (const root of ['mine', 'new']) {
      const spool = create({ root: join(folder, root) }).open()
      spool.append('one', true)
      spool.close(END)
    }
    expect(existsSync(join(folder, 'mine/.gitignore'))).toBe(false)
    expect(readFileSync(join(folder, 'new/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('gives back the newest word on the run, its catalogs, and how it ended', () => {
    const { run, open } = create()
    defineCatalog({ name: 'spool.a', version: '1', codes: {} })
    const spool = open()
    spool.append('one', true)
    spool.setInfo({ run_id: 'r1', service_name: 'shop' })
    expect(readRun(run).state).toEqual({ kind: 'running', pid: process.pid, knownBy: 'process' })
    defineCatalog({ name: 'spool.b', codes: {} })
    spool.close({ exit_code: 3, signal: null })
    const { info, catalogs, state, dropped, alive } = readRun(run)
    expect(info).toEqual({ run_id: 'r1', service_name: 'shop' })
    expect(catalogs.map(({ name }) => name)).toEqual(expect.arrayContaining(['spool.a', 'spool.b']))
    expect(state).toMatchObject({ kind: 'ended', end: { exit_code: 3, signal: null }, knownBy: 'itself' })
    expect({ dropped, alive }).toEqual({ dropped: 0, alive: [] })
  })

  test('has the catalogs on disk with an error, however the process ends then', () => {
    const { run, open } = create()
    const spool = open()
    defineCatalog({ name: 'spool.c', codes: {} })
    spool.append('one', true)
    expect(readRun(run).catalogs.map(({ name }) => name)).toContain('spool.c')
    spool.close(END)
  })

  test('takes what is emitted while the process exits, after it was closed', () => {
    const { run, open } = create()
    const spool = open()
    spool.append('one', false)
    spool.close(END)
    spool.append('late', false)
    spool.append('later', true)
    expect(linesIn(run)).toEqual(['one', 'late', 'later'])
    expect(readRun(run).state).toMatchObject({ kind: 'ended', end: END })
  })

  test('takes what is emitted while the process exits, though there was nothing before', () => {
    const { run, open } = create()
    const spool = open()
    spool.close(END)
    spool.append('late', false)
    spool.append('later', true)
    expect(linesIn(run)).toEqual(['late', 'later'])
    expect(readRun(run).state).toMatchObject({ kind: 'ended', end: END })
  })

  test('says how the process ended, though only another one of the run had something to write', () => {
    const { run, open } = create()
    const parent = open()
    const child = open()
    child.append('one', true)
    parent.close({ exit_code: 4, signal: null })
    expect(readdirSync(run).filter((name) => name.startsWith('about-'))).toHaveLength(2)
    child.close(END)
  })

  test('refuses a line that no reader would take, and counts it', () => {
    const { run, open } = create()
    const spool = open()
    spool.append('x'.repeat(20_000_000), true)
    spool.append('short', true)
    expect(linesIn(run)).toEqual(['short'])
    expect([spool.dropped, readRun(run).dropped]).toEqual([1, 1])
    spool.close(END)
  })
})

describe('the bound of a run', () => {
  test('counts what is past it, says so once, and keeps room for what is urgent', () => {
    const { run, open, problems } = create({ maxBytes: 1_048_576 })
    const spool = open()
    const line = 'x'.repeat(9_999)
    for (let at = 0; at < 200; at += 1) spool.append(line, false)
    spool.flush()
    const kept = linesIn(run).length
    expect(kept).toBeGreaterThan(80)
    expect(kept).toBeLessThan(92)
    for (let at = 0; at < 50; at += 1) spool.append(line, true)
    const all = linesIn(run).length
    expect(all - kept).toBeGreaterThan(9)
    expect(readRun(run).bytes).toBeLessThanOrEqual(1_048_576)
    spool.close(END)
    expect(spool.dropped).toBe(250 - all)
    expect(readRun(run).dropped).toBe(250 - all)
    expect(problems).toEqual([{ kind: 'full', folder: run, maxBytes: 1_048_576 }])
  })

  test('holds for all writers of the run together', () => {
    const { run, open } = create({ maxBytes: 2_097_152 })
    const spools = Array.from({ length: 4 }, open)
    const line = 'x'.repeat(9_999)
    for (let at = 0; at < 100; at += 1) for (const spool of spools) spool.append(line, at % 10 === 0)
    for (const spool of spools) spool.close(END)
    const { bytes, dropped } = readRun(run)
    const kept = linesIn(run).length
    expect(bytes).toBeLessThanOrEqual(2_097_152 * 1.25)
    expect(kept).toBeGreaterThan(150)
    expect(kept + dropped).toBe(400)
  })
})

describe('a spool that cannot be written', () => {
  test.each([
    [
      'a file is in the place of .smonitor',
      (folder: string) => writeFileSync(join(folder, '.smonitor'), ''),
      'ENOTDIR',
    ],
    [
      'a file is in the place of the run',
      (folder: string) => {
        mkdirSync(join(folder, '.smonitor/runs'), { recursive: true })
        writeFileSync(join(folder, '.smonitor/runs/r1'), '')
      },
      'EEXIST',
    ],
    [
      'a link leads nowhere',
      (folder: string) => symlinkSync(join(folder, 'nothing'), join(folder, '.smonitor')),
      'ENOENT',
    ],
  ])('says so once, counts, and goes on when it can: %s', (_what, obstruct, code) => {
    const { folder, run, open, problems } = create()
    obstruct(folder)
    const spool = open()
    expect(spool.open()).toBe(false)
    expect(problems).toEqual([])
    spool.append('one', true)
    spool.append('two', true)
    spool.flush()
    expect(problems).toEqual([
      { kind: 'unwritable', folder: run, code, reason: expect.stringContaining(code) as string },
    ])
    rmSync(join(folder, '.smonitor'), { recursive: true })
    spool.flush()
    spool.append('three', true)
    expect(linesIn(run)).toEqual(['one', 'two', 'three'])
    spool.close(END)
    expect([spool.dropped, readRun(run).dropped, problems.length]).toEqual([0, 0, 1])
  })

  test('says so of a path that is too long', () => {
    const { open, problems } = create({
      root: join(tempFolder(), ...Array.from({ length: 30 }, () => 'x'.repeat(200))),
    })
    const spool = open()
    spool.append('one', true)
    spool.close(END)
    expect(problems).toMatchObject([{ kind: 'unwritable', code: 'ENAMETOOLONG' }])
    expect(spool.dropped).toBe(1)
  })

  test('holds no more than a few megabytes in memory, what is urgent longest, and counts the rest', () => {
    const { folder, run, open, problems } = create()
    writeFileSync(join(folder, '.smonitor'), '')
    const spool = open()
    const line = 'x'.repeat(99_999)
    for (let at = 0; at < 100; at += 1) spool.append(line, false)
    const droppedForAll = spool.dropped
    for (let at = 0; at < 50; at += 1) spool.append(`!${line}`, true)
    expect(droppedForAll).toBeGreaterThan(60)
    expect(spool.dropped - droppedForAll).toBeLessThan(45)
    rmSync(join(folder, '.smonitor'))
    spool.flush()
    const lines = linesIn(run)
    expect(lines.filter((one) => one.startsWith('!')).length).toBeGreaterThan(5)
    expect(lines.length + spool.dropped).toBe(150)
    spool.close(END)
    expect(readRun(run).dropped).toBe(spool.dropped)
    expect(problems).toHaveLength(1)
  })

  test('tries again by itself', async () => {
    const { folder, run, open } = create()
    writeFileSync(join(folder, '.smonitor'), '')
    const spool = open()
    spool.append('one', true)
    rmSync(join(folder, '.smonitor'))
    while (!existsSync(run) || linesIn(run).length === 0) await setTimeout(20)
    expect(linesIn(run)).toEqual(['one'])
    spool.close(END)
  })
})

describe('a spool whose files are deleted while it is written', () => {
  test.each(['.smonitor', '.smonitor/runs', '.smonitor/runs/r1'])(
    'goes on in new ones, and says what is gone: %s',
    (name) => {
      const { folder, run, open, problems } = create()
      const spool = open()
      spool.append('one', true)
      spool.append('two', true)
      rmSync(join(folder, name), { recursive: true })
      spool.append('three', true)
      spool.append('four', true)
      expect(linesIn(run)).toEqual(['three', 'four'])
      expect(problems).toEqual([{ kind: 'deleted', folder: run, lost: 2 }])
      spool.close(END)
      expect(readRun(run)).toMatchObject({ dropped: 2, info: { run_id: 'r1' }, state: { kind: 'ended' } })
      expect(statSync(run).mode & 0o777).toBe(0o700)
      expect(existsSync(join(folder, '.smonitor/.gitignore'))).toBe(true)
    },
  )

  test('counts what is gone, also when there can be no new ones for a while', () => {
    const { folder, run, open, problems } = create()
    const spool = open()
    spool.append('one', true)
    rmSync(join(folder, '.smonitor'), { recursive: true })
    writeFileSync(join(folder, '.smonitor'), '')
    spool.append('two', true)
    expect(spool.dropped).toBe(1)
    rmSync(join(folder, '.smonitor'))
    spool.flush()
    spool.append('three', true)
    expect(linesIn(run)).toEqual(['two', 'three'])
    spool.close(END)
    expect(readRun(run).dropped).toBe(1)
    expect(problems).toMatchObject([{ kind: 'unwritable' }, { kind: 'deleted', lost: 1 }])
  })

  test('goes on in the old ones, where they were only moved', () => {
    const { folder, run, open, problems } = create()
    const spool = open()
    spool.append('one', true)
    renameSync(run, join(folder, 'moved'))
    spool.append('two', true)
    spool.close(END)
    expect(linesIn(join(folder, 'moved'))).toEqual(['one', 'two'])
    expect(problems).toEqual([])
  })
})

test('a spool can be opened while somebody deletes its folder again and again', async () => {
  const { folder, open, problems } = create()
  const own = JSON.stringify(join(folder, '.smonitor'))
  const child = spawn(process.execPath, [
    '-e',
    `const { rmSync } = require('node:fs')
     console.log('ready')
     const pause = new Int32Array(new SharedArrayBuffer(4))
     // A moment between two: who deletes without end can keep anybody from ever opening it.
     for (;;) {
       try { rmSync(${own}, { recursive: true, force: true }) } catch {}
       Atomics.wait(pause, 0, 0, 20)
     }`,
  ])
  await once(child.stdout, 'data')
  for (let at = 0; at < 100; at += 1) {
    const spool = open()
    spool.append('one', true)
    spool.close(END)
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(problems.filter(({ kind }) => kind !== 'deleted')).toEqual([])
})

describe('a spool that is not wanted after all', () => {
  test('leaves no trace, when the start failed', () => {
    const { folder, open } = create()
    const spool = open()
    expect(spool.open()).toBe(true)
    spool.abandon()
    expect(treeOf(folder)).toEqual([])
  })

  test('leaves what others have written', () => {
    const { folder, run, open } = create()
    const other = open()
    other.append('one', true)
    const spool = open()
    spool.abandon()
    expect(linesIn(run)).toEqual(['one'])
    // Its process is alive.
    other.discard()
    other.close(END)
    expect(treeOf(folder)).toEqual([])
  })

  test('is deleted whole, but for a run of which a process is alive', () => {
    const { folder, run, open } = create()
    const [one, two] = [open(), open()]
    one.append('one', true)
    two.append('two', true)
    one.close(END)
    one.discard()
    expect(linesIn(run).toSorted()).toEqual(['one', 'two'])
    two.close(END)
    two.discard()
    expect(existsSync(run)).toBe(false)
    expect(treeOf(folder).filter((name) => name.includes('r1'))).toEqual([])
  })
})

test('a run that holds what no endpoint has taken is not discarded', () => {
  const root = tempFolder()
  const spool = openRunSpool({ root, runId: 'r1', info: {} })
  spool.open()
  const head = { outbox: 1, mark: markProcess(), target: 't', resource: {} }
  const path = join(spool.folder, 'outbox-20260301T100000000Z-1-0-01234567-1.jsonl')
  writeFileSync(path, `${JSON.stringify(head)}\n{}\n`)
  spool.discard()
  expect(existsSync(path)).toBe(true)
  rmSync(path)
  spool.discard()
  expect(existsSync(spool.folder)).toBe(false)
})
