import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTriageKey, TRIAGE_KEY_VERSION, type TriageComponents } from '../../src/identity/triage-key.ts'

interface VectorFile {
  readonly version: number
  readonly vectors: readonly { readonly components: TriageComponents; readonly key: string }[]
}

const published = JSON.parse(
  readFileSync(new URL('triage-key.vectors.json', import.meta.url), 'utf8'),
) as VectorFile

/** The recipe once more, with another SHA-256 and without the code under test. */
function viaNode({ code, source, type, line }: TriageComponents): string {
  const json = JSON.stringify([1, code ?? null, source, type ?? null, line ?? null])
  return `tk1_${createHash('sha256').update(json).digest('hex').slice(0, 16)}`
}

const components: fc.Arbitrary<TriageComponents> = fc.record(
  {
    code: fc.string(),
    source: fc.string({ unit: 'binary' }),
    type: fc.string(),
    line: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: ['source'] },
)

describe('createTriageKey', () => {
  test('publishes vectors of the version it writes', () => {
    expect(published.version).toBe(TRIAGE_KEY_VERSION)
    expect(new Set(published.vectors.map((vector) => vector.key)).size).toBe(published.vectors.length)
  })

  test.each(published.vectors)('gives $key, as published and as node:crypto computes it', (vector) => {
    expect(createTriageKey(vector.components)).toBe(vector.key)
    expect(viaNode(vector.components)).toBe(vector.key)
  })

  test('agrees with node:crypto for any components', () => {
    fc.assert(
      fc.property(components, (any) => {
        expect(createTriageKey(any)).toBe(viaNode(any))
      }),
    )
  })

  test('is the prefix, the version and 16 hex digits', () => {
    fc.assert(
      fc.property(components, (any) => {
        expect(createTriageKey(any)).toMatch(/^tk1_[0-9a-f]{16}$/)
      }),
    )
  })

  test('tells an absent part from an empty one and one part from its neighbour', () => {
    const keys = [
      createTriageKey({ source: 's' }),
      createTriageKey({ source: 's', code: '' }),
      createTriageKey({ source: 's', code: 'x' }),
      createTriageKey({ source: 's', type: 'x' }),
      createTriageKey({ source: 's', line: 'x' }),
      createTriageKey({ source: 'sx' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('does not depend on the order of the properties', () => {
    expect(createTriageKey({ line: 'l', type: 't', source: 's', code: 'c' })).toBe(
      createTriageKey({ code: 'c', source: 's', type: 't', line: 'l' }),
    )
  })
})
