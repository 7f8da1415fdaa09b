import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { logs } from '@opentelemetry/api'
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LogRecordLike } from '../../../src/record/log-record.ts'
import type { AskedProcessor } from '../../../src/setup/processor-like.ts'
import { noteDelivery } from '../../../src/setup/resend/delivery.ts'
import { createResending, type Resending } from '../../../src/setup/resend/resending.ts'
import { openRunSpool } from '../../../src/spool/run-spool.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const OTEL = { resource: { 'service.name': 'shop' } }

/** The resending of a program whose clock a test moves. */
function createProgram({
  root = tempFolder(),
  runId = 'r1',
  maxBytes = 1_000_000,
  otel = (): typeof OTEL | undefined => OTEL,
} = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const info = { ...sampleRun(), run_id: runId }
  const run = openRunSpool({ root, runId: info.run_id, info, onProblem: () => undefined })
  const resending = createResending({ spool: { run, root, maxBytes }, otel })
  const outboxes = (): string[] => readdirSync(run.folder).filter((name) => name.startsWith('outbox-'))
  return { root, run, resending, outboxes }
}

/** A processor that delivers to an endpoint, which takes what it is given or does not. */
/** @param isUp - whether it takes what it is given; `undefined` where it does not answer at all */
function createProcessor(resending: Resending, endpoint: string, isUp: () => boolean | undefined) {
  const sent: unknown[] = []
  const inner: AskedProcessor = {
    onEmit: () => undefined,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const exporter = {
    export(items: unknown, done: (result: { code: number }) => void) {
      if (isUp() === true) sent.push(...(items as LogRecordLike[]).map(({ attributes }) => attributes['n']))
      if (isUp() !== undefined) done({ code: isUp() === true ? 0 : 1 })
    },
    shutdown: async () => undefined,
  }
  noteDelivery(inner, { exporter, endpoint, maxBatch: 512, delayMs: 100 })
  return { processor: resending.inPlaceOf(inner), sent }
}

function diagnostic(n: number, service = 'shop'): LogRecordLike {
  return {
    hrTime: [n, 0],
    severityNumber: 17,
    eventName: 'smonitor.diagnostic',
    attributes: { n, 'smonitor.triage_key': 'tk1_0123456789abcdef' },
    resource: { getRawAttributes: () => [['service.name', service]] },
    instrumentationScope: { name: 'films' },
  } as LogRecordLike
}

describe('two processors that deliver', () => {
  test('are sent to each for itself', async () => {
    const { resending } = createProgram()
    let isUp = false
    const one = createProcessor(resending, 'http://one.example', () => true)
    const other = createProcessor(resending, 'http://other.example', () => isUp)
    for (const { processor } of [one, other]) processor.onEmit(diagnostic(1))
    await vi.advanceTimersByTimeAsync(500)
    expect([one.sent, other.sent]).toEqual([[1], []])
    expect(resending.counts()).toEqual({ taken: 1, refused: 0, dropped: 0, unsent: 1, inherited: 0 })
    isUp = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(other.sent).toEqual([1])
  })

  test('of which one is shut down leave what it could not send to the other, for the same endpoint', async () => {
    const { resending, outboxes } = createProgram()
    let isUp = false
    // As a variable has it, and as an exporter of the program has it.
    const ours = createProcessor(resending, 'http://one.example', () => isUp)
    ours.processor.onEmit(diagnostic(1))
    const theirs = createProcessor(resending, 'http://one.example/v1/logs', () => isUp)
    await ours.processor.shutdown()
    theirs.processor.onEmit(diagnostic(2))
    isUp = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect([ours.sent, new Set(theirs.sent)]).toEqual([[], new Set([1, 2])])
    expect(resending.counts()).toMatchObject({ taken: 2, unsent: 0 })
    await theirs.processor.shutdown()
    expect(outboxes()).toEqual([])
  })

  test('of which one is shut down leave it on disk, for another service', async () => {
    const { resending, outboxes } = createProgram()
    const ours = createProcessor(resending, 'http://one.example', () => false)
    ours.processor.onEmit(diagnostic(1, 'unknown_service'))
    const theirs = createProcessor(resending, 'http://one.example', () => true)
    theirs.processor.onEmit(diagnostic(2))
    await ours.processor.shutdown()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(theirs.sent).toEqual([2])
    expect([resending.counts()?.unsent, outboxes().length]).toEqual([1, 1])
  })
})

/** As if the program that has written it were gone. */
function killProgram(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith('outbox-'))) {
    const [head = '', ...lines] = readFileSync(join(folder, name), 'utf8').split('\n')
    const gone = JSON.stringify({ ...JSON.parse(head), mark: { ...JSON.parse(head).mark, started: '1' } })
    writeFileSync(join(folder, name), [gone, ...lines].join('\n'))
  }
}

/** What smonitor itself says from now on. */
function listen(): () => readonly string[] {
  const exporter = new InMemoryLogRecordExporter()
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
  )
  onTestFinished(() => logs.disable())
  return () => exporter.getFinishedLogRecords().map(({ body }) => String(body))
}

describe('what a program that is gone has left', () => {
  /** Leaves a diagnostic for one endpoint, one for another, and one of another service. */
  async function leave() {
    const { root, run, resending } = createProgram()
    const processors = ['http://one.example', 'http://other.example', 'http://one.example'].map(
      (endpoint) => createProcessor(resending, endpoint, () => false).processor,
    )
    processors[0]?.onEmit(diagnostic(1))
    processors[1]?.onEmit(diagnostic(2))
    processors[2]?.onEmit(diagnostic(3, 'another'))
    await vi.advanceTimersByTimeAsync(500)
    resending.end()
    killProgram(run.folder)
    return root
  }

  test('is sent by the next one, as far as it is of the same service and for the same endpoint', async () => {
    const { resending } = createProgram({ root: await leave(), runId: 'r2' })
    const { sent } = createProcessor(resending, 'http://one.example', () => true)
    await vi.advanceTimersByTimeAsync(5000)
    expect(sent).toEqual([1])
  })

  test('is sent once it is known whose program the next one is', async () => {
    const { resending } = createProgram({ root: await leave(), runId: 'r2', otel: () => undefined })
    const { processor, sent } = createProcessor(resending, 'http://one.example', () => true)
    await vi.advanceTimersByTimeAsync(5000)
    expect(sent).toEqual([])
    processor.onEmit(diagnostic(4))
    await vi.advanceTimersByTimeAsync(5000)
    expect(new Set(sent)).toEqual(new Set([1, 4]))
    expect(sent).toHaveLength(2)
  })
})

describe('the end of a program', () => {
  test('tells once of what an endpoint has not taken, and nothing where it was only not asked yet', async () => {
    const said = listen()
    const [{ resending }, early] = [createProgram(), createProgram({ runId: 'r2' })]
    createProcessor(resending, 'http://one.example', () => false).processor.onEmit(diagnostic(1))
    createProcessor(resending, 'http://other.example', () => true).processor.onEmit(diagnostic(2))
    createProcessor(early.resending, 'http://early.example', () => true).processor.onEmit(diagnostic(3))
    early.resending.end()
    expect(said()).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    resending.end()
    resending.end()
    expect(said()).toEqual([
      expect.stringContaining('http://one.example has not taken 1 diagnostic of this program'),
    ])
  })

  test('tells of an endpoint that has not answered for some time', async () => {
    const said = listen()
    const { resending } = createProgram()
    const silent = createProcessor(resending, 'http://silent.example', () => undefined)
    silent.processor.onEmit(diagnostic(1))
    await vi.advanceTimersByTimeAsync(5000)
    resending.end()
    expect(said()).toEqual([expect.stringContaining('http://silent.example has not taken 1 diagnostic')])
  })

  test('is told of with the numbers of all endpoints, and what had no room is said once of each', async () => {
    const said = listen()
    const { resending } = createProgram({ maxBytes: 1 })
    const one = createProcessor(resending, 'http://one.example', () => true).processor
    const other = createProcessor(resending, 'http://other.example', () => false).processor
    for (const processor of [one, other]) for (const n of [1, 2]) processor.onEmit(diagnostic(n))
    await vi.advanceTimersByTimeAsync(500)
    resending.end()
    expect(resending.counts()).toEqual({ taken: 2, refused: 0, dropped: 2, unsent: 0, inherited: 0 })
    expect(said().filter((text) => text.includes('they take the most that they may'))).toHaveLength(2)
  })
})
