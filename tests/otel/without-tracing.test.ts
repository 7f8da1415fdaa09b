import { createRequire } from 'node:module'
import { context, createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withoutTracing } from '../../src/otel/without-tracing.ts'

const requireOfSdk = createRequire(import.meta.resolve('@opentelemetry/sdk-trace'))
const { isTracingSuppressed, suppressTracing } = requireOfSdk('@opentelemetry/core') as {
  readonly isTracingSuppressed: (active: Context) => boolean
  readonly suppressTracing: (active: Context) => Context
}

const KEY = createContextKey('the request')

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

describe('what is not to be observed', () => {
  test('is suppressed for the SDK while it runs, and nothing is after it', () => {
    expect(withoutTracing(() => isTracingSuppressed(context.active()))).toBe(true)
    expect(isTracingSuppressed(context.active())).toBe(false)
  })

  test('keeps the context of the request that it is in', () => {
    const request = ROOT_CONTEXT.setValue(KEY, 'a film')
    context.with(request, () => {
      expect(withoutTracing(() => context.active().getValue(KEY))).toBe('a film')
      expect(withoutTracing(() => isTracingSuppressed(context.active()))).toBe(true)
    })
  })

  test('leaves no new context behind outside of requests, and none where it is suppressed already', () => {
    const [one, other] = [withoutTracing(() => context.active()), withoutTracing(() => context.active())]
    expect(one).toBe(other)
    const suppressed = suppressTracing(ROOT_CONTEXT.setValue(KEY, 'a film'))
    expect(context.with(suppressed, () => withoutTracing(() => context.active()))).toBe(suppressed)
  })

  test('hands on what it returns and what it throws', () => {
    expect(withoutTracing(() => 7)).toBe(7)
    expect(() =>
      withoutTracing(() => {
        throw new Error('disk full')
      }),
    ).toThrow('disk full')
    expect(isTracingSuppressed(context.active())).toBe(false)
  })
})
