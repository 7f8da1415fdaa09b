import type { Environment } from '../../setup/environment.ts'
import { createFinding, type Finding } from './finding.ts'
import type { MeterProviderSeen, Observation, ReaderSeen } from './inside/observation.ts'
import { isUnsupported, remedyOfExport } from './remedies.ts'
import { showUrl } from './otlp-target.ts'

/** Judges the meter provider of a process: whether what is measured is read, and what becomes of it then. */
export function judgeMetrics(seen: Observation, env: Environment): Finding[] {
  const { meters } = seen
  if (meters === null) return []
  return [...notRead(meters, env), ...meters.readers.flatMap((reader) => ofReader(reader, meters, seen))]
}

/** Says in words what a meter provider is made of. */
export function describeMeterProvider({ name, readers, isKnown }: MeterProviderSeen): string {
  const shown = readers.map(({ name: reader, exporter, endpoint }) => {
    if (exporter === null) return endpoint === null ? reader : `${reader} at ${endpoint}`
    const to = exporter.url === null ? '' : ` to ${showUrl(exporter.url)}`
    const count = exporter.exported + exporter.exportedByFlush
    return `${reader} → ${exporter.name}${to}, ${count === 1 ? 'one export' : `${count} exports`}`
  })
  const parts = shown.length === 0 ? (isKnown ? 'no reader' : 'readers that are not known') : shown.join('; ')
  return `metrics: ${name} with ${parts}`
}

function notRead(meters: MeterProviderSeen, env: Environment): Finding[] {
  const asked = env['OTEL_METRICS_EXPORTER']?.trim() ?? ''
  const endpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT']?.trim() ?? ''
  const isAsked = asked.split(',').some((name) => name.trim() === 'otlp') || (asked === '' && endpoint !== '')
  const { readers, isKnown } = meters
  if (!isAsked || !isKnown || readers.some(({ exporter }) => exporter?.kind === 'otlp')) return []
  const names = readers.map(({ name }) => name).join(', ')
  return [
    createFinding(
      'SMON-E335',
      {
        signal: 'metrics',
        reason:
          readers.length === 0
            ? 'the meter provider has no reader'
            : `${names} took the place of what the variables would have given`,
        remedy:
          'Put a PeriodicExportingMetricReader with the OTLP exporter into metricReaders, or leave them away: NodeSDK then makes them of the variables',
      },
      {
        kind: 'edit',
        text: 'metricReaders: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })]',
      },
      [
        describeMeterProvider(meters),
        ...(asked === '' ? [] : [`OTEL_METRICS_EXPORTER=${asked}`]),
        ...(endpoint === '' ? [] : [`OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=${showUrl(endpoint)}`]),
      ],
    ),
  ]
}

function ofReader(
  { name, exporter, isFaulty }: ReaderSeen,
  meters: MeterProviderSeen,
  seen: Observation,
): Finding[] {
  if (isFaulty) {
    const fix = `new ${name}({ exporter })`
    const params = {
      processor: name,
      signal: 'metrics',
      reason: 'what it was handed has no exporter in it',
      fix,
    }
    return [createFinding('SMON-E334', params, { kind: 'edit', text: fix }, [describeMeterProvider(meters)])]
  }
  if (exporter === null) return []
  const { failed, reasons, url, exportedByFlush, exported } = exporter
  if (failed > 0) {
    const place = url === null ? undefined : showUrl(url)
    const [remedy, step] = remedyOfExport('metrics', url, isUnsupported(reasons, seen))
    return [
      createFinding(
        'SMON-E342',
        {
          exporter: exporter.name,
          count: failed,
          signal: exportsOf(failed),
          to: place === undefined ? '' : ` to ${place}`,
          reason: (reasons[0] ?? 'it gave no reason').replace(/\.$/, ''),
          remedy,
        },
        step,
        reasons,
      ),
    ]
  }
  // Sums are exported again each time, whether they are new or not: only where there was no export is it known to be lost.
  if (exportedByFlush === 0 || exported > 0 || seen.end !== 'ended') return []
  return [
    createFinding(
      'SMON-W341',
      { count: exportedByFlush, signal: exportsOf(exportedByFlush), processor: name },
      { kind: 'edit', text: 'await sdk.shutdown()' },
      ['it ended by itself, before the first export'],
    ),
  ]
}

function exportsOf(count: number): string {
  return count === 1 ? 'export of metrics' : 'exports of metrics'
}
