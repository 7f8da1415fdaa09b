import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createConsoleSink, type ConsoleSinkOptions } from '../../exporters/console/console-sink.ts'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import { createTextFileSink } from '../../exporters/text-file-sink.ts'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import { AUDIENCES, type Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { stripTerminal } from '../helpers/strip-terminal.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

// So that the rich theme uses all the sequences that it has.
beforeEach(() => void vi.stubEnv('FORCE_COLOR', '1'))
afterEach(() => void vi.unstubAllEnvs())

/** An event with the text in every place that data can reach. */
function eventOf(text: string): DiagnosticEvent {
  return sampleEvent({
    timestamp: text,
    code: text,
    source: text,
    title: text,
    message: text,
    hint: text,
    triage_key: text,
    context: { chain: [text, text], depth: 5 },
    extra: { [text]: text, list: [text, text], contract_warning: text, next_step: text },
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
    event_name: text,
    library: { name: text, version: text },
    run_id: text,
    session_id: text,
    correlation_id: text,
    trace_id: text,
    span_id: text,
  })
}

/** What a console sink prints of an event, twice, and of the summary of what it held back. */
function print(event: DiagnosticEvent, options: ConsoleSinkOptions): string {
  let printed = ''
  const stream = { write: (text: string) => (printed += text) }
  const sink = createConsoleSink({ stream, level: 'debug', maxRepeats: 1, showTraceback: true, ...options })
  for (let at = 0; at < 3; at++) sink.handle(event)
  sink.close?.()
  return printed
}

function textLineOf(event: DiagnosticEvent, audience: Audience): string {
  const path = join(tempFolder(), 'log.txt')
  const sink = createTextFileSink({ path, audience })
  sink.handle(event, { profile: audience, audience })
  sink.close?.()
  return readFileSync(path, 'utf8')
}

function jsonLineOf(event: DiagnosticEvent): string {
  const path = join(tempFolder(), 'log.jsonl')
  const sink = createJsonLinesSink({ path })
  sink.handle(event, { profile: 'dev', audience: 'dev' })
  sink.close?.()
  return readFileSync(path, 'utf8')
}

const HUMANS = AUDIENCES.filter((audience) => audience !== 'agent')
const hostile = Object.entries({ ...HOSTILE, markup: '[bold red]a[/] <b>b</b> `c` **d** {e} %s' })
const plainCases = hostile.flatMap(([what, text]) => AUDIENCES.map((audience) => ({ what, text, audience })))
const richCases = hostile.flatMap(([what, text]) =>
  HUMANS.flatMap((audience) =>
    [40, 100].map((columns) => ({ what, text, options: { audience, columns, theme: 'rich' } as const })),
  ),
)

/** Every line but the ones that begin a message shows that it does not: nobody can forge a message inside of one. */
const BEGINS = /^(?:── |╭─ )/
const CONTINUES = /^(?: {2}|│|╰|… and )/

describe('the plain console', () => {
  test.each(plainCases)('lets no control character through: $what, for $audience', ({ text, audience }) => {
    expect(findControl(print(eventOf(text), { audience, theme: 'plain' }))).toBeUndefined()
  })

  test.each(plainCases)('adds no line: $what, for $audience', ({ text, audience }) => {
    const lines = print(eventOf(text), { audience, theme: 'plain' }).split('\n')
    const harmless = print(eventOf('word'), { audience, theme: 'plain' }).split('\n')
    // A text may be empty, and its line is then left out; frames may arise from `at`, indented as such.
    expect(lines.length).toBeLessThanOrEqual(harmless.length)
  })
})

describe('the rich console', () => {
  test.each(richCases)(
    'lets nothing through but its own sequences: $what, for $options.audience at $options.columns',
    ({ text, options }) => {
      for (const hyperlinks of [true, false]) {
        const printed = print(eventOf(text), { ...options, hyperlinks })
        expect(printed).toContain('\u001b[')
        expect(findControl(stripTerminal(printed))).toBeUndefined()
      }
    },
  )

  test.each(richCases)(
    'lets nobody forge a message: $what, for $options.audience at $options.columns',
    ({ text, options }) => {
      const [first = '', ...lines] = stripTerminal(print(eventOf(text), options))
        .trimEnd()
        .split('\n')
      expect(first).toMatch(BEGINS)
      expect(lines.filter((line) => !CONTINUES.test(line))).toEqual([])
    },
  )
})

describe('the text file', () => {
  test.each(plainCases)('has one harmless line: $what, for $audience', ({ text, audience }) => {
    const line = textLineOf(eventOf(text), audience)
    expect(findControl(line)).toBeUndefined()
    expect(line.indexOf('\n')).toBe(line.length - 1)
  })
})

describe('the JSON lines', () => {
  test.each(hostile)('have one harmless line that reads back: %s', (_what, text) => {
    const event = eventOf(text)
    const line = jsonLineOf(event)
    expect(findControl(line)).toBeUndefined()
    expect(line.indexOf('\n')).toBe(line.length - 1)
    const parsed = parseEvent(line)
    if (text.length < 1000) expect(parsed).toEqual(event)
    else expect(parsed?.message).toMatch(/… \[truncated\]$/)
  })
})

describe('markup', () => {
  test.each(HUMANS)('is shown as it is written, to %s', (audience) => {
    const message = '[bold red]a[/] <b>b</b> `c`'
    for (const theme of ['plain', 'rich'] as const)
      expect(print(sampleEvent({ message }), { audience, theme })).toContain(message)
  })
})

describe('ten megabytes in every field', () => {
  const event = eventOf('\u001b[31mx\n'.repeat(1_500_000))

  test.each(AUDIENCES)('stay readable for %s', (audience) => {
    for (const theme of ['plain', 'rich'] as const) {
      const printed = print(event, { audience, theme })
      expect(printed.length).toBeLessThan(400_000)
      expect(printed).toContain('[truncated]')
      expect(findControl(stripTerminal(printed))).toBeUndefined()
    }
    const line = textLineOf(event, audience)
    expect(line.length).toBeLessThan(400_000)
    expect(line.indexOf('\n')).toBe(line.length - 1)
  })

  test('are a line of JSON of bounded length', () => {
    const line = jsonLineOf(event)
    expect(line.length).toBeLessThan(10_000_000)
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(parseEvent(line)).toMatchObject({ level: 'WARNING' })
  })
})

describe('any texts at all', () => {
  const fragment = fc.constantFrom(
    ...hostile.map(([, text]) => text.slice(0, 40)),
    ' ',
    'word',
    '\u0000',
    '\n',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join('')),
  )

  test('are harmless in every sink, for every audience and theme', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...AUDIENCES),
        fc.constantFrom('plain', 'rich'),
        fc.integer({ min: 40, max: 200 }),
        (value, audience, theme, columns) => {
          const event = eventOf(value)
          const printed = print(event, { audience, theme, columns, hyperlinks: true })
          expect(findControl(stripTerminal(printed))).toBeUndefined()
          const line = textLineOf(event, audience)
          expect(findControl(line)).toBeUndefined()
          expect(line.indexOf('\n')).toBe(line.length - 1)
          expect(parseEvent(jsonLineOf(event))).toEqual(event)
        },
      ),
      { numRuns: 150 },
    )
  })
})
