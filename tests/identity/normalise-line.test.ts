import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

/** Pieces that some step looks for: random concatenations meet more of its edges than random characters do. */
const fragment = fc.constantFrom(
  '<n>',
  '<root>',
  '<abs>',
  '<tmp>',
  '<date>',
  '<time>',
  '<duration>',
  '<str>',
  '<obj>',
  '<uuid>',
  '<text>',
  '1',
  '42',
  '65535',
  '0.5',
  '-3',
  '1e9',
  'a1b2c3d4',
  'deadbeef1',
  '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  '/',
  '//',
  '\\',
  ':',
  '::',
  '.',
  ',',
  '-',
  '_',
  '@',
  '=',
  '#',
  '?',
  '%',
  '$',
  '+',
  '…',
  "'",
  '"',
  '`',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ' ',
  '  ',
  '\n',
  '\t',
  '\u001b[31m',
  '\u001b',
  'http://',
  'file://',
  'C:\\',
  '/home/ci',
  '/tmp',
  'node_modules/',
  'pkg:',
  'localhost',
  '127.0.0.1',
  '::1',
  ':80',
  'x.ts',
  '.js',
  'a@b.example',
  'eyJh',
  'status',
  'code',
  'Error: ',
  'Uncaught ',
  'GET ',
  'ENOENT: ',
  'fetch failed',
  'Nov',
  '22',
  '2026',
  '09:23:56',
  'GMT',
  'ms',
  'MB',
  's',
  'm',
  "Unexpected token '",
  ' is not valid JSON',
  ' in JSON at position 5',
  'v1.2.3',
  'TS2322',
  'utf-8',
  'é',
  'e\u0301',
  '\ud800',
)
const fragments = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''))
const anyText = fc.oneof(
  fragments,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 200 }),
)
const anyOptions = fc.record(
  {
    root: fc.oneof(fc.constantFrom('/home/ci', 'C:\\', '/', ''), anyText).map(toRootPattern),
    isAssertion: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('normaliseLine, for any text', () => {
  test('gives its own result back unchanged', () => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, options) => {
        const line = normaliseLine(text, options)
        expect(normaliseLine(line, options)).toBe(line)
      }),
      { numRuns: 3000 },
    )
  })

  test('gives one line of 1000 characters at most, without control characters', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 400 }), anyOptions, (text, times, options) => {
        const line = normaliseLine(text.repeat(times), options)
        expect(line.length).toBeLessThanOrEqual(1000)
        expect(line).not.toMatch(/\p{Cc}/u)
        expect(line).toBe(line.trim())
      }),
      { numRuns: 300 },
    )
  })

  test('finds a stable line long before it gives up', () => {
    fc.assert(
      fc.property(fragments, (text) => {
        expect(normaliseLine(text.replaceAll('<text>', ''))).not.toBe('<text>')
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    'a',
    '1',
    ' ',
    '\n',
    '/',
    '\\',
    "'",
    '"',
    '{',
    '[',
    '-',
    '.',
    ':',
    '<',
    '1,',
    '1.',
    'a1',
    'a/',
    'a\\',
    'a.',
    '::',
    'aA1-',
    '/a',
    "'/",
    'a@',
    'http://',
    'Error: ',
    '\u001b[',
    '\u001b]',
    '%20',
    'May 1 ',
    '1 s',
    '0x',
    'a:\\',
    "'a",
    'node_modules/',
    'data:a/b;',
    '(0,',
  ])('answers a megabyte of %j with 1000 characters at most, because it looks at 8 KiB', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    expect(normaliseLine(text).length).toBeLessThanOrEqual(1000)
    expect(normaliseLine(text, { isAssertion: true }).length).toBeLessThanOrEqual(1000)
    expect(normaliseLine(text)).toBe(normaliseLine(text.slice(0, 8192)))
  })
})

/** Messages as programs throw them; `{}` is where the value stands. */
const templates = [
  'connect to {} failed',
  'worker lost ({}) while loading',
  'cannot handle {}, giving up',
  'no entry for "{}" in the index',
  "lookup of '{}' timed out",
  'job={} state=stuck',
  '{} is not known',
  'last seen: {}',
  '[{}] dropped',
]
const template = fc.constantFrom(...templates)
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('')
const DIGITS = '0123456789'.split('')
const hex = (length: number) =>
  fc
    .string({
      unit: fc.constantFrom(...DIGITS, ...LETTERS.slice(0, 6)),
      minLength: length,
      maxLength: length,
    })
    .filter((text) => /\d/.test(text))
const octet = fc.integer({ min: 1, max: 254 })
const name = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 3, maxLength: 8 })
const instant = fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
const suffix = fc
  .string({
    unit: fc.constantFrom(...LETTERS, ...LETTERS.map((letter) => letter.toUpperCase()), ...DIGITS),
    minLength: 6,
    maxLength: 6,
  })
  .filter((text) => /[A-Z\d]/.test(text))

const varying: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'ports of this machine': fc
    .tuple(fc.constantFrom('127.0.0.1', 'localhost', '[::1]', '0.0.0.0'), fc.integer({ min: 1, max: 65_535 }))
    .map(([host, port]) => `${host}:${port}`),
  'local URLs': fc.integer({ min: 1, max: 65_535 }).map((port) => `http://localhost:${port}/api/users`),
  'IP addresses': fc
    .tuple(fc.integer({ min: 11, max: 126 }), octet, octet, octet)
    .map((parts) => parts.join('.')),
  UUIDs: fc.uuid(),
  'short hashes': hex(7),
  'long hashes': hex(40),
  'hashes of any length': fc.integer({ min: 8, max: 64 }).chain(hex),
  pointers: fc.integer({ min: 1, max: 2 ** 40 }).map((value) => `0x${value.toString(16)}`),
  numbers: fc.integer().map(String),
  fractions: fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 }).map(String),
  durations: fc.integer({ min: 0, max: 1e6 }).map((value) => `${value}ms`),
  'ISO dates': instant.map((date) => date.toISOString()),
  'printed dates': instant.map((date) => date.toUTCString()),
  'dates as text': instant.map(String),
  'temporary folders': suffix.map((random) => `/tmp/vt-${random}/config.json`),
  'temporary folders of three systems': fc
    .tuple(
      fc.constantFrom(
        '/tmp/',
        '/private/var/folders/zz/abc_00gn/T/',
        'C:\\Users\\ci\\AppData\\Local\\Temp\\',
      ),
      suffix,
    )
    .map(([folder, random]) => `${folder}vt-${random}${folder.startsWith('C') ? '\\' : '/'}config.json`),
  'checkouts of unknown root': fc
    .tuple(name, name)
    .map(([user, repo]) => `/home/${user}/${repo}/src/io.ts:${user.length}:7`),
  'Windows checkouts': fc.tuple(name, name).map(([user, repo]) => `C:\\Users\\${user}\\${repo}\\src\\io.ts`),
  'versions of packages': fc
    .tuple(name, fc.nat(30), fc.nat(30))
    .map(
      ([repo, major, minor]) =>
        `/srv/${repo}/node_modules/.pnpm/pg@${major}.${minor}.0/node_modules/pg/lib/a.js`,
    ),
}

describe('normaliseLine, for the same defect', () => {
  test.each(Object.entries(varying))('gives one line whatever the %s', (_, value) => {
    fc.assert(
      fc.property(template, value, value, (message, one, other) => {
        const [left, right] = [message.replace('{}', () => one), message.replace('{}', () => other)]
        expect(normaliseLine(left)).toBe(normaliseLine(right))
      }),
      { numRuns: 300 },
    )
  })

  test('gives one line wherever the checkout is', () => {
    const root = fc.oneof(
      fc.tuple(name, name).map(([user, repo]) => `/home/${user}/${repo}`),
      fc.tuple(name, name).map(([user, repo]) => `/Users/${user} ${user}/my ${repo}`),
      fc.tuple(name, suffix).map(([repo, random]) => `/tmp/${repo}-${random}`),
      fc.tuple(name, name).map(([user, repo]) => `D:\\${user}\\${repo}`),
    )
    fc.assert(
      fc.property(template, root, root, (message, one, other) => {
        const lineIn = (folder: string): string => {
          const separator = folder.includes('\\') ? '\\' : '/'
          const file = [folder, 'src', 'deep', 'io.ts'].join(separator)
          return normaliseLine(
            message.replace('{}', () => file),
            { root: toRootPattern(folder) },
          )
        }
        expect(lineIn(one)).toBe(lineIn(other))
        expect(lineIn(one)).toContain('src/deep/io.ts')
      }),
    )
  })

  test('keeps root, home, temporary folder and port out of the line', () => {
    fc.assert(
      fc.property(template, name, fc.integer({ min: 1000, max: 65_535 }), (message, user, port) => {
        const secretUser = `zz${user}zz`
        const value = `/home/${secretUser}/repo/src/a.ts at localhost:${port}`
        const line = normaliseLine(message.replace('{}', () => value))
        expect(line).not.toContain(secretUser)
        expect(line).not.toContain(`${port}`)
      }),
    )
  })
})

describe('normaliseLine, for different defects', () => {
  test('keeps words apart', () => {
    const word = fc.string({
      unit: fc.constantFrom(...LETTERS),
      minLength: 3,
      maxLength: 12,
    })
    fc.assert(
      fc.property(template, word, word, (message, one, other) => {
        fc.pre(one !== other)
        expect(normaliseLine(message.replace('{}', one))).not.toBe(
          normaliseLine(message.replace('{}', other)),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('keeps identifiers in camel case and constants apart', () => {
    const word = fc.constantFrom(
      'round',
      'robin',
      'least',
      'conn',
      'user',
      'email',
      'sha256',
      'utf8',
      'base64',
      'key',
    )
    const words = fc.array(word, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(template, words, words, (message, one, other) => {
        fc.pre(one.join('-') !== other.join('-'))
        for (const spell of [toCamel, (parts: readonly string[]) => parts.join('_').toUpperCase()]) {
          const [left, right] = [message.replace('{}', spell(one)), message.replace('{}', spell(other))]
          expect(normaliseLine(left)).toContain(spell(one))
          expect(normaliseLine(left)).not.toBe(normaliseLine(right))
        }
      }),
    )
  })

  test.each(templates)('keeps %j apart from the other messages', (message) => {
    const lines = templates.map((other) => normaliseLine(other.replace('{}', '4711')))
    expect(lines.filter((line) => line === normaliseLine(message.replace('{}', '4711')))).toHaveLength(1)
  })
})

function toCamel(parts: readonly string[]): string {
  return parts
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')
}
