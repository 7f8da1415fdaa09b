const HEX = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/
const KEY = /^t[khc]\d+_[0-9a-f]{16}$/
const NAME = /^[\w.:-]{1,128}$/

/** What a record is found by again, and how it looks. Anything else in such a field is like any other text. */
export const PROTECTED_FIELDS: Readonly<Record<string, RegExp>> = {
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
  if (name === undefined || !Object.hasOwn(PROTECTED_FIELDS, name) || isHandedIn(path.slice(0, -1)))
    return false
  return PROTECTED_FIELDS[name]?.test(value) === true
}

/** Tells whether a field is one of those, whatever it holds. */
export function isProtectedName(name: string): boolean {
  return Object.hasOwn(PROTECTED_FIELDS, name)
}

/** Tells whether what is at a path holds what a program handed in. */
export function isHandedIn(path: readonly string[]): boolean {
  return HANDED_IN.has(path.at(-1) ?? '')
}

// Not ids of traces: an API key looks the same, and whoever writes a pattern for it wants it gone.
const IN_TEXT = /(?<![\w])t[khc]\d{1,3}_[0-9a-f]{16}(?![\w])/g

/** Where a text has keys and hashes of ours, in order. */
export function protectedSpans(text: string): readonly (readonly [start: number, end: number])[] {
  return Array.from(text.matchAll(IN_TEXT), (match) => [match.index, match.index + match[0].length] as const)
}
