// For `setupFiles` of Vitest: gives its `expect` the matchers, and its types too.
import { expect } from 'vitest'
import { matchers, type SmonitorMatchers } from '../matchers.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- an interface is merged with Vitest's own
  interface Matchers<R> extends SmonitorMatchers<R> {}
}

expect.extend(matchers)
