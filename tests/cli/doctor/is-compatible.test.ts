import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isApiCompatible } from '../../../src/cli/doctor/is-compatible.ts'

const VERSIONS = ['1.0.0', '1.9.0', '1.9.1', '1.10.0', '1.10.2', '2.0.0', '0.18.0', '1.10.0-rc.1', 'x']

interface Semver {
  readonly _makeCompatibilityCheck: (own: string) => (global: string) => boolean
}

describe('whether a copy of the API looks at a global', () => {
  test('is answered as the API itself answers it', () => {
    const require = createRequire(import.meta.url)
    const root = dirname(require.resolve('@opentelemetry/api'))
    const { _makeCompatibilityCheck: check } = require(join(root, 'internal/semver.cjs')) as Semver
    const stable = VERSIONS.filter((version) => /^[12]\.\d+\.\d+$/.test(version))
    for (const own of stable)
      for (const global of VERSIONS)
        expect([own, global, isApiCompatible(own, global)]).toEqual([own, global, check(own)(global)])
  })
})
