/** The warnings that are on their way to `process.on('warning')` and have a record already. */
export interface ExpectedWarnings {
  /** Notes a warning by what it says, and not by its identity: Node makes the object. */
  expect(type: string, code: string, message: string): void
  /** Tells whether this warning was expected, and expects one less. */
  take(type: string, code: string, message: string): boolean
}

// Shared by every copy of smonitor in the process, and there only while somebody captures warnings.
const KEY = Symbol.for('smonitor.expected-warnings.v1')

/** Where to note a warning before it is emitted; `undefined` while nobody captures any. */
export function findExpectedWarnings(): ExpectedWarnings | undefined {
  return (globalThis as { [KEY]?: ExpectedWarnings })[KEY]
}

/** Says where warnings are noted from now on, or that nobody captures them any more. */
export function setExpectedWarnings(expected: ExpectedWarnings | undefined): void {
  if (expected === undefined) Reflect.deleteProperty(globalThis, KEY)
  else (globalThis as { [KEY]?: ExpectedWarnings })[KEY] = expected
}
