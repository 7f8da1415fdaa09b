/** Reads a field of something that may be anything; a getter that throws has no value. */
export function field(value: unknown, name: PropertyKey): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined
  try {
    return (value as Readonly<Record<PropertyKey, unknown>>)[name]
  } catch {
    return undefined
  }
}

/** The name of the class of an object. */
export function classOf(value: unknown): string {
  const name = field(field(value, 'constructor'), 'name')
  // Bundlers number classes of one name.
  return typeof name === 'string' && name !== '' ? name.replace(/\$\d+$/, '') : 'object'
}

/** Tells whether a field is a function. */
export function has(value: unknown, method: string): boolean {
  return typeof field(value, method) === 'function'
}
