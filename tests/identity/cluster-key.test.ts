import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLUSTER_KEY_VERSION, createClusterKey } from '../../src/identity/cluster-key.ts'
import type { KeyComponents } from '../../src/identity/create-key.ts'
import { createTriageKey } from '../../src/identity/triage-key.ts'
import { keyByNode } from '../helpers/key-by-node.ts'

interface VectorFile {
  readonly version: number
  readonly vectors: readonly { readonly components: KeyComponents; readonly key: string }[]
}

const published = JSON.parse(
  readFileSync(new URL('cluster-key.vectors.json', import.meta.url), 'utf8'),
) as VectorFile

function viaNode({ code, source, type, line }: KeyComponents): string {
  return keyByNode('tc1', [1, code ?? null, source ?? null, type ?? null, line ?? null])
}

const components: fc.Arbitrary<KeyComponents> = fc.record(
  {
    code: fc.string(),
    source: fc.string({ unit: 'binary' }),
    type: fc.string(),
    line: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: [] },
)

describe('createClusterKey', () => {
  test('publishes vectors of the version it writes', () => {
    expect(published.version).toBe(CLUSTER_KEY_VERSION)
    expect(new Set(published.vectors.map((vector) => vector.key)).size).toBe(published.vectors.length)
  })

  test.each(published.vectors)('gives $key, as published and as node:crypto computes it', (vector) => {
    expect(createClusterKey(vector.components)).toBe(vector.key)
    expect(viaNode(vector.components)).toBe(vector.key)
  })

  test('agrees with node:crypto for any components, also when it is asked again', () => {
    fc.assert(
      fc.property(components, (any) => {
        expect(createClusterKey(any)).toBe(viaNode(any))
        expect(createClusterKey(any)).toBe(viaNode(any))
      }),
    )
  })

  test('is told from a triage key of the same components', () => {
    const same = { code: 'MSM-W010', source: 'molsys' }
    expect(createClusterKey(same)).not.toBe(createTriageKey(same))
  })
})
