import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pruneRuns } from '../../src/spool/prune-runs.ts'
import { readRun } from '../../src/spool/read-run.ts'
import {
  createWriterName,
  isRunFile,
  telemetryDraftOf,
  telemetryFileOf,
  telemetryOf,
} from '../../src/spool/run-files.ts'
import { openRunSpool, type RunSpool } from '../../src/spool/run-spool.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const END = { exit_code: 0, signal: null }

function open(options: { readonly maxBytes?: number } = {}): {
  readonly root: string
  readonly spool: RunSpool
} {
  const root = join(tempFolder(), 'runs')
  return { root, spool: openRunSpool({ root, runId: 'r1', info: {}, ...options }) }
}

const filesOf = (folder: string, kind: 'traces' | 'metrics'): string[] =>
  readRun(folder)
    .telemetryFiles.filter((file) => file.kind === kind)
    .map(({ path }) => readFileSync(path, 'utf8'))

const LIMITS = {
  maxAgeDays: Infinity,
  maxBytes: 1e9,
  unsent: { maxBytes: 0, maxAgeDays: 0 },
  onUnsentDeleted: () => undefined,
}

describe('the names of files with spans and metrics', () => {
  test('are those of a spool, and tell whose they are, once they are whole', () => {
    const writer = createWriterName()
    for (const kind of ['traces', 'metrics'] as const) {
      expect(telemetryOf(telemetryFileOf(kind, writer))).toEqual({ kind, writer })
      expect(telemetryOf(telemetryDraftOf(kind, writer))).toBeUndefined()
      expect([telemetryFileOf(kind, writer), telemetryDraftOf(kind, writer)].every(isRunFile)).toBe(true)
    }
    expect(
      ['traces.jsonl', 'traces-1.jsonl', `my-${telemetryFileOf('traces', writer)}`].some(isRunFile),
    ).toBe(false)
  })
})

describe('a spool', () => {
  test('keeps spans a line after the other, and of metrics the newest, for its owner alone', () => {
    const { spool } = open()
    spool.telemetry.addSpans('{"one":1}', 1)
    spool.telemetry.addSpans('{"two":2}', 1)
    spool.telemetry.setMetrics('{"old":1}')
    spool.telemetry.setMetrics('{"new":1}')
    expect(filesOf(spool.folder, 'traces')).toEqual(['{"one":1}\n{"two":2}\n'])
    expect(filesOf(spool.folder, 'metrics')).toEqual(['{"new":1}\n'])
    const modes = readdirSync(spool.folder).map((name) => statSync(join(spool.folder, name)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    spool.close(END)
  })

  test('takes spans that come while the process exits, after it was closed', () => {
    const { spool } = open()
    spool.append('{}', true)
    spool.close(END)
    spool.telemetry.addSpans('{"late":1}', 1)
    expect(filesOf(spool.folder, 'traces')).toEqual(['{"late":1}\n'])
  })

  test('drops and counts spans for which there is no room, and has all its room for diagnostics', () => {
    const { spool } = open({ maxBytes: 1_048_576 })
    const line = JSON.stringify('x'.repeat(65_536))
    for (let at = 0; at < 20; at += 1) spool.telemetry.addSpans(line, 10)
    for (let at = 0; at < 12; at += 1) spool.append(line, true)
    spool.close(END)
    const run = readRun(spool.folder)
    const kept = filesOf(spool.folder, 'traces').join('').split('\n').length - 1
    expect(kept).toBeGreaterThan(4)
    expect(kept * line.length).toBeLessThanOrEqual(524_288)
    expect(run.spansDropped).toBe((20 - kept) * 10)
    expect([run.dropped, spool.dropped]).toEqual([0, 0])
    const [events] = run.eventFiles
    expect(readFileSync(events?.path ?? '', 'utf8').split('\n').length - 1).toBe(12)
  })

  test('counts spans that the disk does not take, and goes on', () => {
    const { spool } = open()
    spool.append('{}', true)
    const { telemetryFiles } = readRun(spool.folder)
    expect(telemetryFiles).toEqual([])
    const [about = ''] = readdirSync(spool.folder).filter((name) => name.startsWith('about-'))
    const traces = join(spool.folder, about.replace('about-', 'traces-'))
    mkdirSync(traces)
    spool.telemetry.addSpans('{}', 3)
    rmSync(traces, { recursive: true })
    spool.telemetry.addSpans('{"after":1}', 1)
    spool.close(END)
    expect(filesOf(spool.folder, 'traces')).toEqual(['{"after":1}\n'])
    expect(readRun(spool.folder).spansDropped).toBe(3)
  })

  test.each(['abandon', 'discard'] as const)('leaves nothing when it does %s', (how) => {
    const { root, spool } = open()
    spool.telemetry.addSpans('{}', 1)
    spool.telemetry.setMetrics('{}')
    spool[how]()
    expect(existsSync(root)).toBe(false)
    spool.telemetry.addSpans('{}', 1)
    expect(existsSync(root)).toBe(false)
  })

  test('is deleted with its spans when it is too old, and with what was never finished', () => {
    const { root, spool } = open()
    spool.append('{}', true)
    spool.telemetry.addSpans('{}', 1)
    spool.close(END)
    writeFileSync(join(spool.folder, telemetryDraftOf('metrics', createWriterName())), '{')
    expect(pruneRuns(root, { ...LIMITS, maxRuns: 1, current: join(root, 'r2') })).toEqual([])
    expect(pruneRuns(root, { ...LIMITS, maxRuns: 0, current: join(root, 'r2') })).toEqual([spool.folder])
    expect(existsSync(spool.folder)).toBe(false)
  })
})
