import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CODES,
  ATTR_SMONITOR_DIAGNOSTICS_COUNT,
  ATTR_SMONITOR_TRIAGE_KEY,
} from '../../semconv/semconv.ts'
import { spanOf, type Context, type Span } from '../../src/otel/span-of.ts'
import type { LogRecordLike } from '../../src/record/log-record.ts'

/** Tells on each span what was diagnosed under it, so that a backend of traces finds it by tag. */
export interface SpanTally {
  /** Remembers which span a span is in. */
  onStart(span: Span, context: Context): void
  /** Says on a span that is about to end what came under it. */
  onEnding(span: Span): void
  /** Counts a diagnostic for the span that it was emitted in, and for all of this process that it is in. */
  count(record: LogRecordLike, context: Context | undefined): void
}

interface Tally {
  count: number
  /** Severity number of the worst, and its key. */
  severity: number
  key: string
  /** The same of the worst that has a code. */
  codedSeverity: number
  readonly codes: Set<string>
  code: string | undefined
}

/** Most codes that a span tells of. */
const MAX_CODES = 32

/** A chain of spans has no end in a program that links each task to the one before it. */
const MAX_SPANS = 128

/**
 * Creates a tally. It holds nothing of spans that the program has let go of. `onEnding` came with later releases of SDK
 * 2; until a span has shown that it is called, each diagnostic is said on the spans at once.
 */
export function createSpanTally(): SpanTally {
  const parents = new WeakMap<Span, Span>()
  const tallies = new WeakMap<Span, Tally>()
  let isToldOfEnds = false

  return {
    onStart(span, context) {
      const parent = spanOf(context)
      // One of another process is a span in name only.
      if (parent?.isRecording() === true) parents.set(span, parent)
    },
    onEnding(span) {
      isToldOfEnds = true
      const tally = tallies.get(span)
      if (tally !== undefined) say(span, tally)
    },
    count(record, context) {
      let span = spanOf(context)
      for (let at = 0; at < MAX_SPANS && span !== undefined; at += 1) {
        if (span.isRecording()) {
          const tally = tallies.get(span) ?? open(span)
          add(tally, record)
          if (!isToldOfEnds) say(span, tally)
        }
        span = parents.get(span)
      }
    },
  }

  function open(span: Span): Tally {
    const tally = {
      count: 0,
      severity: -1,
      key: '',
      codedSeverity: -1,
      codes: new Set<string>(),
      code: undefined,
    }
    tallies.set(span, tally)
    return tally
  }
}

function add(tally: Tally, { severityNumber = 0, attributes }: LogRecordLike): void {
  const key = attributes[ATTR_SMONITOR_TRIAGE_KEY]
  const code = attributes[ATTR_SMONITOR_CODE]
  tally.count += 1
  if (severityNumber > tally.severity && typeof key === 'string') {
    tally.severity = severityNumber
    tally.key = key
  }
  if (typeof code !== 'string') return
  if (tally.codes.size < MAX_CODES) tally.codes.add(code)
  if (severityNumber > tally.codedSeverity) {
    tally.codedSeverity = severityNumber
    tally.code = code
  }
}

function say(span: Span, { count, key, code, codes }: Tally): void {
  span.setAttribute(ATTR_SMONITOR_DIAGNOSTICS_COUNT, count)
  if (key !== '') span.setAttribute(ATTR_SMONITOR_TRIAGE_KEY, key)
  if (code === undefined) return
  span.setAttribute(ATTR_SMONITOR_CODE, code)
  span.setAttribute(ATTR_SMONITOR_CODES, [...codes])
}
