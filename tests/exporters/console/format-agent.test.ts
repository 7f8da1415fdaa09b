import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatForAudience } from '../../../exporters/console/format.ts'
import { sampleEvent, sampleException } from '../../helpers/sample-event.ts'

/** A logfmt parser of its own: pairs apart by one space, values bare or in quotes with JSON's escapes. */
function parseLogfmt(line: string): Record<string, string> {
  const pairs: [string, string][] = []
  let at = 0
  while (at < line.length) {
    const equals = line.indexOf('=', at)
    const key = line.slice(at, equals)
    if (!/^[\w.-]+$/.test(key)) throw new Error(`There is no key at ${at}: ${line}`)
    at = equals + 1
    let end = at
    if (line[at] === '"') {
      end += 1
      while (line[end] !== '"') end += line[end] === '\\' ? 2 : 1
      end += 1
      pairs.push([key, JSON.parse(line.slice(at, end)) as string])
    } else {
      while (end < line.length && line[end] !== ' ') end += 1
      if (/["=]/.test(line.slice(at, end))) throw new Error(`A bare value at ${at} needs quotes: ${line}`)
      pairs.push([key, line.slice(at, end)])
    }
    if (end < line.length && line[end] !== ' ') throw new Error(`No space at ${end}: ${line}`)
    at = end + 1
  }
  return Object.fromEntries(pairs)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', ' ', '=', '\n', '\u001b', 'a', 'é', '\u202e', '\t'),
    maxLength: 20,
  }),
)

describe('the line for an agent', () => {
  test('parses back to what the event held, whatever the texts are', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, anyText, (message, hint, source, value, type) => {
        const line = formatForAudience(
          sampleEvent({
            message,
            hint,
            source,
            code: value,
            context: { chain: ['outer', source], depth: 2 },
            extra: { value, count: 3, flag: true, list: ['a', value] },
            exception: sampleException({ type }),
          }),
          'agent',
        )
        expect(line).not.toContain('\n')
        expect(parseLogfmt(line)).toEqual({
          code: value,
          level: 'WARNING',
          source,
          message,
          hint,
          triage_key: 'tk1_0123456789abcdef',
          chain: `outer>${source}`,
          exception_type: type,
          'param.value': value,
          'param.count': '3',
          'param.flag': 'true',
          'param.list': `a,${value}`,
        })
      }),
      { numRuns: 500 },
    )
  })

  test('keeps every key one word, whatever params are called', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const fields = parseLogfmt(formatForAudience(sampleEvent({ extra: { [name]: 'v' } }), 'agent'))
        expect(Object.values(fields).at(-1)).toBe('v')
      }),
    )
  })

  test('names the first place of the stack', () => {
    const stacktrace =
      'TypeError: two\n  lines\n    at find (file:///app/find.js:3:9)\n    at main (app.js:1:1)'
    const line = formatForAudience(sampleEvent({ exception: sampleException({ stacktrace }) }), 'agent')
    expect(parseLogfmt(line)['at']).toBe('find (file:///app/find.js:3:9)')
  })
})
