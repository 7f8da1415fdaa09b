/** Reads a value of parsed JSON as an object; what is none has no fields. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

/** Reads a value of parsed JSON as a text; `null` when it is none. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Reads a value of parsed JSON as a number; `null` when it is none. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

/** Reads a value of parsed JSON as a list of texts; what is no text is left out. */
export function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
