import { describe, expect, test } from 'vitest'
import { LOCAL_PATHS } from '../../../src/redact/find/local-paths.ts'
import { redactText } from '../../../src/redact/redact-text.ts'

const redact = (text: string): string =>
  redactText(text, { finders: [LOCAL_PATHS], patterns: [], replacement: '…' }, () => undefined)

describe('the folders of a path', () => {
  test.each([
    ['at load (/srv/app/src/x.js:1:2)', 'at load (…/x.js:1:2)'],
    ['at file:///srv/app/x.js:1:2', 'at …/x.js:1:2'],
    ['C:\\Program Files\\shop\\x.js', '…\\x.js'],
    ['"C:/work/shop/x.js"', '"…/x.js"'],
    ['\\\\server\\share\\x.js', '…\\x.js'],
    [
      "ENOENT: no such file or directory, open '/var/lib/shop/a b.txt'",
      "ENOENT: no such file or directory, open '…/a b.txt'",
    ],
    ['--config=/etc/shop/shop.json', '--config=…/shop.json'],
    ['/home/ann', '…'],
    ['/srv/app/', '…/app/'],
  ])('go from %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
    expect(redact(expected)).toBe(expected)
  })

  test.each([
    'https://shop.example/srv/app/x.js',
    'GET /api/films/7',
    'src/films/x.js',
    './src/films/x.js',
    'node:internal/modules/run_main:1:2',
    '/tmp',
    'and/or',
    '1 / 2 / 3',
  ])('stay in %s', (text) => {
    expect(redact(text)).toBe(text)
  })
})
