/** Tells whether a value of parsed JSON is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a value of parsed JSON as an object; what is none has no fields. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {}
}

/** Reads a value of parsed JSON as a list of objects; what is no object is left out. */
export function asObjects(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** Reads a value of parsed JSON as a text; `null` when it is none. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Reads a value of parsed JSON as a number; `null` when it is none, or larger than any: JSON has 1e999. */
export function asNumber(value: unknown): number | null {
  return Number.isFinite(value) ? (value as number) : null
}

/** Reads a value of parsed JSON as a number of things; 0 when it is none. */
export function asCount(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0
}

/** Reads a value of parsed JSON as a list of texts; what is no text is left out. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
