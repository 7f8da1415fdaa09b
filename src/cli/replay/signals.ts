/** What is sent, in this order: records first, for they are what smonitor is for. */
export const SIGNALS = ['logs', 'traces', 'metrics'] as const

/** One of {@link SIGNALS}. */
export type Signal = (typeof SIGNALS)[number]

/** What a signal consists of, for a person: one of them, and several. */
export const ITEMS: Readonly<Record<Signal, readonly [string, string]>> = {
  logs: ['log record', 'log records'],
  traces: ['span', 'spans'],
  metrics: ['metric', 'metrics'],
}

/** Says how many there are: `1 span`, `2,000 log records`. */
export function countOf(signal: Signal, count: number): string {
  return `${count.toLocaleString('en')} ${ITEMS[signal][count === 1 ? 0 : 1]}`
}

/** Counts the records, spans or metrics of a document of OTLP JSON. */
export function countItems(document: string): number {
  const parsed = JSON.parse(document) as Readonly<
    Record<string, readonly Readonly<Record<string, unknown>>[]>
  >
  const scopes = [
    ...(parsed['resourceLogs'] ?? []).map((one) => one['scopeLogs']),
    ...(parsed['resourceSpans'] ?? []).map((one) => one['scopeSpans']),
    ...(parsed['resourceMetrics'] ?? []).map((one) => one['scopeMetrics']),
  ]
  return scopes
    .filter(Array.isArray)
    .flat()
    .flatMap((scope: Readonly<Record<string, unknown>>) => [
      scope['logRecords'] ?? scope['spans'] ?? scope['metrics'],
    ])
    .reduce((sum: number, items) => sum + (Array.isArray(items) ? items.length : 0), 0)
}
