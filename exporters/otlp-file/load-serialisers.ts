import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SinkError } from '../sink-error.ts'

/** OTel's own serialisers to OTLP JSON: what they are given becomes one document, `undefined` where they cannot. */
export interface OtlpSerialisers {
  readonly logs: (records: readonly object[]) => Uint8Array | undefined
  readonly traces: (spans: readonly object[]) => Uint8Array | undefined
  readonly metrics: (metrics: object) => Uint8Array | undefined
}

interface Transformer {
  readonly JsonLogsSerializer: { serializeRequest(records: unknown): Uint8Array | undefined }
  readonly JsonTraceSerializer: { serializeRequest(spans: unknown): Uint8Array | undefined }
  readonly JsonMetricsSerializer: { serializeRequest(metrics: unknown): Uint8Array | undefined }
}

const TRANSFORMER = '@opentelemetry/otlp-transformer'

/**
 * By which packages the serialisers are found. The ones of the SDK itself come first, since records of SDK 2 and 3
 * differ; strict package managers show a package only to those that depend on it.
 */
const ROUTES: readonly (readonly string[])[] = [
  ['@opentelemetry/sdk-node', '@opentelemetry/exporter-logs-otlp-http', TRANSFORMER],
  ['@opentelemetry/exporter-logs-otlp-http', TRANSFORMER],
  ['@opentelemetry/exporter-logs-otlp-proto', TRANSFORMER],
  ['@opentelemetry/exporter-trace-otlp-http', TRANSFORMER],
  ['@opentelemetry/exporter-trace-otlp-proto', TRANSFORMER],
  [TRANSFORMER],
]

/**
 * Loads the serialisers of the OTel that is installed beside smonitor, or beside the program.
 *
 * @throws SinkError SMON-E122 with the line that installs them.
 */
export function loadSerialisers(
  bases: readonly string[] = [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href],
): OtlpSerialisers {
  let cause: unknown
  for (const base of bases) {
    for (const route of ROUTES) {
      try {
        return fromTransformer(follow(base, route))
      } catch (error) {
        cause = error
      }
    }
  }
  throw new SinkError('SMON-E122', { name: TRANSFORMER }, cause)
}

function follow(base: string, route: readonly string[]): Transformer {
  const path = route.reduce((from, name) => createRequire(from).resolve(name), base)
  return createRequire(path)(path) as Transformer
}

function fromTransformer({
  JsonLogsSerializer: logs,
  JsonTraceSerializer: traces,
  JsonMetricsSerializer: metrics,
}: Transformer): OtlpSerialisers {
  return {
    logs: (records) => logs.serializeRequest(records),
    traces: (spans) => traces.serializeRequest(spans),
    metrics: (all) => metrics.serializeRequest(all),
  }
}
