/**
 * Lines that wait to be written, in order, each written once however often a write fails. They are written in
 * batches: `load` one, `write` it, and when nothing can happen to it any more, `commit` it.
 */
export interface LineBuffer {
  /** Adds a line, which has no line break in it. */
  add(line: string, isUrgent: boolean): void
  /**
   * Makes a batch of all that waits, if there is none.
   *
   * @param roomFor - Tells how many of that many bytes may be written: of any lines, or of urgent ones.
   * @returns How many lines were left out, because there was no room for them.
   */
  load(roomFor?: (bytes: number, isUrgent: boolean) => number): number
  /** How many lines the batch has; 0 when there is none. */
  readonly loaded: number
  /**
   * Writes the batch, from where the last attempt stopped.
   *
   * @param write - Writes bytes and tells how many of them it has written, as `fs.writeSync` does.
   * @throws What `write` throws.
   */
  write(write: (data: Buffer) => number): void
  /** Whether a part of the batch is written. */
  readonly isBegun: boolean
  /** Has the batch written from its start again, to another file. */
  rewind(): void
  commit(): void
  /** Forgets everything. */
  clear(): Forgotten
  /** How much waits, in UTF-16 code units, or in bytes where it is encoded already. */
  readonly length: number
}

/** What a buffer has forgotten. */
export interface Forgotten {
  /** Lines that were not written, or only in part. */
  readonly lines: number
  /** Bytes of the line that was written in part. */
  readonly tornBytes: number
}

/** Creates an empty buffer. */
export function createLineBuffer(): LineBuffer {
  // One text, and what belongs to each of its lines: a text that grows costs less than a list of lines.
  let text = ''
  let urgency: boolean[] = []
  let batch = NO_BATCH
  let at = 0

  return {
    add(line, isUrgent) {
      text += `${line}\n`
      urgency.push(isUrgent)
    },
    load(roomFor = (bytes) => bytes) {
      const lines = urgency.length
      if (batch.lines > 0 || lines === 0) return 0
      const all = Buffer.from(text)
      const room = roomFor(all.length, false)
      batch =
        room >= all.length ? { data: all, lines } : fitting(text, urgency, room, roomFor(all.length, true))
      at = 0
      text = ''
      urgency = []
      return lines - batch.lines
    },
    get loaded() {
      return batch.lines
    },
    write(write) {
      while (at < batch.data.length) at += write(at === 0 ? batch.data : batch.data.subarray(at))
    },
    get isBegun() {
      return at > 0
    },
    rewind() {
      at = 0
    },
    commit() {
      batch = NO_BATCH
      at = 0
    },
    clear() {
      const written = batch.data.subarray(0, at)
      const whole = written.lastIndexOf('\n') + 1
      const left = batch.lines - countLines(written.subarray(0, whole))
      const forgotten = { lines: urgency.length + left, tornBytes: written.length - whole }
      text = ''
      urgency = []
      batch = NO_BATCH
      at = 0
      return forgotten
    },
    get length() {
      return text.length + batch.data.length
    },
  }
}

interface Batch {
  readonly data: Buffer
  readonly lines: number
}

const NO_BATCH: Batch = { data: Buffer.alloc(0), lines: 0 }

/** Takes every line that still has room: a long one does not keep out the short ones behind it. */
function fitting(text: string, urgency: readonly boolean[], room: number, roomForUrgent: number): Batch {
  let used = 0
  const lines = text
    .slice(0, -1)
    .split('\n')
    .filter((line, at) => {
      const bytes = Buffer.byteLength(line) + 1
      if (used + bytes > (urgency[at] === true ? roomForUrgent : room)) return false
      used += bytes
      return true
    })
  return lines.length === 0 ? NO_BATCH : { data: Buffer.from(`${lines.join('\n')}\n`), lines: lines.length }
}

function countLines(data: Buffer): number {
  return data.toString('latin1').split('\n').length - 1
}
