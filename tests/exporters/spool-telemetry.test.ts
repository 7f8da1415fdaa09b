import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { SamplingDecision, TracerProvider, type Sampler } from '@opentelemetry/sdk-trace'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSpoolTelemetry, type SpoolTelemetryOptions } from '../../exporters/spool-telemetry.ts'
import { readTelemetry } from '../../exporters/telemetry-documents.ts'
import { readRun } from '../../src/spool/read-run.ts'
import { openRunSpool } from '../../src/spool/run-spool.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

afterEach(() => void vi.useRealTimers())

function open(options: Partial<SpoolTelemetryOptions> = {}, sampler?: Sampler) {
  const problems: unknown[] = []
  const spool = openRunSpool({ root: join(tempFolder(), 'runs'), runId: 'r1', info: {} })
  const telemetry = createSpoolTelemetry({ spool, onProblem: (error) => problems.push(error), ...options })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    ...(sampler === undefined ? {} : { sampler }),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => telemetry.addSpan(span),
        forceFlush: () => telemetry.settle(),
        shutdown: async () => undefined,
      },
    ],
  })
  const tracer = provider.getTracer('films')
  const emit = (name: string, attributes = {}): void => tracer.startSpan(name, { attributes }).end()
  return { spool, telemetry, emit, problems, lines: () => linesOf(spool.folder) }
}

function linesOf(folder: string): string[] {
  return readRun(folder).telemetryFiles.flatMap(({ path }) =>
    readFileSync(path, 'utf8').split('\n').slice(0, -1),
  )
}

describe('spans in a spool', () => {
  test('are written together, by themselves after a moment', async () => {
    vi.useFakeTimers()
    const { emit, lines, telemetry, spool } = open()
    emit('one')
    emit('two')
    vi.advanceTimersByTime(200)
    expect(lines().map((line) => line.match(/"name":"(one|two)"/g))).toEqual([
      ['"name":"one"', '"name":"two"'],
    ])
    telemetry.flush()
    expect(lines().length).toBe(1)
    spool.abandon()
  })

  test('are those that are sampled', () => {
    // They are recorded, for whoever asks, and not to be sent.
    const recordOnly = {
      shouldSample: () => ({ decision: SamplingDecision.RECORD }),
      toString: () => 'record',
    }
    const { emit, telemetry, spool } = open({}, recordOnly)
    emit('none')
    telemetry.flush()
    expect(spool.open() && linesOf(spool.folder)).toEqual([])
    spool.abandon()
  })

  test('make no line that is too long for the receiver of the collector, as far as can be', () => {
    const { emit, telemetry, lines, spool } = open()
    for (let at = 0; at < 100; at += 1) emit(`span-${at}`, { text: 'x'.repeat(20_000) })
    emit('long', { text: 'x'.repeat(2_000_000) })
    telemetry.flush()
    const sizes = lines().map(({ length }) => length)
    expect(sizes.filter((size) => size > 786_432).length).toBe(1)
    expect(sizes.length).toBeGreaterThan(3)
    expect(
      lines()
        .join('')
        .match(/"name":"span-/g)?.length,
    ).toBe(100)
    spool.abandon()
  })

  test('cost a word and nothing else where they cannot be serialised', () => {
    const missing = new Error('Not installed.')
    const { emit, telemetry, problems, spool } = open({
      load: () => {
        throw missing
      },
    })
    emit('one')
    telemetry.flush()
    emit('two')
    telemetry.flush()
    telemetry.setMetrics({})
    expect(problems).toEqual([missing])
    expect(spool.open() && linesOf(spool.folder)).toEqual([])
    spool.abandon()
  })

  test('are read back in order, without what is older and what was cut off', () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-03-01T10:00:00Z') })
    const { emit, telemetry, spool } = open()
    emit('old')
    vi.setSystemTime('2026-03-01T11:00:00Z')
    const late = open()
    late.emit('new')
    telemetry.flush()
    late.telemetry.flush()
    const lines = [...linesOf(spool.folder), ...linesOf(late.spool.folder)]
    late.spool.abandon()
    for (const line of [lines[1] ?? '', '{"cut', 'null']) spool.telemetry.addSpans(line, 1)
    spool.close({ exit_code: 0, signal: null })
    const { telemetryFiles } = readRun(spool.folder)
    let torn = 0
    const read = (since?: string): (string | undefined)[] =>
      [...(readTelemetry(telemetryFiles, 'traces', { since, onTorn: () => (torn += 1) }) ?? [])].map(
        (document) => /"name":"(old|new)"/.exec(JSON.stringify(document))?.[1],
      )
    expect(read()).toEqual(['old', 'new'])
    expect(torn).toBe(2)
    expect(read('2026-03-01T10:30:00.000Z')).toEqual(['new'])
    expect(readTelemetry(telemetryFiles, 'metrics')).toBeUndefined()
  })
})
