import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { createEventRing } from './event-ring.ts'
import type { Sink } from './sink.ts'

/** A sink that keeps the newest events of the run in memory. */
export interface MemorySink extends Sink {
  /** Keeps the event as it is now: who asks for it later gets what it was. */
  handle(event: DiagnosticEvent): void
  /** Lists the newest events, oldest first: all that are kept, or the last `limit`. They are frozen copies. */
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
  let limit = Math.max(0, maxEvents)
  let ring = createEventRing(limit)
  let dropped = 0
  return {
    name: 'memory',
    handle(event) {
      if (ring.size >= limit) dropped += 1
      if (limit > 0) ring.add(event)
    },
    recent(count = ring.size) {
      return ring.last(count)
    },
    resize(next) {
      if (next === limit) return
      const kept = ring.last(next)
      dropped += ring.size - kept.length
      limit = Math.max(0, next)
      ring = createEventRing(limit)
      for (const event of kept) ring.add(event)
    },
    get size() {
      return ring.size
    },
    get dropped() {
      return dropped
    },
  }
}
