import { describe, expect, test } from 'vitest'
import { carryFields, plainStack, readCarried } from '../../src/record/stack-line.ts'

const STACK = 'DiagnosticError: m\n    at home'
const FIELDS = { code: 'A-1', params: { text: 'a\n    smonitor: {"code":"B-2"}' } }

function carrying(stack: unknown): Error {
  const error = Object.assign(new Error('m'), { stack })
  carryFields(error, FIELDS)
  return error
}

describe('the line at the end of a stack', () => {
  test('is read back, with the message and the whole stack', () => {
    const error = carrying(STACK)
    expect(error.stack).toBe(`${STACK}\n    smonitor: ${JSON.stringify(FIELDS)}`)
    expect(readCarried(error)).toEqual({ ...FIELDS, message: 'm', stack: error.stack })
  })

  test('is one line, whatever the fields hold, and is there once, however often a stack is set', () => {
    const error = carrying(STACK)
    const { stack = '' } = error
    error.stack = stack
    expect(error.stack).toBe(stack)
    expect(stack.split('\n')).toHaveLength(3)
  })

  test('is hidden, as a stack is, and works in a frozen error', () => {
    const error = Object.freeze(carrying(STACK))
    expect(Object.keys(error)).toEqual([])
    expect(readCarried(error)).toMatchObject(FIELDS)
  })

  test('is added to a stack that the prototype has, as in Firefox', () => {
    const error = Object.create(
      Object.assign(Object.create(Error.prototype) as Error, { stack: STACK }),
    ) as Error
    carryFields(error, FIELDS)
    expect(plainStack(error.stack)).toBe(STACK)
    expect(readCarried(error)).toMatchObject(FIELDS)
  })

  test('leaves a stack unformatted that nobody reads', () => {
    // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
    const format = Error.prepareStackTrace
    let formatted = 0
    Error.prepareStackTrace = () => `stack ${(formatted += 1)}`
    try {
      const error = new Error('m')
      carryFields(error, FIELDS)
      expect(formatted).toBe(0)
      expect(error.stack).toMatch(/^stack 1\n/)
    } finally {
      Error.prepareStackTrace = format
    }
  })

  test.each([undefined, 5, [{}]])('is not added to a stack that is no text: %j', (stack) => {
    expect(carrying(stack).stack).toBe(stack)
    expect(plainStack(stack)).toBe(stack)
  })

  test('is taken off again, and nothing else is', () => {
    expect(plainStack(carrying(STACK).stack)).toBe(STACK)
    expect(plainStack(STACK)).toBe(STACK)
    expect(plainStack('')).toBe('')
    const forged = 'Error: m\n    smonitor: {"code":"B-2"}\n    at home'
    expect(plainStack(forged)).toBe(forged)
  })

  test.each([
    ['no line', STACK],
    ['a line that more follows', `${STACK}\n    smonitor: {"code":"B-2"}\n    at home`],
    ['a line at the end of another stack', `Error: outer\n    at home\n${carrying(STACK).stack}`],
    ['no stack', undefined],
  ])('is not read from %s', (_, stack) => {
    expect(readCarried({ message: 'm', stack })).toBeUndefined()
  })
})
