import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { normaliseError } from '../../src/identity/normalise-error.ts'
import { normaliseFrames } from '../../src/identity/normalise-frames.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

interface Failure {
  readonly err: Readonly<Record<string, unknown>> & {
    readonly stacks: readonly { readonly file: string; readonly method: string; readonly line: number }[]
  }
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

/** What type, line and frame cannot decide: the source of these is a test's, and test triage does not exist yet. */
const deferred: Readonly<Record<string, string>> = {
  'eq-hook-many-tests':
    'the source is the hook, not the test; without it the two are the same failure word for word',
  'eq-missing-file-two-specifiers': 'the source is the resolved target, which needs the importing file',
  'ne-test': 'the source is the anchor of the test',
  'ne-hook-kind': 'the source is the hook',
  'ne-timeout-test': 'the source is the title of the test',
}

const covered = [
  'eq-win-vs-posix-frame',
  'eq-line-shift',
  'eq-pnpm-version',
  'ne-function',
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
    'give the $expect by type, line and innermost frame: $id',
    (vector) => {
      const [a, b] = [vector.a, vector.b].map(componentsOf)
      const isSame = JSON.stringify(a) === JSON.stringify(b)
      expect({ a, b, isSame }).toEqual({ a, b, isSame: vector.expect === 'same key' })
    },
  )

  test('have frames in the program where one decides, and none of a dependency', () => {
    const frames = vectors
      .filter(({ a }) => a.err.stacks.length > 0)
      .map(({ id, a, b }) => [id, componentsOf(a).source, componentsOf(b).source])
    expect(frames).toEqual([
      ['eq-win-vs-posix-frame', 'load@io', 'load@io'],
      ['eq-line-shift', 'load@io', 'load@io'],
      ['eq-pnpm-version', undefined, undefined],
      ['eq-hook-many-tests', '<anonymous>@nofile', '<anonymous>@nofile'],
      ['ne-function', 'load@io', 'save@io'],
      ['ne-wrapper-same-line', 'run@exec', 'run@exec'],
    ])
  })
})

function componentsOf({ err, ctx }: Failure) {
  // Vitest hands over frames that were read already; this is how V8 wrote them.
  const lines = err.stacks.map(({ file, method, line }) =>
    method === '' ? `    at ${file}:${line}:1` : `    at ${method} (${file}:${line}:1)`,
  )
  const { type, line } = normaliseError(err, { root: toRootPattern(ctx?.root ?? defaults.root) })
  return { type, line, source: normaliseFrames(lines.join('\n'), '')[0] }
}
