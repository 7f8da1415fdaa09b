import { expect, test } from 'vitest'
import { hasUnicode } from '../../../../exporters/console/terminal/has-unicode.ts'

test.each([
  [{}, 'linux', true],
  [{ LANG: 'en_GB.UTF-8' }, 'linux', true],
  [{ LANG: 'de_DE.utf8' }, 'darwin', true],
  [{ LANG: 'C' }, 'linux', false],
  [{ LANG: 'en_US.ISO-8859-1' }, 'linux', false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, 'linux', true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, 'linux', false],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: '' }, 'linux', true],
  [{ LANG: 'en_GB.UTF-8', TERM: 'linux' }, 'linux', false],
  [{}, 'win32', false],
  [{ WT_SESSION: '1' }, 'win32', true],
  [{ TERM_PROGRAM: 'vscode' }, 'win32', true],
])('in %j on %s: %s', (env, platform, expected) => {
  expect(hasUnicode(env, platform)).toBe(expected)
})
