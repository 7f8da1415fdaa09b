import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { freezeEvent } from './freeze-event.ts'
import type { Sink } from './sink.ts'

/** A sink that keeps the newest events of the run in memory. */
export interface MemorySink extends Sink {
  /** Keeps the event, and freezes it: who asks for it later gets what it was. */
  handle(event: DiagnosticEvent): void
  /** Lists the newest events, oldest first: all that are kept, or the last `limit`. */
  recent(limit?: number): DiagnosticEvent[]
  /** Changes how many events are kept; the oldest ones go first. */
  resize(maxEvents: number): void
  /** How many events are kept. */
  readonly size: number
  /** How many events were let go because the buffer was full. */
  readonly dropped: number
}

/** Options of {@link createMemorySink}. */
export interface MemorySinkOptions {
  /** How many events are kept; 0 keeps none. @default 1000 */
  readonly maxEvents?: number
}

/**
 * Creates a sink that keeps the newest events in a ring of fixed size.
 *
 * @example
 * ```ts
 * import { createMemorySink } from 'smonitor/exporters'
 *
 * const memory = createMemorySink({ maxEvents: 100 })
 * console.log(memory.recent().length)
 * ```
 */
export function createMemorySink({ maxEvents = 1000 }: MemorySinkOptions = {}): MemorySink {
  let limit = maxEvents
  let ring: DiagnosticEvent[] = []
  /** Where the oldest event is, once the ring is full. */
  let start = 0
  let dropped = 0
  const ordered = (): DiagnosticEvent[] => [...ring.slice(start), ...ring.slice(0, start)]
  return {
    name: 'memory',
    handle(event) {
      const isFull = ring.length >= limit
      if (isFull) dropped += 1
      if (limit <= 0) return
      const kept = Object.isFrozen(event) ? event : freezeEvent(event)
      if (!isFull) ring.push(kept)
      else {
        ring[start] = kept
        start = (start + 1) % limit
      }
    },
    recent(count = ring.length) {
      return count <= 0 ? [] : ordered().slice(-count)
    },
    resize(next) {
      if (next === limit) return
      const all = ordered()
      ring = next <= 0 ? [] : all.slice(-next)
      dropped += all.length - ring.length
      start = 0
      limit = next
    },
    get size() {
      return ring.length
    },
    get dropped() {
      return dropped
    },
  }
}
