import { describe, expect, test } from 'vitest'
import { formatForAudience } from '../../../exporters/console/format.ts'
import { AUDIENCES } from '../../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { findControl, HOSTILE } from '../../helpers/hostile.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'

/** An event with the text in every place that data can reach. */
function eventOf(text: string): DiagnosticEvent {
  return sampleEvent({
    code: text,
    source: text,
    title: text,
    message: text,
    hint: text,
    triage_key: text,
    context: { chain: [text, text], depth: 2 },
    extra: { [text]: text, list: [text, text] },
    args: [text, text],
    category: text,
    tags: [text],
    exception_type: text,
    exception: {
      type: text,
      message: text,
      stacktrace: `${text}\n    at ${text} (file:///app.js:1:1)`,
      causes: [text],
    },
    doc_url: text,
    issues_url: text,
    api_url: text,
    event_name: text,
    library: { name: text, version: text },
    run_id: text,
    correlation_id: text,
    trace_id: text,
    span_id: text,
  })
}

const cases = Object.entries(HOSTILE).flatMap(([what, text]) =>
  AUDIENCES.map((audience) => ({ what, text, audience })),
)

describe('an event full of hostile text', () => {
  test.each(cases)('lets no control character through: $what, for $audience', ({ text, audience }) => {
    const printed = formatForAudience(eventOf(text), audience)
    expect(findControl(printed)).toBeUndefined()
    expect(printed.endsWith('\n')).toBe(false)
  })

  test.each(cases)('adds no line: $what, for $audience', ({ text, audience }) => {
    const lines = formatForAudience(eventOf(text), audience).split('\n')
    const harmless = formatForAudience(eventOf('word'), audience).split('\n')
    // A text may be empty, and its line is then left out; frames may arise from `at`, indented as such.
    expect(lines.length).toBeLessThanOrEqual(harmless.length)
  })

  test.each(AUDIENCES)('stays readable for %s: a megabyte in a field is cut and marked', (audience) => {
    const printed = formatForAudience(sampleEvent({ message: 'x'.repeat(1_000_000) }), audience)
    expect(printed.length).toBeLessThan(20_000)
    expect(printed).toContain('… [truncated]')
  })
})
