import { withoutTracing } from '../../src/otel/without-tracing.ts'
import { escapeUnsafe } from '../json-lines/to-json-line.ts'

/** What is read of a record or span: whether its resource is complete. */
export interface Batchable {
  readonly resource?: {
    readonly asyncAttributesPending?: boolean
    waitForAsyncAttributes?(): Promise<void>
  }
}

/** Records or spans that wait to become one line of a file. */
export interface Batch {
  add(item: Batchable): void
  /** Writes what waits, at once. */
  flush(): void
  /** Writes what waits, once its resource is complete. */
  settle(): Promise<void>
  /** Writes what waits and closes the file; what comes later is not taken. */
  close(): void
}

/** Where lines go. */
export interface BatchFile {
  /** @param items - How many are on the line. */
  append(line: string, isUrgent: boolean, items: number): void
  flush(): void
  close(): void
}

/** Options of {@link createBatch}. */
export interface BatchOptions {
  readonly file: BatchFile
  /** Makes one document of OTLP JSON of them. */
  readonly serialise: (items: readonly object[]) => Uint8Array | undefined
  /** Longest time that an item waits, in milliseconds. */
  readonly flushAfterMs: number
  /** Told of every line or item that could not be written; must not throw itself. */
  readonly onError: (error: unknown) => void
}

/** So many make a line, and so many may wait for their resource. */
const MAX_ITEMS = 512
const MAX_WAITING = 4096

/** A line may be so long, in bytes, unless a single item is longer: the collector's receiver cuts lines at 1 MiB. */
const MAX_LINE_BYTES = 786_432

/**
 * Creates a batch that writes itself when it is full or some time has passed, in the process's own time.
 *
 * Not the SDK's batch processor: that one is asynchronous, loses what is emitted faster than the event loop turns,
 * and everything when the process exits. A file can be written at once.
 */
export function createBatch({ file, serialise, flushAfterMs, onError }: BatchOptions): Batch {
  let items: Batchable[] = []
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const taken = items
    items = []
    // A timer runs in the context of the call that set it, and an instrumented `fs` would add spans to its trace.
    withoutTracing(() => {
      for (let at = 0; at < taken.length; at += MAX_ITEMS) write(taken.slice(at, at + MAX_ITEMS))
      attempt(() => file.flush())
    })
  }

  function write(part: readonly Batchable[]): void {
    try {
      const document = serialise(part)
      if (document === undefined) throw new TypeError('OpenTelemetry could not serialise it.')
      if (document.length > MAX_LINE_BYTES && part.length > 1) return writeHalves(part)
      append(document, part.length)
    } catch (error) {
      // One item that cannot be serialised must not cost the others.
      if (part.length > 1) for (const item of part) write([item])
      else onError(error)
    }
  }

  function writeHalves(part: readonly Batchable[]): void {
    const half = Math.ceil(part.length / 2)
    write(part.slice(0, half))
    write(part.slice(half))
  }

  function append(document: Uint8Array, count: number): void {
    const line = escapeUnsafe(
      Buffer.from(document.buffer, document.byteOffset, document.length).toString('utf8'),
    )
    // The line is kept by the file when the disk does not take it, so that it is not to be written again here.
    attempt(() => file.append(line, false, count))
  }

  function attempt(action: () => void): void {
    try {
      action()
    } catch (error) {
      onError(error)
    }
  }

  /** Its host, for example, a resource learns some time after the program began. */
  function pendingResource(): Batchable['resource'] {
    return items.find(({ resource }) => resource?.asyncAttributesPending === true)?.resource
  }

  function flushWhenComplete(): void {
    if (pendingResource() === undefined || items.length >= MAX_WAITING) flush()
    else void settle()
  }

  async function settle(): Promise<void> {
    try {
      await pendingResource()?.waitForAsyncAttributes?.()
    } catch (error) {
      onError(error)
    }
    flush()
  }

  return {
    add(item) {
      if (isClosed) return
      items.push(item)
      if (items.length % MAX_ITEMS === 0) flushWhenComplete()
      else timer ??= setTimeout(flushWhenComplete, flushAfterMs).unref()
    },
    flush,
    settle,
    close() {
      if (isClosed) return
      isClosed = true
      flush()
      attempt(() => file.close())
    },
  }
}
