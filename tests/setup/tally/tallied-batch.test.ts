import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SeverityNumber } from '@opentelemetry/api'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { AlwaysOffSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { createTalliedLogs, createTalliedSpans, tallyOf } from '../../../src/setup/tally/tallied-batch.ts'
import type { ExporterLike } from '../../../src/setup/report-failures.ts'
import { startAnsweringOtlp } from '../../helpers/answering-otlp.ts'
import { runNode } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeProgram } from '../../helpers/write-program.ts'

/** An exporter that answers when a test says so, by a code of OTel. */
function createExporter() {
  const open: ((code: number) => void)[] = []
  const exporter: ExporterLike = {
    export: (_items, done) => void open.push((code) => done({ code })),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const answer = (code: number): void => {
    for (const one of open.splice(0)) one(code)
  }
  return { exporter, answer }
}

function createSpans({ maxQueueSize = 10, maxExportBatchSize = 4, isSampled = true } = {}) {
  const { exporter, answer } = createExporter()
  const processor = createTalliedSpans({
    exporter,
    endpoint: 'http://127.0.0.1:1',
    maxQueueSize,
    create: (counted) => new BatchSpanProcessor({ exporter: counted, maxQueueSize, maxExportBatchSize }),
  })
  const provider = new TracerProvider({
    spanProcessors: [processor],
    ...(isSampled ? {} : { sampler: new AlwaysOffSampler() }),
  })
  onTestFinished(async () => {
    answer(0)
    await provider.shutdown()
  })
  const tracer = provider.getTracer('films')
  const make = (count: number): void => {
    for (let n = 0; n < count; n += 1) tracer.startSpan('films.load').end()
  }
  return { processor, make, answer, counts: () => tallyOf(processor)?.counts }
}

describe('a batch of spans that is counted', () => {
  test('tells what waits, what the queue has no room for, what was sent and what failed', async () => {
    const { processor, make, answer, counts } = createSpans()
    make(3)
    expect(counts()).toEqual({ sent: 0, failed: 0, dropped: 0, waiting: 3 })
    // The fourth fills a batch, which leaves the queue and is under way.
    make(1 + 10 + 5)
    expect(counts()).toEqual({ sent: 0, failed: 0, dropped: 5, waiting: 14 })
    // Where the doctor looks, which brings nothing of ours into a program.
    expect(Reflect.get(processor, Symbol.for('smonitor.dropped'))).toBe(5)
    answer(0)
    expect(counts()).toEqual({ sent: 4, failed: 0, dropped: 5, waiting: 10 })
    const flushed = processor.forceFlush().catch(() => undefined)
    answer(1)
    await flushed
    expect(counts()).toEqual({ sent: 4, failed: 10, dropped: 5, waiting: 0 })
  })

  test('counts no span that is not sampled, and none after its end', async () => {
    const off = createSpans({ isSampled: false })
    off.make(20)
    expect(off.counts()).toEqual({ sent: 0, failed: 0, dropped: 0, waiting: 0 })
    const { processor, make, counts } = createSpans()
    await processor.shutdown()
    make(1)
    expect(counts()).toEqual({ sent: 0, failed: 0, dropped: 0, waiting: 0 })
  })

  test('takes for failed what an exporter threw at, unless it had answered', async () => {
    const processor = createTalliedSpans({
      exporter: {
        export(_items, done) {
          done({ code: 0 })
          throw new Error('no socket')
        },
        shutdown: async () => undefined,
      },
      endpoint: undefined,
      create: (counted) => new BatchSpanProcessor({ exporter: counted }),
    })
    const silent = createTalliedSpans({
      exporter: {
        export() {
          throw new Error('no socket')
        },
        shutdown: async () => undefined,
      },
      endpoint: undefined,
      create: (counted) => new BatchSpanProcessor({ exporter: counted }),
    })
    const provider = new TracerProvider({ spanProcessors: [processor, silent] })
    provider.getTracer('films').startSpan('films.load').end()
    await Promise.allSettled([processor.forceFlush(), silent.forceFlush()])
    expect(tallyOf(processor)?.counts).toEqual({ sent: 1, failed: 0, dropped: 0, waiting: 0 })
    expect(tallyOf(silent)?.counts).toEqual({ sent: 0, failed: 1, dropped: 0, waiting: 0 })
    await provider.shutdown().catch(() => undefined)
  })

  test('knows of each what became of it, whatever comes when', async () => {
    const step = fc.oneof(
      fc.record({ make: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ answer: fc.constantFrom(0, 1) }),
      fc.constant({ flush: true }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { processor, make, answer, counts } = createSpans()
        let made = 0
        for (const one of steps) {
          if ('make' in one) {
            make(one.make)
            made += one.make
          } else if ('answer' in one) answer(one.answer)
          else void processor.forceFlush().catch(() => undefined)
          const { sent = 0, failed = 0, dropped = 0, waiting = 0 } = counts() ?? {}
          expect(sent + failed + dropped + waiting).toBe(made)
        }
        const end = processor.forceFlush().catch(() => undefined)
        answer(0)
        await end
        expect(counts()?.waiting).toBe(0)
      }),
      { numRuns: 50 },
    )
  })
})

test('a batch of log records is counted in the same way', async () => {
  const { exporter, answer } = createExporter()
  const processor = createTalliedLogs({
    exporter,
    endpoint: undefined,
    maxQueueSize: 5,
    create: (counted) =>
      new BatchLogRecordProcessor({
        exporter: counted as never,
        maxQueueSize: 5,
        maxExportBatchSize: 5,
      }),
  })
  const provider = new LoggerProvider({ processors: [processor] })
  const logger = provider.getLogger('films')
  for (let n = 0; n < 7; n += 1) logger.emit({ severityNumber: SeverityNumber.INFO, body: 'Loaded.' })
  const flushed = processor.forceFlush()
  await new Promise((resolve) => setImmediate(resolve))
  expect(tallyOf(processor)?.counts).toEqual({ sent: 0, failed: 0, dropped: 2, waiting: 5 })
  answer(0)
  await flushed
  const counts = { sent: 5, failed: 0, dropped: 2, waiting: 0 }
  expect(tallyOf(processor)?.counts).toEqual(counts)
  await processor.shutdown()
  logger.emit({ severityNumber: SeverityNumber.INFO, body: 'Too late.' })
  expect(tallyOf(processor)?.counts).toEqual(counts)
  await provider.shutdown()
})

describe('a program whose spans and log records are more than its queues hold', () => {
  const API = pathToFileURL(createRequire(import.meta.url).resolve('@opentelemetry/api')).href
  const SOURCE = `
    import api from '${API}'
    const { logs, trace } = api
    const smonitor = startSmonitor({ bundle: 'bundle', serviceName: 'shop' })
    for (let n = 0; n < 50; n += 1) {
      trace.getTracer('films').startSpan('films.load').end()
      logs.getLogger('films').emit({ body: 'Loaded.' })
    }
    await smonitor.flush()
    console.log(JSON.stringify(smonitor.report().delivery))
  `
  const run = async (endpoint: string) => {
    const folder = tempFolder()
    const ended = await runNode([writeProgram(folder, SOURCE)], {
      cwd: folder,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_BSP_MAX_QUEUE_SIZE: '20',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '20',
        OTEL_BLRP_MAX_QUEUE_SIZE: '10',
        OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '10',
      },
    })
    return { ...ended, bundle: readBundle(join(folder, 'bundle')) }
  }

  test('is told once of each, and finds the numbers in its report and in its bundle', async () => {
    const { endpoint } = await startAnsweringOtlp()
    const { stdout, bundle } = await run(endpoint)
    const delivery = JSON.parse(stdout) as { readonly spans: object; readonly log_records: object }
    const { spans, log_records: records } = delivery as never as Record<string, Record<string, number>>
    expect(spans?.['dropped']).toBeGreaterThan(0)
    expect(records?.['dropped']).toBeGreaterThan(0)
    expect([spans, records].map((one) => (one?.['sent'] ?? 0) + (one?.['dropped'] ?? 0))).toEqual([50, 50])
    expect([...bundle.events()].map(({ code, message }) => [code, message])).toEqual([
      ['SMON-W232', expect.stringContaining('takes the log records of this program')],
      ['SMON-W232', expect.stringContaining('takes the spans of this program')],
    ])
    expect(bundle.manifest.report).toMatchObject({ delivery: { spans, log_records: records } })
  })

  test('finds as failed what the endpoint did not take', async () => {
    const { endpoint } = await startAnsweringOtlp(() => ({ status: 400 }))
    const { stdout } = await run(endpoint)
    const { spans, log_records: records } = JSON.parse(stdout) as Record<string, Record<string, number>>
    expect([spans?.['sent'], records?.['sent']]).toEqual([0, 0])
    expect([spans, records].map((one) => (one?.['failed'] ?? 0) + (one?.['dropped'] ?? 0))).toEqual([50, 50])
  })
})
