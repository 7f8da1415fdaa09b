import { logs } from '@opentelemetry/api'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { afterEach, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import { isEmitting, openEmission } from '../../src/otel/emission.ts'
import { stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

test('a record is being handed over until the outermost hand-over has ended', () => {
  const seen = [isEmitting()]
  const outer = openEmission()
  const inner = openEmission()
  seen.push(isEmitting())
  inner.depth -= 1
  seen.push(isEmitting())
  outer.depth -= 1
  seen.push(isEmitting())
  expect(seen).toEqual([false, true, true, false])
})

test('a record is being handed over while its processors see it, and not afterwards, though one of them throws', () => {
  const seen: boolean[] = []
  const processor = {
    onEmit() {
      seen.push(isEmitting())
      throw new Error('no')
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }))
  const shop = defineCatalog({ name: 'shop', codes: { 'SHOP-1': { level: 'warn', message: 'Gone.' } } })
  shop.emit('SHOP-1')
  expect([...seen, isEmitting()]).toEqual([true, false])
})
