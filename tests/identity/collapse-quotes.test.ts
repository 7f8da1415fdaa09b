import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('quotes', () => {
  test.each([
    ["expected 'a' to be 'b' // Object.is equality", 'expected <str> to be <str> // Object.is equality'],
    ['expected "a b" to include "b"', 'expected <str> to include <str>'],
    [String.raw`expected 'it\'s' to be 'x'`, 'expected <str> to be <str>'],
    ['expected 2 to be 3 // Object.is equality', 'expected <n> to be <n> // Object.is equality'],
    ['expected -2 to be 3.5e-7', 'expected <n> to be <n>'],
    [
      "expected { id: 0.65, …(2) } to deeply equal { id: 1, name: 'b' }",
      'expected <obj> to deeply equal <obj>',
    ],
    ['expected { a: { b: [ 1, { c: 2 } ] } } to equal {}', 'expected <obj> to equal <obj>'],
    ['expected [ 1, 2, …(3) ] to include [ 4 ]', 'expected <arr> to include <arr>'],
    ['expected [Function parse] to throw an error', 'expected <arr> to throw an error'],
    ['expected true to be false', 'expected true to be false'],
    ['expected undefined to be null', 'expected undefined to be null'],
    ['port must be free: expected 5 to be 6', 'port must be free: expected <n> to be <n>'],
    ["don't expect 'x' here", "don't expect <str> here"],
    ['expected { a: 1 to be cut', 'expected { a: <n> to be cut'],
  ])('of an assertion are operands: %j becomes %j', (message, line) => {
    expect(normaliseLine(message, { isAssertion: true })).toBe(line)
    expect(normaliseLine(line, { isAssertion: true })).toBe(line)
  })

  test.each([
    ["invalid value 'hello big world'", 'invalid value <str>'],
    ['invalid value "Ann wrote this"', 'invalid value <str>'],
    [`invalid value '${'x'.repeat(200)}'`, 'invalid value <str>'],
    ['invalid id "4711"', 'invalid id "<n>"'],
  ])('with prose are values: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    "Cannot read properties of undefined (reading 'map')",
    'The "path" argument must be of type string',
    'violates unique constraint "users_email_key"',
    "Type 'string | undefined' is not assignable to type '{ a: number; }'.",
    "Cannot find package '@scope/left-pad'",
    "Unexpected token '<' in JSON",
    "open 'my folder/read me.md'",
    "can't open John's file",
    'an empty "" text',
    'a lone " quote',
  ])('with an identifier, a type or a path stay: %j', (message) => {
    expect(normaliseLine(message)).toBe(message)
  })
})
