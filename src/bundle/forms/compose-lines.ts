import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BundleManifest } from '../manifest.ts'
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
    for (const part of parts) copyInto(descriptor, join(folder, part))
  } finally {
    closeSync(descriptor)
  }
}

function copyInto(target: number, path: string): void {
  const chunk = Buffer.allocUnsafe(1_048_576)
  const source = openSync(path, 'r')
  try {
    for (let size = 1; size > 0;) {
      size = readSync(source, chunk)
      writeAll(target, chunk.subarray(0, size))
    }
  } finally {
    closeSync(source)
  }
}

/** A disk that is almost full takes a part of what it is given. */
function writeAll(descriptor: number, data: Buffer): void {
  for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at)
}
