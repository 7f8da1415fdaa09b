// Shared by every copy of smonitor in the process: what one has put on a span, another must not judge again.
const KEY = Symbol.for('smonitor.bridged.v1')

/** Remembers an event of a span that stands for a log record, which the policy has decided about already. */
export function markBridged(event: object): void {
  ;((globalThis as { [KEY]?: WeakSet<object> })[KEY] ??= new WeakSet()).add(event)
}

/** Tells whether an event of a span stands for a log record. */
export function isBridged(event: object): boolean {
  return (globalThis as { [KEY]?: WeakSet<object> })[KEY]?.has(event) === true
}
