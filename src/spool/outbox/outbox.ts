import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createWriterName, outboxFileOf } from '../run-files.ts'
import { createOutboxCursor, type OutboxPart, type PartContent } from './outbox-cursor.ts'
import type { OutboxHead } from './outbox-head.ts'
import { createPartWriter } from './part-writer.ts'
import { readPart } from './read-part.ts'
import { parseRecordLine, type KeptRecord } from './record-line.ts'

/**
 * The diagnostics of a process that a backend has not taken yet, on disk. Each has a number; what was taken is
 * acknowledged by it, in any order, and a file of which all was taken is deleted. Nothing of it throws.
 */
export interface Outbox {
  /** Adds a line; an urgent one is on disk when this returns. @returns Its number; `undefined` when it is not kept */
  append(line: string, isUrgent: boolean): number | undefined
  /** Says that a backend has taken these, or never will. */
  acknowledge(numbers: readonly number[]): void
  /** Reads the oldest ones again that are not acknowledged; each once until {@link Outbox.rewind}. */
  take(count: number): readonly TakenRecord[]
  /** Lets {@link Outbox.take} begin with the oldest again. */
  rewind(): void
  /**
   * Takes over a file that another process has left.
   *
   * @param from - Where it is.
   * @param claim - Moves it to another path. @returns Whether that was possible
   * @returns How many records it has.
   */
  adopt(from: string, claim: (to: string) => boolean): number
  /** Lets go of all its files, for another one to adopt. @returns Their paths */
  handOver(): readonly string[]
  /** Brings what was added to the disk. */
  flush(): void
  /** Flushes; what is added later is on disk at once. */
  close(): void
  /** How many are not acknowledged, of this process and of those whose files it has taken over. */
  readonly unsent: number
  /** How many of them are of processes that are gone. */
  readonly inherited: number
  /** How many the disk did not take to the end, or somebody has deleted. */
  readonly lost: number
}

/** A record that was read again. */
export interface TakenRecord {
  readonly number: number
  readonly kept: KeptRecord
  readonly head: OutboxHead
}

/** Options of {@link createOutbox}. */
export interface OutboxOptions {
  /** The folder of the run. */
  readonly folder: string
  /** What the next file begins with; asked when there is something to write. */
  readonly head: () => OutboxHead
  /** What is past it is not kept. */
  readonly maxBytes: number
  /** Makes the folder. @returns Whether it is there */
  readonly open: () => boolean
  /** Told that something cannot be kept. */
  readonly onProblem: (problem: 'full' | 'unwritable') => void
}

/** A file is read as a whole, and deleted as a whole. */
const FILE_BYTES = 262_144
/** More than there is room for, in a file and in memory, so that the number of a record tells its file. */
const MOST_IN_PART = 2 ** 24

/** Creates it without touching the disk. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { folder, head, maxBytes, open, onProblem } = options
  const writer = createWriterName()
  const disk = createPartWriter({ head, open, onUnwritable: () => onProblem('unwritable') })
  const ownerPath = join(folder, outboxFileOf(writer, 0))
  let isOwner = false
  let files = 0
  let used = 0
  let unsent = 0
  let lost = 0
  let parts: OutboxPart[] = []
  let current: OutboxPart | undefined
  const cursor = createOutboxCursor({ parts: () => parts, newest: () => current, seal, read })

  function createPart(into: string): OutboxPart {
    files += 1
    const path = join(into, outboxFileOf(writer, files))
    return {
      path,
      first: files * MOST_IN_PART,
      count: 0,
      bytes: 0,
      acknowledged: new Set(),
      isInherited: false,
    }
  }

  /** Says whose the files are that another process has begun. @returns Whether that is possible */
  function own(): boolean {
    try {
      if (!isOwner) writeFileSync(ownerPath, `${JSON.stringify(head())}\n`, { mode: 0o600 })
      isOwner = true
    } catch {
      return false
    }
    return true
  }

  function disown(): void {
    if (isOwner) rmSync(ownerPath, { force: true })
    isOwner = false
  }

  function partOf(number: number): OutboxPart | undefined {
    const first = number - (number % MOST_IN_PART)
    return parts.find((part) => part.first === first)
  }

  /** The next line begins a new file, unless this one cannot be written yet. */
  function seal(): void {
    if (!disk.finish()) return
    const sealed = current
    current = undefined
    if (sealed !== undefined) removeIfDone(sealed)
  }

  function removeIfDone(part: OutboxPart): void {
    if (part === current || part.acknowledged.size < part.count) return
    parts = parts.filter((one) => one !== part)
    cursor.leave(part)
    used -= part.bytes
    rmSync(part.path, { force: true })
  }

  function acknowledge(numbers: readonly number[]): void {
    const touched = new Set<OutboxPart>()
    for (const number of numbers) {
      const part = partOf(number)
      if (part === undefined || part.acknowledged.has(number)) continue
      part.acknowledged.add(number)
      unsent -= 1
      touched.add(part)
    }
    for (const part of touched) {
      if (part !== current) removeIfDone(part)
      else if (part.acknowledged.size === part.count) {
        // Nobody needs what is not written yet.
        disk.forget()
        seal()
      }
    }
  }

  /** Counts what is nowhere any more. */
  function lose(numbers: readonly number[]): void {
    const before = unsent
    acknowledge(numbers)
    lost += before - unsent
  }

  return {
    append(line, isUrgent) {
      const bytes = Buffer.byteLength(line) + 1
      if (used + bytes > maxBytes || disk.isFull) {
        onProblem(disk.isFull ? 'unwritable' : 'full')
        return undefined
      }
      if (current !== undefined && current.bytes + bytes > FILE_BYTES && !disk.isPausing) seal()
      if (current === undefined) {
        current = createPart(folder)
        parts.push(current)
      }
      const number = current.first + current.count
      current.count += 1
      current.bytes += bytes
      used += bytes
      unsent += 1
      disk.add(current.path, line, isUrgent)
      return number
    },
    acknowledge,
    take(count) {
      const taken: TakenRecord[] = []
      while (taken.length < count) {
        const next = cursor.next()
        if (next === undefined) break
        const kept = parseRecordLine(next.line)
        if (kept === undefined) lose([next.number])
        else taken.push({ number: next.number, kept, head: next.head })
      }
      return taken
    },
    rewind: () => cursor.rewind(),
    adopt(from, claim) {
      // On a full disk nobody can say whose it is now; it is sent all the same, since that makes room. Twice, at worst.
      const part = createPart(open() && own() ? folder : dirname(from))
      if (!claim(part.path)) return 0
      const found = readPart(part.path)
      if (found === undefined || found.lines.length === 0) {
        rmSync(part.path, { force: true })
        return 0
      }
      const isInherited = JSON.stringify(found.head.mark) !== JSON.stringify(head().mark)
      parts.push({ ...part, count: found.lines.length, bytes: found.bytes, isInherited })
      used += found.bytes
      unsent += found.lines.length
      return found.lines.length
    },
    handOver() {
      if (current !== undefined) seal()
      // What cannot be written stays, and is counted here.
      if (current !== undefined) return []
      const paths = parts.map(({ path }) => path)
      parts = []
      cursor.rewind()
      used = 0
      unsent = 0
      disown()
      return paths
    },
    flush: () => disk.flush(),
    close() {
      disk.close()
      if (current !== undefined) {
        const end = current.first + current.count
        lose(Array.from({ length: disk.lines().length }, (_, at) => end - 1 - at))
      }
      if (unsent > 0) return
      seal()
      disown()
    },
    get unsent() {
      return unsent
    },
    get inherited() {
      const others = parts.filter(({ isInherited }) => isInherited)
      return others.reduce((sum, { count, acknowledged }) => sum + count - acknowledged.size, 0)
    },
    get lost() {
      return lost
    },
  }

  function read(part: OutboxPart): PartContent | undefined {
    const found = readPart(part.path)
    // What the disk refuses is in memory.
    const lines = [...(found?.lines ?? []), ...(part === current ? disk.lines() : [])]
    if (lines.length >= part.count) return { lines: lines.slice(0, part.count), head: found?.head ?? head() }
    // Somebody has deleted it.
    lose(Array.from({ length: part.count }, (_, at) => part.first + at))
    return undefined
  }
}
