import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { normaliseError } from '../../src/identity/normalise-error.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

interface Failure {
  readonly err: Readonly<Record<string, unknown>>
  readonly ctx?: { readonly root?: string }
}
interface Vector {
  readonly id: string
  readonly expect: 'same key' | 'different key'
  readonly a: Failure
  readonly b: Failure
}
interface VectorFile {
  readonly default_ctx: { readonly root: string }
  readonly vectors: readonly Vector[]
}

const path = new URL('../fixtures/triage/key-vectors.json', import.meta.url)
const { default_ctx: defaults, vectors } = JSON.parse(readFileSync(path, 'utf8')) as VectorFile

/** What type and line alone cannot decide: these vectors belong to the key's `source`, which is made elsewhere. */
const deferred: Readonly<Record<string, string>> = {
  'eq-win-vs-posix-frame': 'the source comes from the stack frame',
  'eq-line-shift': 'the source comes from the stack frame',
  'eq-pnpm-version': 'the source comes from the stack frame',
  'eq-hook-many-tests': 'the source is the hook, not the test',
  'eq-missing-file-two-specifiers': 'the source is the resolved target, which needs the importing file',
  'ne-function': 'the source comes from the stack frame',
  'ne-test': 'the source is the anchor of the test',
  'ne-hook-kind': 'the source is the hook',
  'ne-timeout-test': 'the source is the title of the test',
}

const covered = [
  'eq-port',
  'eq-eaddrinuse',
  'eq-tmpdir-win',
  'eq-uuid',
  'eq-nanoid',
  'eq-traceparent',
  'eq-js-date',
  'eq-duration',
  'eq-ansi',
  'eq-node-wording',
  'eq-vite-ssr-artifact',
  'eq-loop-title',
  'eq-object-operands',
  'eq-heap-size',
  'eq-coded-free-text',
  'eq-s3-request-id',
  'ne-null-vs-undefined',
  'ne-errno',
  'ne-http-status',
  'ne-url-path',
  'ne-file',
  'ne-pkg',
  'ne-wrapper-same-line',
  'ne-matcher',
  'ne-bool-operand',
  'ne-snapshot-key',
  'ne-env-var',
  'ne-ts-code',
  'ne-word-not-id',
  'ne-node-code-message',
  'ne-hexlike-word',
]

describe('the key vectors', () => {
  test('are each covered here or deferred for a reason', () => {
    const ids = vectors.map((vector) => vector.id)
    expect([...covered, ...Object.keys(deferred)].toSorted()).toEqual(ids.toSorted())
  })

  test.each(vectors.filter((vector) => covered.includes(vector.id)))(
    'give the $expect by type and line: $id',
    (vector) => {
      const [a, b] = [vector.a, vector.b].map(({ err, ctx }) =>
        normaliseError(err, { root: toRootPattern(ctx?.root ?? defaults.root) }),
      )
      const isSame = JSON.stringify(a) === JSON.stringify(b)
      expect({ a, b, isSame }).toEqual({ a, b, isSame: vector.expect === 'same key' })
    },
  )
})
