import { closeSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { OVERLAP_BYTES } from '../../redact/needles.ts'
import { openLineFile } from '../line-file.ts'
import type { BundleFile } from '../manifest.ts'
import { readLines } from '../read-lines.ts'
import type { BundleRedaction } from './bundle-redaction.ts'

/**
 * Looks once more through a file of lines that was written before all secrets were known, and writes it anew if one of its
 * lines has one.
 *
 * @param redactLine - Redacts what a line holds, as when it was written.
 * @returns What a reader may check of the new file; `undefined` if the file is as it was.
 */
export function lookAgain(
  path: string,
  redaction: BundleRedaction,
  redactLine: (line: string) => string,
): BundleFile | undefined {
  if (!hasAny(path, redaction)) return undefined
  const draft = `${path}.again`
  const file = openLineFile(draft)
  try {
    for (const line of readLines(path)) {
      // One that is longer than is read is longer than is looked through.
      if (line !== undefined) file.add(redaction.mayBeIn(line) ? redactLine(line) : line)
    }
    const written = file.end()
    file.close()
    renameSync(draft, path)
    return written
  } finally {
    file.close()
    rmSync(draft, { force: true })
  }
}

/** Most files have none, and are looked through as they are on disk. */
function hasAny(path: string, redaction: BundleRedaction): boolean {
  const bytes = Buffer.allocUnsafe(OVERLAP_BYTES + CHUNK_BYTES)
  const descriptor = openSync(path, 'r')
  try {
    for (let kept = 0; ;) {
      const size = readSync(descriptor, bytes, kept, CHUNK_BYTES, null)
      if (size === 0) return false
      const end = kept + size
      if (redaction.mayBeInBytes(bytes.subarray(0, end))) return true
      kept = Math.min(OVERLAP_BYTES, end)
      bytes.copyWithin(0, end - kept, end)
    }
  } finally {
    closeSync(descriptor)
  }
}

const CHUNK_BYTES = 262_144
