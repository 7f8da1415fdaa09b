import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('the first informative line', () => {
  test.each([
    ['plain text', 'plain text'],
    ['', ''],
    ['\n\n  \t\n', ''],
    ['\r\n\r\n  first\r\nsecond\r\n', 'first'],
    ['first\u2028second', 'first'],
    ['  much \t  space\u00a0here  ', 'much space here'],
    ['\u001b[31mbad thing\u001b[39m', 'bad thing'],
    ['\u001b[1;38;5;196mbad\u001b[0m thing', 'bad thing'],
    ['\u001b]8;;https://x.example/a\u0007link\u001b]8;;\u0007 text', 'link text'],
    ['\u001b]0;title\u001b\\shown', 'shown'],
    ['nul\u0000 bell\u0007 delete\u007f c1\u0085', 'nul bell delete c1'],
    ['[not] a colour\n[nor] this', '[not] a colour'],
    ['cafe\u0301', 'caf\u00e9'],
  ])('strips terminal codes and space: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    [
      'Expected values to be strictly equal:\n\nfoo !== bar\n',
      'Expected values to be strictly equal: foo !== bar',
    ],
    [
      'Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n+   one: true\n-   one: false',
      'Expected values to be strictly deep-equal: + one: true',
    ],
    [
      'Command failed: git status\nfatal: not a git repository',
      'Command failed: git status fatal: not a git repository',
    ],
    ['fetch failed\nconnect ECONNREFUSED 127.0.0.1:80', 'fetch failed connect ECONNREFUSED <loopback>'],
    ['fetch failed', 'fetch failed'],
    ['fetch failed twice\nnot this', 'fetch failed twice'],
    ['Invalid configuration:', 'Invalid configuration:'],
    ['Invalid configuration:\n\n  - port is missing', 'Invalid configuration: - port is missing'],
  ])('appends the next line to a header that says nothing: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    ['Error: bad thing', 'bad thing'],
    ['TypeError: x is not a function', 'x is not a function'],
    ['TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument', 'The "path" argument'],
    ['AssertionError [ERR_ASSERTION]: no', 'no'],
    ['SystemFailure [E_IO]: no', 'no'],
    ['Uncaught RangeError: too deep', 'too deep'],
    ['java.io.IOException: no', 'java.io.IOException: no'],
    ['MongoServerError: E11000 duplicate key', 'E11000 duplicate key'],
    ['Error: Error: Error: nested', 'nested'],
    ['Errors: none', 'Errors: none'],
    ['Warning: careful', 'Warning: careful'],
    ['DATABASE_URL: not set', 'DATABASE_URL: not set'],
    ['not an Error: kept', 'not an Error: kept'],
  ])('drops a printed error name: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
  })

  test('sees 8 KiB of a message and answers with 1000 characters at most', () => {
    expect(normaliseLine('x'.repeat(1_000_000))).toHaveLength(1000)
    expect(normaliseLine(`${'word '.repeat(2000)}end`).length).toBeLessThanOrEqual(1000)
    expect(normaliseLine(`${' '.repeat(9000)}late`)).toBe('')
  })

  test('keeps both ends of a long line, because long statements end with the reason', () => {
    const line = normaliseLine(`insert ${'column, '.repeat(400)} violates unique constraint`)
    expect(line).toMatch(/^insert column, /)
    expect(line).toMatch(/violates unique constraint$/)
  })

  test('cuts a long line at the same place, however long its values were', () => {
    const [short, long] = [80, 65_535].map((port) => `connect 10.0.0.1:${port} ${'after '.repeat(300)}`)
    expect(normaliseLine(short ?? '')).toBe(normaliseLine(long ?? ''))
  })
})
