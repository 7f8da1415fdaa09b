import { readdirSync } from 'node:fs'
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
function createProgram() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const root = tempFolder()
  const info = sampleRun()
  const run = openRunSpool({ root, runId: info.run_id, info, onProblem: () => undefined })
  const resending = createResending({ spool: { run, root, maxBytes: 1_000_000 }, otel: () => OTEL })
  const outboxes = (): string[] => readdirSync(run.folder).filter((name) => name.startsWith('outbox-'))
  return { resending, outboxes }
}

/** A processor that delivers to an endpoint, which takes what it is given or does not. */
function createProcessor(resending: Resending, endpoint: string, isUp: () => boolean) {
  const sent: unknown[] = []
  const inner: AskedProcessor = {
    onEmit: () => undefined,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const exporter = {
    export(items: unknown, done: (result: { code: number }) => void) {
      if (isUp()) sent.push(...(items as LogRecordLike[]).map(({ attributes }) => attributes['n']))
      done({ code: isUp() ? 0 : 1 })
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
