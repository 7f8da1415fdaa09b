import { renameSync, rmSync } from 'node:fs'
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

function hasAny(path: string, redaction: BundleRedaction): boolean {
  for (const line of readLines(path)) if (line === undefined || redaction.mayBeIn(line)) return true
  return false
}
