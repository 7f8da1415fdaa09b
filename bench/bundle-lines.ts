// What the rows of bundles share: a hundred thousand events, and reading, parsing and writing their lines as the peer.
import { closeSync, openSync, writeSync } from 'node:fs'
import { readLines } from '../src/bundle/read-lines.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { sampleEvent } from '../tests/helpers/sample-event.ts'

/** How many events the bundles have. */
export const EVENTS = 100_000

const BATCH = 400

/** The events of a shop, a tenth of them errors, each with ids of its own. */
export function* makeEvents(
  more: (at: number) => Partial<DiagnosticEvent> = () => ({}),
): Generator<DiagnosticEvent> {
  for (let at = 0; at < EVENTS; at += 1) {
    yield sampleEvent({
      timestamp: new Date(1_770_000_000_000 + at * 37).toISOString(),
      level: at % 10 === 0 ? 'ERROR' : 'WARNING',
      code: `SHOP-W00${at % 7}`,
      source: 'shop.cart.add',
      title: 'Value out of range',
      message: `The value ${at} of item-${at % 997} is out of range.`,
      context: { chain: ['shop.handle', 'shop.cart.add'], depth: 2 },
      extra: { item: `item-${at % 997}`, value: at },
      trace_id: hexOf(at * 7919, 32),
      span_id: hexOf(at * 104_729, 16),
      ...more(at),
    })
  }
}

/** Reads and parses each line, and writes it again. */
export function copyLines(from: string, to: string): void {
  writeLines(to, copiesOf(from))
}

/** Writes lines, some hundred at a time. */
export function writeLines(path: string, lines: Iterable<string>): void {
  const descriptor = openSync(path, 'w')
  let batch: string[] = []
  const write = (): void => {
    if (batch.length > 0) writeSync(descriptor, `${batch.join('\n')}\n`)
    batch = []
  }
  for (const line of lines) {
    batch.push(line)
    if (batch.length === BATCH) write()
  }
  write()
  closeSync(descriptor)
}

/** Nanoseconds of the processor for each event: the machine may have other things to do, and both sides wait for its disk. */
export function timeOf(action: () => void): number {
  const start = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / EVENTS
}

function* copiesOf(path: string): Generator<string> {
  for (const line of readLines(path)) yield JSON.stringify(JSON.parse(line ?? 'null'))
}

function hexOf(value: number, length: number): string {
  return value.toString(16).padStart(length, 'b')
}
