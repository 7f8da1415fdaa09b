import type { OutboxHead } from './outbox-head.ts'

/** A file of an outbox that is there now. */
export interface OutboxPart {
  readonly path: string
  /** The number of its first record. */
  readonly first: number
  count: number
  bytes: number
  readonly acknowledged: Set<number>
  /** Whether it was written by another process, which is gone. */
  readonly isInherited: boolean
}

/** What a file holds. */
export interface PartContent {
  readonly lines: readonly string[]
  readonly head: OutboxHead
}

/** Reads the records of an outbox, from the oldest on. */
export interface OutboxCursor {
  /** The next one that is not acknowledged; `undefined` at the end. */
  next(): { readonly number: number; readonly line: string; readonly head: OutboxHead } | undefined
  /** Begins with the oldest again. */
  rewind(): void
  /** Lets go of a file that is no longer there. */
  leave(part: OutboxPart): void
}

/** What a cursor is told of the outbox. */
export interface OutboxCursorOptions {
  readonly parts: () => readonly OutboxPart[]
  /** The one that is written. */
  readonly newest: () => OutboxPart | undefined
  /** Ends the one that is written, if that is possible. */
  readonly seal: () => void
  /** @returns `undefined` for one that is gone */
  readonly read: (part: OutboxPart) => PartContent | undefined
}

/** Creates it at the oldest record. */
export function createOutboxCursor({ parts, newest, seal, read }: OutboxCursorOptions): OutboxCursor {
  let reading: (PartContent & { readonly part: OutboxPart }) | undefined
  let at = 0

  /** While the disk refuses, more comes to the newest one. */
  function following(): OutboxPart | undefined {
    if (reading === undefined) return parts()[0]
    if (reading.part === newest() && reading.part.count > at) return reading.part
    return parts()[parts().indexOf(reading.part) + 1]
  }

  /** @returns Whether there is more to read */
  function load(): boolean {
    const part = following()
    if (part === undefined) return false
    if (part === newest()) seal()
    const content = read(part)
    // One that is gone is no longer among the parts: the next look is at the one behind it.
    if (content === undefined) return true
    if (part !== reading?.part) at = 0
    reading = { ...content, part }
    return true
  }

  return {
    next() {
      for (;;) {
        if (reading === undefined || at >= reading.lines.length) {
          if (!load()) return undefined
          continue
        }
        const { part, lines, head } = reading
        const number = part.first + at
        const line = lines[at] ?? ''
        at += 1
        if (!part.acknowledged.has(number)) return { number, line, head }
      }
    },
    rewind() {
      reading = undefined
    },
    leave(part) {
      if (reading?.part === part) reading = undefined
    },
  }
}
