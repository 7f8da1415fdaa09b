import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { stringifyEvent } from '../src/record/stringify-event.ts'
import { freezeEvent } from './freeze-event.ts'

/** The newest events, in bytes. */
export interface EventRing {
  /** Adds an event; the oldest one goes for it where the ring is full. */
  add(event: DiagnosticEvent): void
  /** Lists the last `count` of them, oldest first; of a fraction, the whole ones. */
  last(count: number): DiagnosticEvent[]
  readonly size: number
}

const FIRST_BYTES = 16 * 1024

/**
 * Creates a ring of events.
 *
 * It holds them as lines of JSON in one buffer. As objects each of them would live for some seconds, which is too long
 * for V8's young generation and too short for its old one: at 500 a second that is 100 MiB of garbage in five minutes.
 */
export function createEventRing(maxEvents: number): EventRing {
  let bytes = Buffer.alloc(0)
  // Where the lines are, by the number of the event modulo `maxEvents`.
  const starts: number[] = []
  const lengths: number[] = []
  let next = 0
  let size = 0
  /** Where the next line goes. */
  let end = 0

  const slotOf = (number: number): number => number % maxEvents
  const startOf = (number: number): number => starts[slotOf(number)] ?? 0
  const lengthOf = (number: number): number => lengths[slotOf(number)] ?? 0

  /** Finds room behind the newest line, or at the front of the buffer, up to the oldest line. */
  function findRoom(length: number): number | undefined {
    if (size === 0) return length <= bytes.length ? 0 : undefined
    const oldest = startOf(next - size)
    if (end <= oldest) return end + length <= oldest ? end : undefined
    if (end + length <= bytes.length) return end
    return length <= oldest ? 0 : undefined
  }

  /** Moves all lines to a buffer that has room for as much again. */
  function grow(length: number): number {
    let used = 0
    for (let number = next - size; number < next; number += 1) used += lengthOf(number)
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * (used + length)))
    let at = 0
    for (let number = next - size; number < next; number += 1) {
      const start = startOf(number)
      bytes.copy(larger, at, start, start + lengthOf(number))
      starts[slotOf(number)] = at
      at += lengthOf(number)
    }
    bytes = larger
    return at
  }

  return {
    add(event) {
      const line = stringifyEvent(event)
      const length = Buffer.byteLength(line)
      if (size === maxEvents) size -= 1
      const start = findRoom(length) ?? grow(length)
      bytes.write(line, start)
      starts[slotOf(next)] = start
      lengths[slotOf(next)] = length
      end = start + length
      next += 1
      size += 1
    },
    last(count) {
      const length = Math.max(0, Math.trunc(Math.min(count, size)) || 0)
      return Array.from({ length }, (_, at) => {
        const number = next - length + at
        const start = startOf(number)
        const line = bytes.toString('utf8', start, start + lengthOf(number))
        return freezeEvent(JSON.parse(line) as DiagnosticEvent)
      })
    },
    get size() {
      return size
    },
  }
}
