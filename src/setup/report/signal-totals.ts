import { ATTR_SMONITOR_SIGNAL } from '../../../semconv/semconv.ts'
import { createDurations, type Durations, type DurationSummary } from './durations.ts'

/** What the report tells of the calls of signals. */
export interface SignalReport {
  /** Calls that ended; those of which the sampler made no span are not seen. */
  readonly calls_total: number
  /** By the signal's name, most called first. */
  readonly timings: Readonly<Record<string, DurationSummary>>
  /** By the part of the name before its last dot, most called first. */
  readonly timings_by_module: Readonly<Record<string, DurationSummary>>
  /** The five with the highest p95. */
  readonly most_expensive_entries: readonly ({ readonly name: string } & DurationSummary)[]
}

/** A span as the processors of either SDK line get it. */
export interface EndedSpan {
  readonly attributes: Readonly<Record<string, unknown>>
  /** Seconds and nanoseconds. */
  readonly duration: readonly [number, number]
}

/** Measures the calls of signals by their spans. */
export interface SignalTotals {
  /** Takes a span that ended; returns its seconds when it is that of a signal. */
  add(span: EndedSpan): number | undefined
  report(): SignalReport
}

/** Names of signals are few, unless a program makes them from data. */
const MAX_NAMES = 1000
const TOP = 5

/** Creates the totals of all signals, in bounded memory. */
export function createSignalTotals(): SignalTotals {
  const signals = new Map<string, Durations>()
  const modules = new Map<string, Durations>()
  let total = 0

  return {
    add({ attributes, duration }) {
      const name = attributes[ATTR_SMONITOR_SIGNAL]
      if (typeof name !== 'string') return undefined
      const seconds = duration[0] + duration[1] / 1e9
      total += 1
      durationsOf(signals, name)?.add(seconds * 1000)
      durationsOf(modules, moduleOf(name))?.add(seconds * 1000)
      return seconds
    },
    report() {
      const timings = summarise(signals)
      return {
        calls_total: total,
        timings: Object.fromEntries(timings.map(({ name, ...summary }) => [name, summary])),
        timings_by_module: Object.fromEntries(
          summarise(modules).map(({ name, ...summary }) => [name, summary]),
        ),
        most_expensive_entries: timings.toSorted((one, other) => other.p95_ms - one.p95_ms).slice(0, TOP),
      }
    },
  }
}

function durationsOf(all: Map<string, Durations>, name: string): Durations | undefined {
  const known = all.get(name)
  if (known !== undefined || all.size >= MAX_NAMES) return known
  const fresh = createDurations()
  all.set(name, fresh)
  return fresh
}

function summarise(all: ReadonlyMap<string, Durations>) {
  return [...all]
    .map(([name, durations]) => ({ name, ...durations.summary() }))
    .toSorted((one, other) => other.count - one.count)
}

function moduleOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? name : name.slice(0, dot)
}
