import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import { HOSTILE } from '../helpers/hostile.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1)

describe('createJsonLinesSink', () => {
  test('writes one object a line with every key, and makes the folders', () => {
    const path = join(tempFolder(), 'deep', 'er', 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    sink.handle(sampleEvent({ trace_id: 'a', span_id: 'b' }))
    sink.flush?.()
    expect(linesOf(path)).toHaveLength(1)
    expect(Object.keys(JSON.parse(linesOf(path)[0] ?? '') as object)).toEqual([
      'timestamp',
      'level',
      'code',
      'source',
      'title',
      'message',
      'hint',
      'triage_key',
      'trace_hash',
      'cluster_key',
      'context',
      'extra',
      'args',
      'category',
      'tags',
      'exception_type',
      'exception',
      'doc_url',
      'issues_url',
      'api_url',
      'event_name',
      'library',
      'run_id',
      'session_id',
      'correlation_id',
      'trace_id',
      'span_id',
    ])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    sink.close?.()
  })

  test.each(Object.entries(HOSTILE))('keeps %s on one line, and it reads back', (_what, text) => {
    const path = join(tempFolder(), 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    const event = sampleEvent({ message: text, source: text, extra: { [text]: text } })
    sink.handle(event)
    sink.close?.()
    expect(linesOf(path)).toHaveLength(1)
    expect(JSON.parse(linesOf(path)[0] ?? '')).toEqual(event)
  })

  test('reads back as it was for any texts', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(text, text, fc.dictionary(text, text), (message, hint, extra) => {
        const sink = createJsonLinesSink({ path })
        const event = sampleEvent({ message, hint, extra })
        sink.handle(event)
        sink.close?.()
        expect(JSON.parse(linesOf(path).at(-1) ?? '')).toEqual(event)
      }),
      { numRuns: 50 },
    )
  })

  test('survives data with cycles, BigInt and getters that throw', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    const extra: Record<string, unknown> = {
      size: 10n,
      get broken(): string {
        throw new TypeError('no')
      },
    }
    extra['self'] = extra
    sink.handle(sampleEvent({ extra: extra as never }))
    sink.close?.()
    expect(JSON.parse(linesOf(path)[0] ?? '')).toMatchObject({
      extra: { size: '10', self: '[circular]', broken: '[threw]' },
    })
  })

  test('has an error on disk at once, and what came before it', () => {
    const path = join(tempFolder(), 'log.jsonl')
    const sink = createJsonLinesSink({ path })
    sink.handle(sampleEvent({ message: 'first' }))
    expect(linesOf(path)).toHaveLength(0)
    sink.handle(sampleEvent({ level: 'ERROR', message: 'second' }))
    expect(linesOf(path)).toHaveLength(2)
    sink.close?.()
  })

  test('appends to a file that is there', () => {
    const path = join(tempFolder(), 'log.jsonl')
    for (const message of ['one', 'two']) {
      const sink = createJsonLinesSink({ path })
      sink.handle(sampleEvent({ message }))
      sink.close?.()
    }
    expect(linesOf(path).map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'one',
      'two',
    ])
  })
})
