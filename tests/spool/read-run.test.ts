import { spawnSync } from 'node:child_process'
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  encodeAboutHead,
  encodeNote,
  encodeState,
  type WriterEnd,
  type WriterHead,
} from '../../src/spool/about-file.ts'
import { markProcess } from '../../src/spool/process-mark.ts'
import { readRun } from '../../src/spool/read-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const here = markProcess()
/** A process that has ended. */
const gone = {
  pid: spawnSync(process.execPath, ['-e', '0']).pid,
  started: here.started === null ? null : '1',
}
const end = (fields: Partial<WriterEnd>): WriterEnd => ({
  ended_at: '2026-03-01T10:05:00.000Z',
  exit_code: null,
  signal: null,
  ...fields,
})

interface Sample {
  readonly head?: Partial<WriterHead>
  readonly run?: object
  readonly end?: WriterEnd | null
  readonly dropped?: number
  /** Seconds since its last sign of life. */
  readonly ago?: number
}

/** Writes what writers would have left, in the order in which they opened the spool. */
function write(folder: string, samples: readonly Sample[]): void {
  for (const [at, { head, run = {}, end: ended = null, dropped = 0, ago = 0 }] of samples.entries()) {
    const writer = `20260301T10000000${at}Z-${head?.pid ?? 1}-${head?.thread ?? 0}-0123456${at}`
    const whole = { version: '1.0.0', role: 'program', thread: 0, ...here, ...head } as const
    const file = Buffer.concat([
      encodeAboutHead(whole, run),
      encodeNote({ catalog: { name: `c${at}`, codes: {} } }),
    ])
    encodeState({ dropped, end: ended }).copy(file)
    for (const [name, text] of [
      [`about-${writer}.jsonl`, file],
      [`events-${writer}.jsonl`, `{"at":${at}}\n`],
    ] as const) {
      const path = join(folder, name)
      writeFileSync(path, text)
      utimesSync(path, Date.now() / 1000 - ago, Date.now() / 1000 - ago)
    }
  }
}

const EARLY = { started_at: '2026-03-01T10:00:00.000Z', entry: 'early.mjs' }
const LATE = { started_at: '2026-03-01T10:00:09.000Z', entry: 'late.mjs' }

describe('what became of a run', () => {
  test.each<[string, readonly Sample[], object]>([
    [
      'ended, as it says itself',
      [{ head: gone, end: end({ exit_code: 3 }) }],
      { kind: 'ended', end: end({ exit_code: 3 }), knownBy: 'itself' },
    ],
    ['is running', [{}], { kind: 'running', pid: process.pid, knownBy: 'process' }],
    ['was killed', [{ head: gone }], { kind: 'killed', pid: gone.pid, knownBy: 'process' }],
    [
      'is running elsewhere, by its sign of life',
      [{ head: { pid: 7, space: 'elsewhere' } }],
      { kind: 'running', pid: 7, knownBy: 'heartbeat' },
    ],
    [
      'was killed elsewhere, by its silence',
      [{ head: { pid: 7, space: 'elsewhere' }, ago: 100 }],
      { kind: 'killed', pid: 7, knownBy: 'heartbeat' },
    ],
    [
      'ended, as its observer saw it, though it left no word',
      [
        { head: { ...gone, role: 'observer' }, end: end({ signal: 'SIGKILL' }) },
        { head: gone, run: EARLY },
      ],
      { kind: 'ended', end: end({ signal: 'SIGKILL' }), knownBy: 'observer' },
    ],
    [
      'was killed together with its observer',
      [{ head: { ...gone, role: 'observer' } }, { head: gone, run: EARLY }],
      { kind: 'killed', pid: gone.pid, knownBy: 'process' },
    ],
    [
      'is running, though its observer is gone',
      [{ head: { ...gone, role: 'observer' } }, { run: EARLY }],
      { kind: 'running', pid: process.pid, knownBy: 'process' },
    ],
    [
      'is what became of the process that started first, whoever wrote first',
      [
        { head: { ...gone, pid: 9 }, run: LATE, end: end({ exit_code: 1 }) },
        { head: gone, run: EARLY, end: end({ exit_code: 2 }) },
      ],
      { kind: 'ended', end: end({ exit_code: 2 }), knownBy: 'itself' },
    ],
    [
      'is what became of its main thread, not of a worker that ended before',
      [
        { head: { thread: 1 }, run: EARLY, end: end({ exit_code: 0 }) },
        { head: { thread: 0 }, run: LATE },
      ],
      { kind: 'running', pid: process.pid, knownBy: 'process' },
    ],
    [
      'is what became of its main thread, not of a worker that was stopped with it',
      [
        { head: { ...gone, thread: 0 }, run: EARLY, end: end({ exit_code: 5 }) },
        { head: { ...gone, thread: 1 }, run: EARLY },
      ],
      { kind: 'ended', end: end({ exit_code: 5 }), knownBy: 'itself' },
    ],
    [
      'is running, when only a worker has written and has ended',
      [
        { head: { thread: 1 }, run: EARLY, end: end({ exit_code: 0 }) },
        { head: { thread: 2 }, run: LATE },
      ],
      { kind: 'running', pid: process.pid, knownBy: 'process' },
    ],
    [
      'is running again, when smonitor was shut down and started once more',
      [{ run: EARLY, end: end({}) }, { run: EARLY }],
      { kind: 'running', pid: process.pid, knownBy: 'process' },
    ],
    ['is not known, when there is nothing', [], { kind: 'unknown' }],
  ])('it %s', (_what, samples, state) => {
    const folder = tempFolder()
    write(folder, samples)
    expect(readRun(folder).state).toEqual(state)
  })
})

describe('the folder of a run', () => {
  test('tells the run as the process that started first described it, and all catalogs', () => {
    const folder = tempFolder()
    write(folder, [
      { head: { ...gone, role: 'observer' } },
      { head: { pid: 9 }, run: LATE },
      { head: gone, run: EARLY },
    ])
    expect(readRun(folder).info).toEqual(EARLY)
    expect(readRun(folder).catalogs.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2'])
  })

  test('tells what the observer knows, when no process of the program came to say it', () => {
    const folder = tempFolder()
    write(folder, [{ head: { ...gone, role: 'observer' }, run: EARLY }])
    expect(readRun(folder).info).toEqual(EARLY)
  })

  test('tells who is alive, what is missing, and the last sign of life', () => {
    const folder = tempFolder()
    write(folder, [
      { dropped: 2, ago: 500 },
      { dropped: 3, head: gone, ago: 300 },
      { dropped: 0, head: { thread: 3 }, ago: 400 },
    ])
    const { alive, dropped, lastSignMs, eventFiles, bytes } = readRun(folder)
    expect({ alive, dropped }).toEqual({ alive: [process.pid], dropped: 5 })
    expect(Math.abs(Date.now() - lastSignMs - 300_000)).toBeLessThan(5000)
    expect(eventFiles.map(({ bytes: size, isGrowing }) => [size, isGrowing])).toEqual([
      [9, true],
      [9, false],
      [9, true],
    ])
    expect(bytes).toBeGreaterThan(3 * 200)
  })

  test('keeps the events of a writer that was killed before it could say who it is', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'about-20260301T100000000Z-1-0-01234567.jsonl'), '')
    writeFileSync(join(folder, 'events-20260301T100000000Z-1-0-01234567.jsonl'), '{}\n')
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    const run = readRun(folder)
    expect(run).toMatchObject({ info: undefined, dropped: 0, state: { kind: 'unknown' }, bytes: 3 })
    expect(run.eventFiles).toHaveLength(1)
  })
})
