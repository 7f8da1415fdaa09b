import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { describeTerminal, isRichTerminal } from '../../../../exporters/console/terminal/terminal.ts'

const VARIABLES = [
  'FORCE_COLOR',
  'NO_COLOR',
  'NODE_DISABLE_COLORS',
  'TERM',
  'COLORTERM',
  'CI',
  'TERM_PROGRAM',
  'TERM_PROGRAM_VERSION',
  'VTE_VERSION',
  'FORCE_HYPERLINK',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TF_BUILD',
  'TEAMCITY_VERSION',
  'WT_SESSION',
  'NETLIFY',
]
beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
  vi.stubEnv('TERM', 'xterm-256color')
})
afterEach(() => void vi.unstubAllEnvs())

function terminalStream(columns = 80, isTTY = true) {
  return { write: () => true, isTTY, columns }
}

describe('a stream', () => {
  test.each<[what: string, env: Record<string, string>, isTTY: boolean, columns: number, isRich: boolean]>([
    ['a terminal', {}, true, 80, true],
    ['a pipe', {}, false, 80, false],
    ['a narrow terminal', {}, true, 39, false],
    ['the narrowest terminal', {}, true, 40, true],
    ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, 80, false],
    ['a terminal with NO_COLOR set to nothing', { NO_COLOR: '' }, true, 80, true],
    ['a terminal with NODE_DISABLE_COLORS', { NODE_DISABLE_COLORS: '1' }, true, 80, false],
    ['a terminal with both', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, 80, true],
    ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, 80, false],
    ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, 80, false],
    ['a dumb terminal', { TERM: 'dumb' }, true, 80, false],
    ['a terminal of an unknown CI', { CI: 'true' }, true, 80, false],
    ['a terminal of GitHub Actions', { CI: 'true', GITHUB_ACTIONS: 'true' }, true, 80, true],
  ])('that is %s: %o', (_what, env, isTTY, columns, isRich) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    expect(isRichTerminal(terminalStream(columns, isTTY))).toBe(isRich)
  })

  test('that is known to be narrow is not rich', () => {
    expect(isRichTerminal(terminalStream(200), 30)).toBe(false)
  })
})

describe('a terminal', () => {
  test('has colours as the environment says, also on no terminal', () => {
    expect(describeTerminal(terminalStream()).hasColours).toBe(true)
    expect(describeTerminal(terminalStream(80, false)).hasColours).toBe(false)
    vi.stubEnv('FORCE_COLOR', '1')
    expect(describeTerminal(terminalStream(80, false)).hasColours).toBe(true)
    vi.stubEnv('FORCE_COLOR', undefined)
    vi.stubEnv('NO_COLOR', '1')
    expect(describeTerminal(terminalStream()).hasColours).toBe(false)
  })

  test('does not take the arguments of the program for its own', () => {
    vi.stubEnv('TERM', undefined)
    process.argv.push('--color')
    try {
      expect(describeTerminal(terminalStream(80, false)).hasColours).toBe(false)
    } finally {
      process.argv.pop()
    }
  })

  test('has links where they are known to work, and never without colours', () => {
    expect(describeTerminal(terminalStream()).hasHyperlinks).toBe(false)
    vi.stubEnv('TERM_PROGRAM', 'WezTerm')
    vi.stubEnv('TERM_PROGRAM_VERSION', '20240203-110809-5046fc22')
    expect(describeTerminal(terminalStream()).hasHyperlinks).toBe(true)
    vi.stubEnv('NO_COLOR', '1')
    expect(describeTerminal(terminalStream()).hasHyperlinks).toBe(false)
    expect(describeTerminal(terminalStream(), { hyperlinks: true }).hasHyperlinks).toBe(true)
  })

  test('has the columns of its stream as they are now, from 40 to 200, and 80 where none are known', () => {
    const stream: { columns?: number; write(): boolean } = { write: () => true }
    const terminal = describeTerminal(stream)
    const seen = [100, 20, 500, undefined].map((columns) => {
      if (columns === undefined) delete stream.columns
      else stream.columns = columns
      return terminal.columns()
    })
    expect(seen).toEqual([100, 40, 200, 80])
    expect(describeTerminal(stream, { columns: 66 }).columns()).toBe(66)
  })

  test('has boxes as the locale says', () => {
    expect(describeTerminal(terminalStream()).hasUnicode).toBe(true)
    vi.stubEnv('LC_ALL', 'C')
    expect(describeTerminal(terminalStream()).hasUnicode).toBe(process.platform === 'win32')
  })
})
