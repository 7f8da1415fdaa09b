import type { OnBytes } from './bundle-source.ts'

/** Lines are handed on together once they reach this many UTF-16 code units: one by one takes longer. */
const BATCH_LENGTH = 65_536

/** Hands on lines, and their bytes as a file has them in which each ends with a line break. */
export function* hashLines(
  lines: Iterable<string | undefined>,
  onBytes: OnBytes,
): Generator<string | undefined> {
  let batch = ''
  for (const line of lines) {
    if (line !== undefined) batch += `${line}\n`
    if (batch.length >= BATCH_LENGTH) {
      onBytes(batch)
      batch = ''
    }
    yield line
  }
  onBytes(batch)
}
