import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'

describe('numbers', () => {
  test.each([
    ['found 3 items', 'found <n> items'],
    ['found -3 items', 'found <n> items'],
    ['found 1,234.5 items', 'found <n> items'],
    ['found 1_000 items', 'found <n> items'],
    ['value 0.6555516614224808', 'value <n>'],
    ['value .5 and 1e-7 and 1e21', 'value <n> and <n> and <n>'],
    ['1 !== 2', '<n> !== <n>'],
    ['a[12] of [1,2,3]', 'a[<n>] of [<n>]'],
    ['range 5-10', 'range <n>-<n>'],
    ['line 3, column 14', 'line <n>, column <n>'],
    ['user_123 and test_db_4711', 'user_<n> and test_db_<n>'],
    ['width 31px, 3rd try, 2x', 'width <n>px, <n>rd try, <n>x'],
    ['requires node >= 20.19.0', 'requires node >= <n>'],
    ['pg v8.11.3 is too old', 'pg v<n> is too old'],
    ['REQ-4711 failed', 'REQ-<n> failed'],
    ['took 5.', 'took <n>.'],
    ['returned 250 rows', 'returned <n> rows'],
  ])('go: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    'request failed with status code 500',
    'Request failed with status 404',
    'status: 503',
    'statusCode=418',
    'HTTP 404',
    'HTTP/1.1 502 Bad Gateway',
    'server returned 500',
    'server responded with 404',
    '404 Not Found',
    'got a 5xx',
    '(503 Service Unavailable)',
    'exited with code 1',
    'process exited with exit code 137',
    'Exit code: 2',
    'errno -2',
    'errno: -111',
    'killed by signal 9',
    'error code 1062',
    'TS2322: Type',
    'E11000 duplicate key',
    'ORA-00942: table',
    'PLS-00201',
    'sha256, utf8, base64, ipv4, v1, i18n, x509',
    'utf-8, UTF-16, SHA-256, ISO-8859-1, iso-8859-15',
    'parameter $1 has no type',
  ])('that name the defect stay: %j', (message) => {
    expect(normaliseLine(message)).toBe(message)
  })

  test.each([
    ['status code 500', 'status code 404'],
    ['exited with code 1', 'exited with code 2'],
    ['TS2322: Type', 'TS2345: Type'],
    ['utf-8 text', 'utf-16 text'],
    ['ORA-00942', 'ORA-00001'],
  ])('that name the defect differ: %j is not %j', (one, other) => {
    expect(normaliseLine(one)).not.toBe(normaliseLine(other))
  })
})
