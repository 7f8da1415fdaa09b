import { toObject, type Received, type Telemetry } from './otlp-receiver.ts'

/** What differs from run to run, whoever is there. */
const VOLATILE =
  /\.(?:port|pid|id|peer\.address)$|^(?:url\.full|http\.url|http\.host|net\.|server\.address$|network\.|host\.|process\.|user_agent|exception\.stacktrace|code\.stacktrace|service\.instance)/

/**
 * Tells what a program sent, without what smonitor may add: attributes that begin with `smonitor.`, the `log.record.uid`, the events that its
 * bridge puts on spans, and the records of its own scope. Two runs of the same program read the same.
 */
export function describeTelemetry({ spans, logs }: Telemetry): readonly string[] {
  const names = new Map(spans.map(({ item }) => [item['spanId'], String(item['name'])]))
  const parentOf = (item: Received['item']): string =>
    item['parentSpanId'] ? (names.get(item['parentSpanId']) ?? 'unknown') : 'none'
  return [
    ...spans.map(({ scope, resource, attributes, item }) =>
      line(
        'span',
        scope,
        item['name'],
        item['kind'],
        item['status'],
        parentOf(item),
        without(attributes),
        eventsOf(item),
        without(resource),
      ),
    ),
    ...logs
      .filter(({ scope }) => scope !== 'smonitor')
      .map(({ scope, resource, attributes, item }) =>
        line(
          'log',
          scope,
          item['body'],
          item['severityNumber'],
          item['severityText'],
          item['eventName'],
          names.get(item['spanId']) ?? 'none',
          without(attributes),
          without(resource),
        ),
      ),
  ].toSorted()
}

/** Events of spans that are the program's own: those of the bridge are log records too, and all have a key of ours. */
function eventsOf(item: Received['item']): readonly unknown[] {
  const events = (item['events'] ?? []) as readonly { name: string; attributes?: never[] }[]
  return events
    .map(({ name, attributes = [] }) => ({ name, attributes: toObject(attributes) }))
    .filter(
      ({ attributes }) =>
        attributes['smonitor.triage_key'] === undefined || attributes['exception.type'] !== undefined,
    )
    .map(({ name, attributes }) => [name, without(attributes)])
}

function without(attributes: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(attributes)
    .filter(([name]) => !name.startsWith('smonitor.') && name !== 'log.record.uid')
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => [name, VOLATILE.test(name) ? '…' : value])
}

function line(...parts: readonly unknown[]): string {
  const texts = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part ?? null)))
  return texts.join(' ').replaceAll(/(127\.0\.0\.1|localhost):\d+/g, '$1')
}
