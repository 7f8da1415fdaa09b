import { metrics } from '@opentelemetry/api'
import { join } from 'node:path'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { afterEach, describe, expect, test } from 'vitest'
import { readRegistry } from '../../../semconv/model.ts'
import { createRunMetrics } from '../../../src/setup/report/run-metrics.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { checkMetric } from '../../live-check/check-metric.ts'
import { noteNames } from '../../live-check/seen-names.ts'

const { registry } = readRegistry(join(import.meta.dirname, '../../../semconv'))

afterEach(() => metrics.disable())

describe('the metrics of a run', () => {
  test('are those of the registry, with its attributes, also when the SDK comes after them', async () => {
    const run = createRunMetrics(metrics)
    // Goes nowhere: nothing is registered yet.
    run.countEvent(sampleEvent(), 'accepted')
    const collect = startMetrics()
    run.countEvent(sampleEvent({ code: 'FLM-W001' }), 'accepted')
    run.countEvent(sampleEvent({ level: 'CRITICAL' }), 'silenced')
    run.recordCall('films.load', 0.25, undefined)
    run.recordCall('films.load', 0.5, 'TypeError')
    run.countHandlerError('json', new TypeError('no'))
    run.countHandlerError('json', 'no')
    const found = await collect()
    expect(found).toEqual({
      'smonitor.events': [
        [{ 'smonitor.level': 'warn', 'smonitor.outcome': 'accepted', 'smonitor.code': 'FLM-W001' }, 1],
        [{ 'smonitor.level': 'fatal', 'smonitor.outcome': 'silenced' }, 1],
      ],
      'smonitor.suppressed': [[{ 'smonitor.level': 'fatal', 'smonitor.outcome': 'silenced' }, 1]],
      'smonitor.signal.duration': [
        [{ 'smonitor.signal': 'films.load' }, 0.25],
        [{ 'smonitor.signal': 'films.load', 'error.type': 'TypeError' }, 0.5],
      ],
      'smonitor.handler.errors': [
        [{ 'smonitor.handler.name': 'json', 'error.type': 'TypeError' }, 1],
        [{ 'smonitor.handler.name': 'json', 'error.type': '_OTHER' }, 1],
      ],
    })
  })

  test('go to the provider that is registered now', async () => {
    const run = createRunMetrics(metrics)
    const first = startMetrics()
    run.countEvent(sampleEvent(), 'accepted')
    await first()
    metrics.disable()
    const second = startMetrics()
    run.countEvent(sampleEvent(), 'accepted')
    expect((await second())['smonitor.events']).toEqual([
      [{ 'smonitor.level': 'warn', 'smonitor.outcome': 'accepted' }, 1],
    ])
  })
})

/** Registers a real provider; what it returns reads the value, or the sum of the values, of each metric. */
function startMetrics(): () => Promise<Record<string, [object, number][]>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  metrics.setGlobalMeterProvider(provider)
  return async () => {
    await provider.forceFlush()
    const found = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    expect(found.flatMap((metric) => checkMetric(registry, metric))).toEqual([])
    noteNames(registry, {
      resources: found.flatMap(({ dataPoints }) => dataPoints.map(({ attributes }) => attributes)),
    })
    await provider.shutdown()
    return Object.fromEntries(
      found.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }): [object, number] => [
          attributes,
          typeof value === 'number' ? value : (value.sum ?? 0),
        ]),
      ]),
    )
  }
}
