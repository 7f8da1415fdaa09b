import { closeSync, openSync, readSync } from 'node:fs'

/** Reads the first bytes of a file. @throws Error of `node:fs` */
export function readHead(path: string, maxBytes = 4096): Buffer {
  const head = Buffer.alloc(maxBytes)
  const descriptor = openSync(path, 'r')
  try {
    return head.subarray(0, readSync(descriptor, head, 0, maxBytes, 0))
  } finally {
    closeSync(descriptor)
  }
}

/** Tells whether a file is gzip, or an archive of tar that is not compressed. */
export function isArchive(head: Buffer): boolean {
  return (head[0] === 0x1f && head[1] === 0x8b) || head.subarray(257, 262).toString('latin1') === 'ustar'
}

/** Tells whether a file is a bundle of ours in a form that is one text file, whoever has laid it out anew. */
export function isOurText(head: Buffer, form: 'json' | 'jsonl'): boolean {
  return new RegExp(
    String.raw`^\uFEFF?\s*\{\s*"schema":\s*"smonitor\.bundle/[^"]*",\s*"form":\s*"${form}"`,
  ).test(head.toString())
}
