import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SinkError } from '../../../exporters/sink-error.ts'
import { readSinkList } from '../../../exporters/sink-list/read-sink-list.ts'
import type { SinkSetting } from '../../../exporters/sink-list/sink-setting.ts'
import { isDiagnosticError } from '../../../src/record/diagnostic-brand.ts'
import { ownDiagnostics } from '../../../src/setup/own-diagnostics.ts'

const read = (...list: readonly unknown[]) => readSinkList(list as readonly SinkSetting[], 'sinks')

/** The code, message and hint of what reading the list throws. */
function problemOf(...list: readonly unknown[]): string {
  try {
    read(...list)
  } catch (error) {
    if (error instanceof SinkError) return `${error.code} ${error.message} ${error.hint}`
    throw error
  }
  return 'none'
}

describe('a list of sinks', () => {
  test('may name them, describe them and hold them', () => {
    const own = { name: 'mine', handle: () => undefined, type: 'json' }
    expect(
      read('console', 'json', 'file', 'otlp-file', 'memory', { type: 'json', path: 'a', maxBytes: 5 }, own),
    ).toEqual([
      { type: 'console' },
      { type: 'json' },
      { type: 'file' },
      { type: 'otlp-file' },
      { type: 'memory' },
      { type: 'json', path: 'a', maxBytes: 5 },
      own,
    ])
    expect(read({ type: 'console', level: 'WARNING', theme: undefined })).toEqual([
      { type: 'console', level: 'warn' },
    ])
  })

  test.each([
    [
      ['consol'],
      'SMON-E120 sinks[0] names the sink "consol", which does not exist. Use "console", or one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
    [
      ['console', { type: 'jsonl' }],
      'SMON-E120 sinks[1].type names the sink "jsonl", which does not exist. Use "json", or one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
    [
      ['stdout'],
      'SMON-E120 sinks[0] names the sink "stdout", which does not exist. Use one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
    [
      [{ type: 'json', pth: 'x' }],
      'SMON-E121 sinks[0].pth is not valid: the sink "json" has no such option. Use "path", or one of: path, maxBytes, maxFiles.',
    ],
    [
      [{ type: 'json', constructor: 'x' }],
      'SMON-E121 sinks[0].constructor is not valid: the sink "json" has no such option. Use one of: path, maxBytes, maxFiles.',
    ],
    [
      [{ type: 'file', maxBytes: '5MB' }],
      'SMON-E121 sinks[0].maxBytes is not valid: it is "5MB". Use a whole number, 1 or more.',
    ],
    [
      [{ type: 'file', maxFiles: -1 }],
      'SMON-E121 sinks[0].maxFiles is not valid: it is -1. Use a whole number, 0 or more.',
    ],
    [
      [{ type: 'file', path: ' ' }],
      'SMON-E121 sinks[0].path is not valid: it is " ". Use a text that is not empty.',
    ],
    [
      [{ type: 'console', theme: 'pretty' }],
      'SMON-E121 sinks[0].theme is not valid: it is "pretty". Use one of: auto, plain, rich.',
    ],
    [
      [{ type: 'console', level: 'loud' }],
      'SMON-E121 sinks[0].level is not valid: it is "loud". Use one of: debug, info, warn, error, fatal.',
    ],
    [
      [{ type: 'console', hyperlinks: 1 }],
      'SMON-E121 sinks[0].hyperlinks is not valid: it is 1. Use true or false.',
    ],
    [[{ handle: 'x', name: 'mine' }], 'SMON-E121 sinks[0].handle is not valid: it is "x". Use a function.'],
    [
      [{ handle: () => undefined }],
      'SMON-E121 sinks[0].name is not valid: it is missing. Use a text that is not empty.',
    ],
    [
      [{ path: 'x' }],
      'SMON-E121 sinks[0].type is not valid: it is missing. Use one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
    [
      [['json']],
      'SMON-E121 sinks[0] is not valid: it is ["json"]. Use one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
    [
      [null],
      'SMON-E121 sinks[0] is not valid: it is null. Use one of: console, json, file, otlp-file, memory; or an object with a name and handle(event).',
    ],
  ])('says of %j what is wrong and what is right', (list, problem) => {
    expect(problemOf(...list)).toBe(problem)
  })

  test('is a list', () => {
    expect(() => readSinkList('console' as never, 'handlers')).toThrow(
      new SinkError('SMON-E121', {
        setting: 'handlers',
        reason: 'it is "console"',
        allowed:
          'a list of sinks, each one of: console, json, file, otlp-file, memory; or an object with a name and handle(event)',
      }),
    )
  })

  test('never lets a text become a sink, and fails only with an error of ours, whatever is in it', () => {
    const entry = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.record({
        type: fc.oneof(fc.string(), fc.constantFrom('console', 'json', 'file', 'otlp-file', 'memory')),
        path: fc.anything(),
        theme: fc.anything(),
        maxBytes: fc.anything(),
      }),
    )
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (list) => {
        try {
          for (const sink of read(...list)) expect(typeof sink).toBe('object')
        } catch (error) {
          expect(error).toBeInstanceOf(SinkError)
          expect((error as SinkError).message).toMatch(/^sinks\[\d\]/)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('SinkError', () => {
  test('speaks as the code of our own catalog does, and is known as a diagnostic', () => {
    const params = { setting: 'sinks[0]', name: 'consol', allowed: 'console' }
    const error = new SinkError('SMON-E120', params, new Error('why'))
    expect(isDiagnosticError(error)).toBe(true)
    expect(error).toMatchObject({ ...ownDiagnostics.resolve('SMON-E120', params), level: 'error', params })
    expect(error.cause).toEqual(new Error('why'))
    expect(error.name).toBe('SinkError')
  })
})
