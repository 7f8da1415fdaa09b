import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { listCatalogs } from '../record/catalog-registry.ts'
import type { WriterEnd, WriterRole } from './about-file.ts'
import { createLineBuffer } from './line-buffer.ts'
import { createRunQuota } from './run-quota.ts'
import type { SpoolProblem } from './spool-problem.ts'
import { openWriterFiles, type WriterFiles } from './writer-files.ts'

/** Writes what one process or thread has to say into the folder of a run. What it cannot write, waits. */
export interface RunWriter {
  /** Opens the files, if they are not. @throws Error of `node:fs` */
  open(): void
  readonly isOpen: boolean
  /** The outermost folder that had to be made for the run, if any. */
  readonly made: string | undefined
  add(line: string, isUrgent: boolean): void
  /** How much waits, in UTF-16 code units. */
  readonly waiting: number
  /**
   * Writes all that waits, and what is new about the run and the writer.
   *
   * @throws Error of `node:fs`; what was not written still waits, and nothing will be written twice.
   */
  readonly write: () => void
  setInfo(info: object): void
  setEnd(end: WriterEnd): void
  /** Names the writer of the files that are open, or were open last. */
  readonly writerName: string | undefined
  /** Counts spans that will never be written. */
  dropSpans(count: number): void
  /** Counts events that will never be written. */
  drop(count: number): void
  readonly dropped: number
  /** Gives a sign of life. @throws Error of `node:fs` */
  readonly beat: () => void
  /** Counts what still waits as dropped, and closes the files. @returns The file with the events, if there is one. */
  close(): string | undefined
  /** Closes the files and deletes them. */
  remove(): void
}

/** Options of {@link createRunWriter}. */
export interface RunWriterOptions {
  readonly root: string
  readonly folder: string
  readonly role: WriterRole
  readonly info: object
  readonly maxBytes: number
  /** Told when lines had to be left out, or were deleted by somebody. */
  readonly onLoss: (problem: SpoolProblem) => void
}

/** Somebody may delete the files again and again. */
const MAX_REOPENS = 3

/** Creates a writer, without touching the disk. */
export function createRunWriter(options: RunWriterOptions): RunWriter {
  const { root, folder, role, maxBytes, onLoss } = options
  const buffer = createLineBuffer()
  const quota = createRunQuota(folder, maxBytes)
  let info = options.info
  let end: WriterEnd | null = null
  let dropped = 0
  let spansDropped = 0
  let writerName: string | undefined
  let files: WriterFiles | undefined
  let made: string | undefined
  // What is in the files that are open.
  let lines = 0
  // What has not been told yet.
  let deleted = 0
  let leftOut = 0
  let saidInfo: object | undefined
  let saidDropped = 0
  let saidSpansDropped = 0
  let saidEnd: WriterEnd | null = null
  const saidCatalogs = new Set<CatalogDefinition>()

  function open(): WriterFiles {
    if (files !== undefined) return files
    files = openWriterFiles(root, folder, { role, info })
    made ??= files.made
    writerName = files.writer
    lines = 0
    saidInfo = info
    saidDropped = 0
    saidSpansDropped = 0
    saidEnd = null
    saidCatalogs.clear()
    return files
  }

  function letGo(): void {
    const old = files
    files = undefined
    old?.close()
  }

  function writeBatch(): void {
    for (let reopens = 0; ; reopens += 1) {
      const file = open()
      buffer.write((data) => {
        const bytes = file.write(data)
        quota.spend(bytes)
        return bytes
      })
      // What was written to a deleted file is nowhere.
      if (reopens === MAX_REOPENS || !file.isDeleted()) break
      deleted += lines
      dropped += lines
      lines = 0
      letGo()
      buffer.rewind()
    }
    lines += buffer.loaded
    buffer.commit()
  }

  function loadBatch(): boolean {
    const count = buffer.load(quota.room)
    leftOut += count
    dropped += count
    return buffer.loaded > 0
  }

  function tellLoss(): void {
    const [lost, refused] = [deleted, leftOut]
    deleted = 0
    leftOut = 0
    if (lost > 0) onLoss({ kind: 'deleted', folder, lost })
    if (refused > 0) onLoss({ kind: 'full', folder, maxBytes })
  }

  function writeNotes(): void {
    const file = open()
    if (saidInfo !== info) quota.spend(file.note({ run: info }))
    saidInfo = info
    for (const catalog of listCatalogs()) {
      if (saidCatalogs.has(catalog)) continue
      if (quota.room(0, true) > 0) quota.spend(file.note({ catalog }))
      saidCatalogs.add(catalog)
    }
  }

  function writeState(): void {
    if (dropped === saidDropped && spansDropped === saidSpansDropped && end === saidEnd) return
    files?.setState({ dropped, ...(spansDropped === 0 ? {} : { spans_dropped: spansDropped }), end })
    saidDropped = dropped
    saidSpansDropped = spansDropped
    saidEnd = end
  }

  return {
    open: () => void open(),
    get isOpen() {
      return files !== undefined
    },
    get made() {
      return made
    },
    add: (line, isUrgent) => buffer.add(line, isUrgent),
    get waiting() {
      return buffer.length
    },
    write() {
      open()
      try {
        while (loadBatch()) writeBatch()
      } finally {
        // A disk that has no room for the events has it for the count of those that are missing.
        writeState()
      }
      writeNotes()
      tellLoss()
    },
    setInfo: (next) => void (info = next),
    setEnd: (next) => void (end = next),
    get writerName() {
      return writerName
    },
    dropSpans: (count) => void (spansDropped += count),
    drop: (count) => void (dropped += count),
    get dropped() {
      return dropped
    },
    beat: () => files?.beat(),
    close() {
      const path = files?.eventsPath
      const { lines: forgotten, tornBytes } = buffer.clear()
      dropped += forgotten
      try {
        // What is counted here shall not be counted once more by who reads it.
        if (tornBytes > 0) files?.cutOff(tornBytes)
        writeState()
      } finally {
        letGo()
      }
      return path
    },
    remove() {
      buffer.clear()
      const old = files
      files = undefined
      old?.remove()
    },
  }
}
