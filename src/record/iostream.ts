/** Reads the name of a stream that a record was printed to; `null` for everything else. */
export function toIoStream(value: unknown): 'stdout' | 'stderr' | null {
  return value === 'stdout' || value === 'stderr' ? value : null
}
