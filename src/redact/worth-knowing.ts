/**
 * Where a value was found that is then looked for everywhere: in a setting, a variable or an argument that is named like a
 * secret, in a field of that name, behind that name in a text, by its shape, or where somebody asked for it to be taken out.
 */
export type FoundIn = 'setting' | 'field' | 'text' | 'shape' | 'asked'

const SHORTEST: Readonly<Record<FoundIn, number>> = { asked: 4, shape: 8, setting: 6, field: 6, text: 8 }
// Of letters alone; what is shorter may be a word of the language: `token: "function"`.
const SHORTEST_WORD: Readonly<Record<FoundIn, number>> = {
  asked: 4,
  shape: 16,
  setting: 8,
  field: 16,
  text: 20,
}
// Of words with dashes between them.
const SHORTEST_WORDS: Readonly<Record<FoundIn, number>> = {
  asked: 4,
  shape: 16,
  setting: 8,
  field: 12,
  text: 16,
}

const COMMON = new Set(
  (
    'password changeme undefined required disabled enabled anonymous default localhost development production ' +
    'postgres postgresql mysqladmin administrator username redacted unauthorized authorization authentication ' +
    'authenticated unauthenticated insufficient alphanumeric notconfigured misconfigured'
  ).split(' '),
)
const NUMBER_OR_TIME = /^[\d.,:+TZ-]+$/
const PATH = /^(?:\.{0,2}\/|[A-Za-z]:[\\/]|[a-z][\w+.-]*:\/\/|[\w.-]+[\\/][\w.\\/-]+$)/
const DOTTED = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+(?:\(\))?$/

/**
 * Tells whether a value that was taken out is looked for everywhere else: not if it is short, or may be a word, a number or
 * a path that other texts have for another reason.
 */
export function isWorthKnowing(value: string, foundIn: FoundIn): boolean {
  if (value.length < SHORTEST[foundIn]) return false
  if (foundIn === 'asked') return true
  if (COMMON.has(value.toLowerCase())) return false
  if (/^[\p{L}\s]+$/u.test(value)) {
    return value.length >= SHORTEST_WORD[foundIn] && (foundIn === 'setting' || !/\s/.test(value))
  }
  if (/^\p{L}+(?:[-_]\p{L}+)+$/u.test(value)) return value.length >= SHORTEST_WORDS[foundIn]
  if (foundIn === 'shape') return true
  if (NUMBER_OR_TIME.test(value)) return foundIn !== 'text' && value.length >= SHORTEST_NUMBER
  return foundIn === 'text'
    ? !PATH.test(value) && !DOTTED.test(value)
    : !/^(?:\.{0,2}\/|[A-Za-z]:[\\/])/.test(value)
}

const SHORTEST_NUMBER = 8
