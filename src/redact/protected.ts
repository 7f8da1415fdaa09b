const HEX = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/
const KEY = /^t[khc]\d+_[0-9a-f]{16}$/
const NAME = /^[\w.:-]{1,128}$/

/** What a record is found by again, and how it looks. Anything else in such a field is like any other text. */
const FIELDS: Readonly<Record<string, RegExp>> = {
  trace_id: HEX,
  traceId: HEX,
  span_id: HEX,
  spanId: HEX,
  parent_span_id: HEX,
  parentSpanId: HEX,
  triage_key: KEY,
  trace_hash: KEY,
  cluster_key: KEY,
  run_id: NAME,
  session_id: NAME,
  code: NAME,
  event_name: NAME,
  eventName: NAME,
  'smonitor.triage_key': KEY,
  'smonitor.trace_hash': KEY,
  'smonitor.cluster_key': KEY,
  'smonitor.code': NAME,
  'smonitor.run.id': NAME,
  'smonitor.session.id': NAME,
}

/** Under these names are the values that a program handed in, whatever their names are. */
const HANDED_IN = new Set(['extra', 'params'])

/** Tells whether a value is what records are found by, so that no rule takes it out. */
export function isProtected(path: readonly string[], value: string): boolean {
  const name = path.at(-1)
  if (name === undefined || !Object.hasOwn(FIELDS, name) || HANDED_IN.has(path.at(-2) ?? '')) return false
  return FIELDS[name]?.test(value) === true
}

const IN_TEXT = /(?<![\w])(?:t[khc]\d{1,3}_[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{16})(?![\w])/g

/** Where a text has keys, trace ids and span ids, in order. */
export function protectedSpans(text: string): readonly (readonly [start: number, end: number])[] {
  return Array.from(text.matchAll(IN_TEXT), (match) => [match.index, match.index + match[0].length] as const)
}
