import { createRequire } from 'node:module'
import {
  BatchLogRecordProcessor,
  ConsoleLogRecordExporter,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noteDelivery } from '../../../src/setup/resend/delivery.ts'
import { findDelivery } from '../../../src/setup/resend/find-delivery.ts'
import type { ExporterLike } from '../../../src/setup/report-failures.ts'

// They come with sdk-node, from whose place they are found.
const require = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/sdk-node'))

function createExporter(package_: string, url: string): ExporterLike {
  const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${package_}`) as {
    readonly OTLPLogExporter: new (config: { readonly url: string }) => ExporterLike
  }
  const exporter = new OTLPLogExporter({ url })
  onTestFinished(() => exporter.shutdown())
  return exporter
}

describe('the delivery of a processor that the program made', () => {
  test.each([
    ['http', 'http://collector.example:4318/v1/logs'],
    ['proto', 'http://collector.example:4318/v1/logs'],
    ['grpc', 'collector.example:4317'],
  ])('is found in a batch of the SDK before an OTLP exporter: %s', (package_, endpoint) => {
    const url = package_ === 'grpc' ? `http://${endpoint}` : endpoint
    const exporter = createExporter(package_, url)
    const processor = new BatchLogRecordProcessor({
      exporter: exporter as never,
      maxExportBatchSize: 64,
      scheduledDelayMillis: 250,
    })
    expect(findDelivery(processor)).toEqual({ exporter, endpoint, maxBatch: 64, delayMs: 250 })
  })

  test('is found in a simple one, which does not wait', () => {
    const exporter = createExporter('http', 'http://collector.example:4318/v1/logs')
    const processor = new SimpleLogRecordProcessor({ exporter: exporter as never })
    expect(findDelivery(processor)).toMatchObject({ exporter, delayMs: 0, maxBatch: 512 })
  })

  test('tells no secret of the address', () => {
    const exporter = createExporter('http', 'http://me:hun@ter2@collector.example/v1/logs?key=hunter2')
    const processor = new BatchLogRecordProcessor({ exporter: exporter as never })
    expect(findDelivery(processor)?.endpoint).toBe('http://collector.example/v1/logs')
  })

  test('is not looked for elsewhere: what another processor does before it exports would be left out', () => {
    const exporter = createExporter('http', 'http://collector.example:4318/v1/logs')
    class EnrichingProcessor {
      readonly _exporter = exporter
    }
    expect(findDelivery(new EnrichingProcessor())).toBeUndefined()
    expect(
      findDelivery(new BatchLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() })),
    ).toBeUndefined()
    expect(findDelivery(Object.create(null) as object)).toBeUndefined()
  })

  test('is what was noted, where smonitor has made it', () => {
    const exporter = createExporter('http', 'http://collector.example:4318/v1/logs')
    const delivery = { exporter, endpoint: 'http://noted.example', maxBatch: 1, delayMs: 1 }
    const processor = {}
    noteDelivery(processor, delivery)
    expect(findDelivery(processor)).toBe(delivery)
  })
})
