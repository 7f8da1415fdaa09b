import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleManifest } from '../manifest.ts'
import { readChunks, writeAll } from './copy-bytes.ts'
import type { PartFile } from './part-files.ts'

/** Writes a bundle as JSON lines: the manifest, each diagnostic, each document of OTLP. The bytes of a part stay the same. */
export function composeLines(
  path: string,
  folder: string,
  { schema, ...rest }: BundleManifest,
  parts: readonly PartFile[],
): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeAll(descriptor, Buffer.from(`${JSON.stringify({ schema, form: 'jsonl', ...rest })}\n`))
    for (const part of parts) {
      for (const bytes of readChunks(join(folder, part))) writeAll(descriptor, bytes)
    }
  } finally {
    closeSync(descriptor)
  }
}
