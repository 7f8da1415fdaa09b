import { expect, test } from 'vitest'
import { isEmitting, whileEmitting } from '../../src/otel/emission.ts'

test('a record is being handed over until the outermost hand-over has ended, however it ends', () => {
  const seen: boolean[] = []
  const note = (): void => {
    seen.push(isEmitting())
  }
  note()
  whileEmitting(() => {
    whileEmitting(note)
    note()
  })
  expect(() =>
    whileEmitting(() => {
      throw new Error('no')
    }),
  ).toThrow('no')
  note()
  expect(seen).toEqual([false, true, true, false])
})
