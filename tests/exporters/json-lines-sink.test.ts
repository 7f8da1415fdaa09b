import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import type { SinkContext } from '../../exporters/sink.ts'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const user: SinkContext = { profile: 'user', audience: 'user' }
const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1)
const objectsOf = (path: string) => linesOf(path).map((line) => JSON.parse(line) as Record<string, unknown>)

/** Writes one event and gives the line that it became. */
function lineOf(event: DiagnosticEvent, context: SinkContext = user): string {
  const path = join(tempFolder(), 'log.jsonl')
  const sink = createJsonLinesSink({ path })
  sink.handle(event, context)
  sink.close?.()
  expect(linesOf(path)).toHaveLength(1)
  return linesOf(path)[0] ?? ''
}
const objectOf = (event: DiagnosticEvent, context?: SinkContext) =>
  JSON.parse(lineOf(event, context)) as Record<string, unknown>

describe('createJsonLinesSink', () => {
  test('writes one object a line with every key, and makes the folders', () => {
    const path = join(tempFolder(), 'deep', 'er', 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    sink.handle(sampleEvent({ trace_id: 'a', span_id: 'b' }), user)
    sink.flush?.()
    expect(linesOf(path)).toHaveLength(1)
    expect(Object.keys(objectsOf(path)[0] ?? {})).toEqual([
      ...Object.keys(sampleEvent()),
      'profile',
      'normalized',
      'human_summary',
    ])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    sink.close?.()
  })

  test.each(Object.entries(HOSTILE))('keeps %s on one harmless line, and it reads back', (_what, text) => {
    const short = text.slice(0, 1000)
    const event = sampleEvent({ message: short, source: short, extra: { [short]: short } })
    const line = lineOf(event)
    expect(findControl(line)).toBeUndefined()
    expect(parseEvent(line)).toEqual(event)
  })

  test('reads back as it was for any texts', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(text, text, fc.dictionary(text, text), (message, hint, extra) => {
        const sink = createJsonLinesSink({ path })
        const event = sampleEvent({ message, hint, extra })
        sink.handle(event, user)
        sink.close?.()
        expect(parseEvent(linesOf(path).at(-1) ?? '')).toEqual(event)
      }),
      { numRuns: 50 },
    )
  })

  test('survives data with cycles, BigInt and getters that throw', () => {
    const extra: Record<string, unknown> = {
      size: 10n,
      get broken(): string {
        throw new TypeError('no')
      },
    }
    extra['self'] = extra
    expect(objectOf(sampleEvent({ extra: extra as never }))).toMatchObject({
      extra: { size: '10', self: '[circular]', broken: '[threw]' },
    })
  })

  test('has an error on disk at once, and what came before it', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    sink.handle(sampleEvent({ message: 'first' }), user)
    expect(linesOf(path)).toHaveLength(0)
    sink.handle(sampleEvent({ level: 'ERROR', message: 'second' }), user)
    expect(linesOf(path)).toHaveLength(2)
    sink.close?.()
  })

  test('appends to a file that is there', () => {
    const path = join(tempFolder(), 'log.jsonl')
    for (const message of ['one', 'two']) {
      const sink = createJsonLinesSink({ path })
      sink.handle(sampleEvent({ message }), user)
      sink.close?.()
    }
    expect(objectsOf(path).map(({ message }) => message)).toEqual(['one', 'two'])
  })

  test('begins a new file when one is full', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const sink = createJsonLinesSink({ path, maxBytes: 2500, maxFiles: 2 })
    for (let at = 0; at < 5; at++) sink.handle(sampleEvent({ message: `${at}` }), user)
    sink.close?.()
    const messages = [`${path}.2`, `${path}.1`, path]
      .flatMap((file) => objectsOf(file))
      .map(({ message }) => message)
    expect(messages).toEqual(['0', '1', '2', '3', '4'].slice(-messages.length))
    expect(messages.length).toBeGreaterThan(2)
  })
})

describe('beside the event, a line has', () => {
  defineCatalog({
    name: 'films',
    version: '1.2.0',
    codes: {
      'MOV-W010': {
        level: 'warn',
        message: 'The film {id} has no title.',
        hint: 'Add a title to {id}.',
        audience: { qa: { message: 'missing title id={id}' }, agent: { hint: 'add_title' } },
      },
    },
  })
  const event = sampleEvent({
    code: 'MOV-W010',
    message: 'The film f1 has no title.',
    hint: 'Add a title to f1.',
    tags: ['io'],
    extra: {
      id: 'f1',
      resource: 'films.csv',
      retry_attempt: 2,
      recommended_action: 'repair',
      constructor: 'x',
    },
  })

  test('the profile, and no fingerprint', () => {
    const line = objectOf(event, { profile: 'nightly', audience: 'qa' })
    expect(line['profile']).toBe('nightly')
    expect(JSON.stringify(line)).not.toContain('fingerprint')
  })

  test('the same flat keys for every event, and the canonical fields that this one has', () => {
    expect(objectOf(event)['normalized']).toEqual({
      timestamp: '2026-03-01T10:00:00.000Z',
      level: 'WARNING',
      code: 'MOV-W010',
      source: 'films.load',
      message: 'The film f1 has no title.',
      category: null,
      tags: ['io'],
      exception_type: null,
      run_id: 'r1',
      session_id: 's1',
      correlation_id: null,
      triage_key: 'tk1_0123456789abcdef',
      trace_id: null,
      span_id: null,
      hint: 'Add a title to f1.',
      resource: 'films.csv',
      retry_attempt: 2,
      recommended_action: 'repair',
    })
    expect(Object.keys(objectOf(sampleEvent())['normalized'] as object)).toHaveLength(14)
  })

  test('what happened and what to do, in the words of the profile', () => {
    expect(objectOf(event, { profile: 'nightly', audience: 'qa' })['human_summary']).toEqual({
      level: 'WARNING',
      code: 'MOV-W010',
      message: 'missing title id=f1',
      source: 'films.load',
      hint: 'Add a title to f1.',
      recommended_action: 'repair',
      next_step: null,
    })
    expect(objectOf(event, { profile: 'agent', audience: 'agent' })['human_summary']).toMatchObject({
      message: 'The film f1 has no title.',
      hint: 'add_title',
    })
  })

  test('of an event without hint and code, nulls', () => {
    expect(objectOf(sampleEvent())['human_summary']).toEqual({
      level: 'WARNING',
      code: null,
      message: 'The cache is cold.',
      source: 'films.load',
      hint: null,
      recommended_action: null,
      next_step: null,
    })
  })
})
