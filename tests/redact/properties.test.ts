import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor, type CompilePattern } from '../../src/redact/index.ts'
import { CANARIES } from './canaries.ts'
import { hostileText } from './hostile-text.ts'

const byRegExp: CompilePattern = (pattern) => {
  const compiled = new RegExp(pattern, 'g')
  return { replaceAll: (text, replacement) => text.replaceAll(compiled, replacement) }
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...'0123456789abcdef'.split('')) })

const ids = fc.record({
  trace_id: hex(32),
  span_id: hex(16),
  triage_key: hex(16).map((digits) => `tk1_${digits}`),
  trace_hash: hex(16).map((digits) => `th1_${digits}`),
  cluster_key: hex(16).map((digits) => `tc1_${digits}`),
  run_id: hex(32),
  session_id: hex(32),
  code: fc.stringMatching(/^[A-Z]{2,6}-[WE]\d{3}$/),
})

/** Words around a secret, which touch it only where a sentence would. */
const around = fc.tuple(
  fc.constantFrom('', 'Sent ', 'x: ', '{"m":"', '(', 'a\n\tat ', '[31m '),
  fc.constantFrom('', '.', ' and', '")', '\n'),
)

describe('a secret', () => {
  test.each(Object.entries(CANARIES))(
    'does not survive as %s, wherever it stands in a record',
    (_, canaries) => {
      const redactor = createRedactor({ presets: ['share'] })
      fc.assert(
        fc.property(canaries, around, ids, ({ text, secret }, [before, after], known) => {
          const said = before + text + after
          const error = new Error(said, { cause: new TypeError(said) })
          const record = {
            ...known,
            body: said,
            attributes: {
              'smonitor.param.note': said,
              'exception.stacktrace': `Error: ${said}\n    at a (b.ts:1:2)`,
            },
            extra: {
              list: [said],
              nested: JSON.stringify({ said }),
              map: new Map([['said', said]]),
              set: new Set([said]),
            },
            error,
            [`name ${said}`]: new TextEncoder().encode(said),
          }
          const copy = redactor.value(record) as typeof record
          expect(everythingIn(copy)).not.toContain(secret)
          expect(copy).toMatchObject(known)
        }),
      )
    },
  )

  test('that a field is known for does not survive in the texts around it', () => {
    const redactor = createRedactor({ keys: ['ssn'], paths: ['extra.*.inner', 'attributes.shop.pin'] })
    fc.assert(
      fc.property(
        fc.stringMatching(/^#[\w!#.+-]{5,300}$/),
        fc.constantFrom('ssn', 'inner', 'pin'),
        ids,
        (secret, where, known) => {
          const record = {
            ...known,
            body: `He said ${secret}twice${secret}`,
            attributes: {
              'smonitor.param.ssn': where === 'ssn' ? secret : 'none',
              'shop.pin': where === 'pin' ? { deep: [secret] } : 'none',
            },
            extra: { some: { inner: where === 'inner' ? secret : 'none' }, list: [`<${secret}>`] },
          }
          fc.pre(!Object.values(known).some((id) => id.includes(secret)))
          const copy = redactor.value(record)
          expect(everythingIn(copy)).not.toContain(secret.slice(0, 256))
          expect(copy).toMatchObject(known)
        },
      ),
    )
  })
})

describe('what records are found by', () => {
  test('survives every preset, key, path and pattern, in its field and in a text', () => {
    const redactor = createRedactor(
      {
        presets: ['sensitive'],
        keys: ['trace_id', 'code', 'smonitor.triage_key'],
        paths: ['*', 'run_id'],
        patterns: ['.+', '[0-9a-f]{8}'],
      },
      byRegExp,
    )
    fc.assert(
      fc.property(ids, ids, (known, attributes) => {
        const record = {
          ...known,
          'smonitor.triage_key': attributes.triage_key,
          'smonitor.trace_hash': attributes.trace_hash,
          'smonitor.code': attributes.code,
        }
        expect(redactor.value({ ...record, list: [record] })).toMatchObject(record)
        const said = `Trace ${known.trace_id}-${known.span_id} has ${known.triage_key}, ${known.trace_hash}.`
        const text = redactor.text(said)
        for (const key of [known.triage_key, known.trace_hash]) expect(text).toContain(key)
        // The ids of a trace look like many an API key: a pattern that finds one is meant.
        const byPreset = createRedactor({ presets: ['sensitive'], keys: ['trace_id'] }).text(said)
        for (const id of [known.trace_id, known.span_id]) expect(byPreset).toContain(id)
      }),
    )
  })

  test('is no excuse for a secret that looks like an id, where a pattern finds it', () => {
    const key = '9775a026f1ca7d1c6c5af9d94d9595a4'
    const redactor = createRedactor({ patterns: ['[0-9a-f]{32}'] }, byRegExp)
    expect(redactor.value({ trace_id: key, body: `key=${key}`, extra: { dd: key } })).toEqual({
      trace_id: key,
      body: 'key=[REDACTED]',
      extra: { dd: '[REDACTED]' },
    })
  })

  test('is nothing but that: another text in such a field goes', () => {
    const redactor = createRedactor({ presets: ['share'], keys: ['run_id'] })
    expect(redactor.value({ trace_id: 'ann@shop.example', code: 'password=hunter2', run_id: 'a b' })).toEqual(
      {
        trace_id: '[REDACTED]',
        code: 'password=[REDACTED]',
        run_id: '[REDACTED]',
      },
    )
    expect(createRedactor({ keys: ['code'] }).value({ extra: { code: '123456' } })).toEqual({
      extra: { code: '[REDACTED]' },
    })
  })
})

describe('any text', () => {
  test('is the same after a second time', () => {
    const redactor = createRedactor(
      { presets: ['sensitive'], keys: ['ann'], patterns: ['[0-9]{4}'] },
      byRegExp,
    )
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = redactor.text(text)
        expect(redactor.text(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  test('and any value is left as it was', () => {
    const redactor = createRedactor({ presets: ['sensitive'], keys: ['a'], paths: ['b.*'] })
    fc.assert(
      fc.property(
        fc.anything({ withMap: true, withSet: true, withDate: true, values: [hostileText] }),
        (value) => {
          const before = structuredClone(value)
          redactor.value(value)
          expect(value).toEqual(before)
        },
      ),
    )
  })

  test('of ten million characters is looked through, whatever it is made of', { timeout: 300_000 }, () => {
    const redactor = createRedactor({ presets: ['sensitive'], keys: ['ssn'] })
    const hostile = ['a', 'password="', '://a@', '/home/a b', '=']
    for (const piece of hostile) {
      const text = piece.repeat(Math.ceil(10_000_000 / piece.length))
      expect(redactor.text(text).length).toBeGreaterThan(0)
    }
    const value = { ssn: 'canary12', text: 'a canary12 0123456789abcdef '.repeat(350_000) }
    expect(everythingIn(redactor.value(value))).not.toContain('canary12')
  })
})

function everythingIn(value: unknown): string {
  const seen = new Set<unknown>()
  const parts: string[] = []
  const look = (item: unknown): void => {
    if (typeof item === 'string') parts.push(item)
    if (typeof item !== 'object' || item === null || seen.has(item)) return
    seen.add(item)
    if (item instanceof Uint8Array) parts.push(new TextDecoder().decode(item))
    else if (item instanceof Map || item instanceof Set) [...item].forEach(look)
    else
      Reflect.ownKeys(item).forEach((key) => (look(key), look((item as Record<PropertyKey, unknown>)[key])))
  }
  look(value)
  return parts.join('\n')
}
