import { existsSync } from 'node:fs'
import type { SpoolTelemetry } from '../../exporters/spool-telemetry.ts'
import { readTelemetry } from '../../exporters/telemetry-documents.ts'
import type { BundleInput } from '../bundle/bundle-input.ts'
import { readRun } from '../spool/read-run.ts'

/** Reads the spans and metrics that a run which goes on has left so far, those of its other processes included. */
export function readLiveTelemetry(
  telemetry: SpoolTelemetry | undefined,
): Pick<BundleInput, 'traces' | 'metrics' | 'telemetryLoss'> {
  telemetry?.flush()
  if (telemetry === undefined || !existsSync(telemetry.spool.folder)) return {}
  const { telemetryFiles, spansDropped } = readRun(telemetry.spool.folder)
  const loss = { spans_dropped: spansDropped, torn_lines: 0 }
  const choice = { onTorn: () => (loss.torn_lines += 1) }
  const traces = readTelemetry(telemetryFiles, 'traces', choice)
  const metrics = readTelemetry(telemetryFiles, 'metrics', choice)
  return {
    ...(traces === undefined ? {} : { traces }),
    ...(metrics === undefined ? {} : { metrics }),
    telemetryLoss: () => loss,
  }
}
