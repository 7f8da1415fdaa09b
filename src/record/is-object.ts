/** Tells whether a value has properties of its own to be read: an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Reads a property, whatever the value is; one whose getter throws is as good as none. */
export function read(value: unknown, key: string): unknown {
  try {
    return isObject(value) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
  } catch {
    return undefined
  }
}

/** Tells whether a value is an object of JSON: no list, and not `null`. */
export function isPlainRecord<Value>(value: Value): value is Value & Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
