import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { freezeEvent } from './freeze-event.ts'
import type { Sink } from './sink.ts'

/** A sink that keeps the newest events of the run in memory. */
export interface MemorySink extends Sink {
  /** Keeps the event, and freezes it: who asks for it later gets what it was. */
  handle(event: DiagnosticEvent): void
  /** Lists the newest events, oldest first: all that are kept, or the last `limit`. */
  recent(limit?: number): DiagnosticEvent[]
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
  const ring: DiagnosticEvent[] = []
  let total = 0
  return {
    name: 'memory',
    handle(event) {
      if (maxEvents > 0) ring[total % maxEvents] = Object.isFrozen(event) ? event : freezeEvent(event)
      total += 1
    },
    recent(limit = ring.length) {
      const start = total > ring.length && ring.length > 0 ? total % ring.length : 0
      const ordered = [...ring.slice(start), ...ring.slice(0, start)]
      return limit <= 0 ? [] : ordered.slice(-limit)
    },
    get size() {
      return ring.length
    },
    get dropped() {
      return total - ring.length
    },
  }
}
