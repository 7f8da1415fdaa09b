import { classOf, field, has } from './fields.ts'
import { guarded } from './guarded.ts'
import type { MeterProviderSeen, ReaderSeen } from './observation.ts'
import { describeExporter, isExporter, watchExporter } from './watch-exporter.ts'

/** Counts what the exporters of a meter provider make of what they are given, from now on. */
export function watchMeterProvider(provider: unknown): void {
  guarded(() => {
    for (const reader of readersIn(provider)) {
      const exporter = field(reader, '_exporter')
      if (isExporter(exporter)) watchExporter(exporter)
    }
  })
}

/** Tells what a meter provider is made of, of either SDK line. */
export function describeMeterProvider(provider: unknown): MeterProviderSeen {
  return {
    name: classOf(provider),
    isKnown: Array.isArray(collectorsOf(provider)),
    readers: readersIn(provider).map(describeReader),
  }
}

function describeReader(reader: unknown): ReaderSeen {
  const exporter = field(reader, '_exporter')
  const pushes = typeof reader === 'object' && reader !== null && '_exporter' in reader
  return {
    name: classOf(reader),
    exporter: isExporter(exporter) ? describeExporter(exporter) : null,
    isFaulty: pushes && !isExporter(exporter),
    endpoint: pushes ? null : endpointOf(reader),
  }
}

/** Whoever collects asks there, as Prometheus does. */
function endpointOf(reader: unknown): string | null {
  const [host, port, path] = ['_host', '_port', '_endpoint'].map((name) => field(reader, name))
  if (typeof port !== 'number') return null
  return `http://${typeof host === 'string' && host !== '' ? host : 'localhost'}:${port}${typeof path === 'string' ? path : ''}`
}

function readersIn(provider: unknown): unknown[] {
  const collectors = collectorsOf(provider)
  if (!Array.isArray(collectors)) return []
  return (collectors as unknown[])
    .map((collector) => field(collector, '_metricReader'))
    .filter((reader) => has(reader, 'forceFlush'))
}

function collectorsOf(provider: unknown): unknown {
  return field(field(provider, '_sharedState'), 'metricCollectors')
}
