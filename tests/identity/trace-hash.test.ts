import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTraceHash, TRACE_HASH_VERSION, type TraceComponents } from '../../src/identity/trace-hash.ts'
import { keyByNode } from '../helpers/key-by-node.ts'

interface VectorFile {
  readonly version: number
  readonly vectors: readonly { readonly components: TraceComponents; readonly key: string }[]
}

const published = JSON.parse(
  readFileSync(new URL('trace-hash.vectors.json', import.meta.url), 'utf8'),
) as VectorFile

function viaNode({ chain, frames }: TraceComponents): string {
  return keyByNode('th1', [1, chain, frames])
}

const names = fc.array(fc.string({ unit: 'binary' }))
const components: fc.Arbitrary<TraceComponents> = fc.record({ chain: names, frames: names })

describe('createTraceHash', () => {
  test('publishes vectors of the version it writes', () => {
    expect(published.version).toBe(TRACE_HASH_VERSION)
    expect(new Set(published.vectors.map((vector) => vector.key)).size).toBe(published.vectors.length)
  })

  test.each(published.vectors)('gives $key, as published and as node:crypto computes it', (vector) => {
    expect(createTraceHash(vector.components)).toBe(vector.key)
    expect(viaNode(vector.components)).toBe(vector.key)
  })

  test('agrees with node:crypto for any components', () => {
    fc.assert(
      fc.property(components, (any) => {
        expect(createTraceHash(any)).toBe(viaNode(any))
      }),
    )
  })

  test('differs for any two that differ in a name, their order or where a name stands', () => {
    fc.assert(
      fc.property(components, components, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        expect(createTraceHash(one)).not.toBe(createTraceHash(other))
      }),
    )
  })
})
