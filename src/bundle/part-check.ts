import { createHash } from 'node:crypto'
import type { BundleFile } from './manifest.ts'

/** Looks, while a file of a bundle is read, whether it is as it was written. */
export interface PartCheck {
  readonly onBytes: (bytes: Uint8Array | string) => void
  /**
   * Called when all of it was read.
   *
   * @param lines - How many lines there were.
   * @returns What is wrong, in a sentence; `undefined` for nothing.
   */
  finish(lines: number): string | undefined
}

/** Creates what checks a file by what the manifest says of it. */
export function createPartCheck(file: string, expected: BundleFile): PartCheck {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    onBytes(part) {
      hash.update(part)
      bytes += typeof part === 'string' ? Buffer.byteLength(part) : part.length
    },
    finish(lines) {
      if (bytes === expected.bytes && hash.digest('hex') === expected.sha256.toLowerCase()) return undefined
      const difference =
        lines === expected.lines
          ? 'its contents are not those that bundle.json has a checksum of'
          : `it has ${lines} ${lines === 1 ? 'line' : 'lines'}, and bundle.json says ${expected.lines}`
      return `${file} was changed after it was written: ${difference}.`
    },
  }
}
