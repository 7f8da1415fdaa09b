import { readFileSync } from 'node:fs'
import { parseOutboxHead, type OutboxHead } from './outbox-head.ts'

/** A file of an outbox, as it was read. */
export interface ReadPart {
  readonly head: OutboxHead
  /** Its records; one that a kill has cut off is left out. */
  readonly lines: readonly string[]
  readonly bytes: number
}

/** Reads a file of an outbox; `undefined` when it is gone, or none. */
export function readPart(path: string): ReadPart | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    const [first = '', ...lines] = text.split('\n').slice(0, -1)
    const head = parseOutboxHead(first)
    return head === undefined ? undefined : { head, lines, bytes: Buffer.byteLength(text) }
  } catch {
    return undefined
  }
}
