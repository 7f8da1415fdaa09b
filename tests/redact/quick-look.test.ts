import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../../src/redact/find/decoded.ts'
import type { Finder } from '../../src/redact/find/finder.ts'
import { LOCAL_PATHS } from '../../src/redact/find/local-paths.ts'
import { namedValues } from '../../src/redact/find/named-values.ts'
import { plainPresets, presetFinders } from '../../src/redact/find/preset-finders.ts'
import { createNeedles } from '../../src/redact/needles.ts'
import { createQuickLook } from '../../src/redact/quick-look.ts'
import { plainName } from '../../src/redact/secret-names.ts'
import { CANARIES } from './canaries.ts'
import { hostileText } from './hostile-text.ts'

const KEYS = ['ssn', 'q', 'badge-number']
const isKey = (name: string): boolean => KEYS.map(plainName).includes(plainName(name))
const finders = [...presetFinders(plainPresets(['sensitive'])), namedValues('keys', isKey), LOCAL_PATHS]

function isAnythingIn(text: string, among: readonly Finder[] = finders): boolean {
  let hasFound = false
  for (const finder of [...among, decoded(among)]) {
    finder.find(text, (start, end) => (hasFound ||= end > start))
  }
  return hasFound
}

describe('a quick look', () => {
  const mayHaveAny = createQuickLook({
    names: KEYS.map(plainName),
    hasIps: true,
    hasPaths: true,
    needles: createNeedles(),
  })

  test.each(Object.entries(CANARIES))('stops at %s', (_, canaries) => {
    const onlyShare = createQuickLook({ names: [], hasIps: false, hasPaths: false, needles: createNeedles() })
    fc.assert(fc.property(canaries, ({ text }) => onlyShare(`x ${text} y`)))
  })

  test('stops at every text in which a finder finds something', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        if (isAnythingIn(text)) expect(mayHaveAny(text)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  test('stops at what is random between the plus signs of a form', () => {
    const look = createQuickLook({ names: [], hasIps: false, hasPaths: false, needles: createNeedles() })
    expect(look('0a-A0123456789abcdef+authorization')).toBe(true)
    expect(look('://+tk1_0123456789abcdefDB_PASSWORD_2')).toBe(true)
  })

  test('stops at each text in which a search for what is known finds something', () => {
    const needle = fc.stringMatching(/^[a-d. ]{4,9}$/)
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 30 }),
        fc.stringMatching(/^[a-d. ]{0,40}$/),
        (all, text) => {
          const needles = createNeedles()
          for (const one of all) needles.add(one)
          const look = createQuickLook({ names: [], hasIps: false, hasPaths: false, needles })
          expect(look(text)).toBe(needles.isUnsure || needles.mayBeIn(text))
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('stops at what a preset finds that looks for less', () => {
    const share = presetFinders(plainPresets(['share']))
    const onlyShare = createQuickLook({ names: [], hasIps: false, hasPaths: false, needles: createNeedles() })
    fc.assert(
      fc.property(hostileText, (text) => {
        if (isAnythingIn(text, share)) expect(onlyShare(text)).toBe(true)
      }),
      { numRuns: 20_000 },
    )
  })

  test.each([
    'The value 7 of all is out of range.',
    'src/films/load-film.ts:24:7',
    'https://films.example/diagnostics/FILM-E001',
    '2026-03-01T10:00:00.000Z',
    '0123456789abcdef0123456789abcdef',
    'tk1_0123456789abcdef',
    'createHttpServerWithOptions',
    'films.load',
  ])('goes on from %s', (text) => {
    expect(
      createQuickLook({ names: [], hasIps: false, hasPaths: false, needles: createNeedles() })(text),
    ).toBe(false)
  })
})
