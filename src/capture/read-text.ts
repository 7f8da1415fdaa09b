import { toParamAttribute } from '../record/param-value.ts'

/** Makes a text of what somebody logged in the place of one. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : String(toParamAttribute(value))
}

/** Reads a text of anything; a getter that throws, and what is no text or an empty one, count as absent. */
export function readText(value: unknown, key: string): string | undefined {
  const text = readField(value, key)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** Reads a field of anything; a getter that throws counts as absent. */
export function readField(value: unknown, key: string | symbol): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined
  try {
    return (value as Readonly<Record<string | symbol, unknown>>)[key]
  } catch {
    return undefined // What is at hand must not be replaced by an error about reading it.
  }
}
