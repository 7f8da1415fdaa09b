import { closeSync, openSync, readSync, writeSync } from 'node:fs'

const CHUNK_BYTES = 262_144

/** Reads a file in pieces, each of which is only valid until the next one. @throws Error of `node:fs` */
export function* readChunks(path: string): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const descriptor = openSync(path, 'r')
  try {
    for (;;) {
      const size = readSync(descriptor, chunk)
      if (size === 0) return
      yield chunk.subarray(0, size)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** Writes all of it: a disk that is almost full takes a part of what it is given. @throws Error of `node:fs` */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}
