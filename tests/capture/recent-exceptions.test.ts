import { expect, test } from 'vitest'
import { rememberExceptions } from '../../src/capture/recent-exceptions.ts'
import { markRecorded } from '../../src/otel/recorded-exceptions.ts'

test('an exception is found by the text of its stack among the newest, whatever the others are', () => {
  const record = { triageKey: 'tk1_0', code: undefined, errorType: 'Error' }
  const recent = rememberExceptions()
  const error = new Error('by stack')
  const text = String(error.stack)
  expect(recent.findByStack(text)).toBeUndefined()
  markRecorded(error, record)
  const unreadable = Object.defineProperty({}, 'stack', {
    get() {
      throw new Error('no')
    },
  })
  for (const other of [unreadable, { stack: 7 }]) markRecorded(other, { ...record, triageKey: 'tk1_other' })
  expect(recent.findByStack(text)).toBe(record)
  const others = Array.from({ length: 64 }, (_, at) => ({ at }))
  for (const other of others) markRecorded(other, record)
  expect(recent.findByStack(text)).toBeUndefined()
  recent.stop()
})
