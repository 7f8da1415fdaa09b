import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWriterName, outboxFileOf } from '../run-files.ts'
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
   * @param claim - Moves it to a path in the folder of the run. @returns Whether that was possible
   * @returns How many records it has.
   */
  adopt(claim: (path: string) => boolean): number
  /** Lets go of all its files, for another one to adopt. @returns Their paths */
  handOver(): readonly string[]
  /** Brings what was added to the disk. */
  flush(): void
  /** Flushes; what is added later is on disk at once. */
  close(): void
  /** How many are not acknowledged. */
  readonly unsent: number
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

interface Part {
  readonly path: string
  readonly first: number
  count: number
  bytes: number
  readonly acknowledged: Set<number>
}

/** Creates it without touching the disk. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { folder, head, maxBytes, open, onProblem } = options
  const writer = createWriterName()
  const disk = createPartWriter({ head, open, onUnwritable: () => onProblem('unwritable') })
  const ownerPath = join(folder, outboxFileOf(writer, 0))
  let isOwner = false
  let files = 0
  let next = 0
  let used = 0
  let unsent = 0
  let parts: Part[] = []
  let current: Part | undefined
  let reading: { part: Part; lines: readonly string[]; head: OutboxHead; at: number } | undefined

  function nextPath(): string {
    files += 1
    return join(folder, outboxFileOf(writer, files))
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

  function partOf(number: number): Part | undefined {
    // Few, but for a long outage; what is acknowledged is among the oldest or the newest.
    const last = parts.at(-1)
    if (last !== undefined && number >= last.first) return last
    return parts.find(({ first, count }) => number >= first && number < first + count)
  }

  /** The next line begins a new file, unless this one cannot be written yet. */
  function seal(): void {
    if (!disk.finish()) return
    const sealed = current
    current = undefined
    if (sealed !== undefined) removeIfDone(sealed)
  }

  function removeIfDone(part: Part): void {
    if (part === current || part.acknowledged.size < part.count) return
    parts = parts.filter((one) => one !== part)
    if (reading?.part === part) reading = undefined
    used -= part.bytes
    rmSync(part.path, { force: true })
  }

  function acknowledge(numbers: readonly number[]): void {
    const touched = new Set<Part>()
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

  return {
    append(line, isUrgent) {
      const bytes = Buffer.byteLength(line) + 1
      if (used + bytes > maxBytes || disk.isFull) {
        onProblem(disk.isFull ? 'unwritable' : 'full')
        return undefined
      }
      if (current !== undefined && current.bytes + bytes > FILE_BYTES) seal()
      if (current === undefined) {
        current = { path: nextPath(), first: next, count: 0, bytes: 0, acknowledged: new Set() }
        parts.push(current)
      }
      const number = next
      next += 1
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
        if (reading === undefined || reading.at >= reading.lines.length) {
          const after = reading?.part
          const following = after === undefined ? parts[0] : parts[parts.indexOf(after) + 1]
          if (following === undefined) break
          if (following === current) seal()
          if (following === current) break
          reading = read(following)
          if (reading === undefined) continue
        }
        const { part, lines, head: own, at } = reading
        reading.at += 1
        const number = part.first + at
        if (part.acknowledged.has(number)) continue
        const kept = parseRecordLine(lines[at] ?? '')
        if (kept === undefined) acknowledge([number])
        else taken.push({ number, kept, head: own })
      }
      return taken
    },
    rewind() {
      reading = undefined
    },
    adopt(claim) {
      if (current !== undefined) seal()
      if (current !== undefined || !open() || !own()) return 0
      const path = nextPath()
      if (!claim(path)) return 0
      const found = readPart(path)
      if (found === undefined || found.lines.length === 0) {
        rmSync(path, { force: true })
        return 0
      }
      const { lines, bytes } = found
      parts.push({ path, first: next, count: lines.length, bytes, acknowledged: new Set() })
      next += lines.length
      used += bytes
      unsent += lines.length
      return lines.length
    },
    handOver() {
      if (current !== undefined) seal()
      // What cannot be written stays, and is counted here.
      if (current !== undefined) return []
      const paths = parts.map(({ path }) => path)
      parts = []
      reading = undefined
      used = 0
      unsent = 0
      disown()
      return paths
    },
    flush: () => disk.flush(),
    close() {
      disk.close()
      if (unsent > 0) return
      seal()
      disown()
    },
    get unsent() {
      return unsent
    },
  }

  function read(part: Part): typeof reading {
    const found = readPart(part.path)
    if (found !== undefined && found.lines.length >= part.count)
      return { part, lines: found.lines.slice(0, part.count), head: found.head, at: 0 }
    // Somebody has deleted it, or the disk took a part only.
    const missing = Array.from({ length: part.count }, (_, at) => part.first + at)
    for (const number of missing)
      if (!part.acknowledged.has(number)) {
        part.acknowledged.add(number)
        unsent -= 1
      }
    removeIfDone(part)
    return undefined
  }
}
