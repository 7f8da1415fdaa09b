import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('the wording of runtimes', () => {
  test.each([
    ["Cannot read property 'map' of undefined", "Cannot read properties of undefined (reading 'map')"],
    [
      "Cannot read properties of undefined (reading 'map')",
      "Cannot read properties of undefined (reading 'map')",
    ],
    ["Cannot read property '0' of null", "Cannot read properties of null (reading '<n>')"],
    ["Cannot set property 'a' of null", "Cannot set properties of null (setting 'a')"],
    ['Unexpected token } in JSON at position 15', "Unexpected token '}' in JSON"],
    [`Unexpected token '}', "{"a":1}}" is not valid JSON`, "Unexpected token '}' in JSON"],
    [`Unexpected token '}', ..."x":1}}}}"... is not valid JSON`, "Unexpected token '}' in JSON"],
    [`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`, "Unexpected token '<' in JSON"],
    [`Unexpected token '}', "{\n  "a": 1,\n}" is not valid JSON`, "Unexpected token '}' in JSON"],
    [
      `a.json: Unexpected token 'x', "x" is not valid JSON (why)`,
      "a.json: Unexpected token 'x' in JSON (why)",
    ],
    [
      "Expected ',' or '}' after property value in JSON at position 9 (line 1 column 10)",
      "Expected ',' or '}' after property value in JSON",
    ],
    [
      'Unexpected non-whitespace character after JSON at position 2',
      'Unexpected non-whitespace character after JSON',
    ],
    ['Unterminated string in JSON at position 4711', 'Unterminated string in JSON'],
    ['Unexpected end of JSON input', 'Unexpected end of JSON input'],
    ['(0 , __vite_ssr_import_1__.parse) is not a function', 'parse is not a function'],
    ['__vite_ssr_import_12__.default.parse is not a function', 'default.parse is not a function'],
    ['(0,__vi_import_0__.parse) is not a function', 'parse is not a function'],
    ['(0 , lib.parse) is not a function', 'lib.parse is not a function'],
    ['parse is not a function', 'parse is not a function'],
  ])('is one for one defect: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })
})
