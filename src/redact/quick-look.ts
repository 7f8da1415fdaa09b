import { maySayMore, SHORTEST_RUN } from './find/base64-runs.ts'
import { isWithinBytes } from './find/byte-runs.ts'
import { SHORTEST_LINE } from './find/views.ts'
import { findRandom, SHORTEST_RANDOM } from './find/high-entropy.ts'
import { bucketOf, NEEDLE, SEEN, type Needles } from './needles.ts'
import { secretNameEndings } from './secret-names.ts'

/** What a quick look at a text has to reckon with. */
export interface QuickLookOptions {
  /** Names whose values go, besides those that are likely, as `plainName` writes them. */
  readonly names: readonly string[]
  /** Whether addresses of machines are looked for. */
  readonly hasIps: boolean
  /** Whether paths are looked for that are in no home folder. */
  readonly hasPaths: boolean
  /** What is looked for besides; the look marks what it stops at in their buckets. */
  readonly needles: Pick<Needles, 'buckets' | 'isAt' | 'isUnsure' | 'noteRun'>
}

/**
 * Makes a test that looks at each character of a text once and tells whether any finder could find anything in it. It may say
 * yes where there is nothing, and never no where there is something: most texts have nothing, and are not looked at again.
 * A text that it goes on from is noted in the buckets.
 */
export function createQuickLook({
  names,
  hasIps,
  hasPaths,
  needles,
}: QuickLookOptions): (text: string) => boolean {
  const isEnding = endingsOf(names)
  const { buckets } = needles
  const grams = new Set<number>()
  for (const text of beginnings()) {
    grams.add(gramOf(text))
    buckets[bucketOf(gramOf(text))] = (buckets[bucketOf(gramOf(text))] as number) | BEGINNING
  }

  return (text) => {
    const { length } = text
    if (needles.isUnsure) return true
    let gram = 0
    let runStart = 0
    let kinds = 0
    let colons = 0
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at)
      gram = (gram << 8) | (code & 0xff)
      const place = bucketOf(gram)
      const bucket = buckets[place] as number
      if (bucket !== SEEN) {
        buckets[place] = bucket | SEEN
        if ((bucket & BEGINNING) !== 0 && grams.has(gram)) return true
        if ((bucket & NEEDLE) !== 0 && needles.isAt(text, at, gram)) return true
      }
      const kind = code < 128 ? (KINDS[code] as number) : 0
      if (kind >= MARK) {
        switch (code) {
          case AT_SIGN:
          case BACKSLASH:
            return true
          case PERCENT:
            if (isHex(text, at + 1) && isHex(text, at + 2)) return true
            break
          case SLASH:
            if (hasPaths) return true
            break
          case DOT:
            if (hasIps && isDigit(text, at - 1) && isDigit(text, at + 1)) return true
            break
          case DASH:
            if (mayBePairs(text, at, code) && isWithinBytes(text, at)) return true
            if (isLetter(text, at + 1) && beginsFlag(text.charCodeAt(at - 1))) return true
            break
          case COMMA:
            if (mayEndNumber(text, at) && isWithinBytes(text, at)) return true
            break
          default:
            // An equals sign or a colon, and the end of a name before it.
            if (code === COLON && hasIps && (colons += 1) >= 2) return true
            if (isNamedBefore(text, at)) return true
            if (code === COLON && (text.charCodeAt(at - 1) === 34 || mayBePairs(text, at, code))) {
              if (isWithinBytes(text, at)) return true
            }
        }
      }
      if ((kind & IN_RUN) !== 0) {
        kinds |= kind
      } else {
        if (at - runStart >= SHORTEST_RUN) {
          if (isSuspicious(text, runStart, at, kinds)) return true
          needles.noteRun(text, runStart, at)
          if (at - runStart >= SHORTEST_LINE && (code === 10 || code === 13)) return true
        }
        runStart = at + 1
        kinds = 0
      }
    }
    if (length - runStart < SHORTEST_RUN) return false
    needles.noteRun(text, runStart, length)
    return isSuspicious(text, runStart, length, kinds)
  }

  function isNamedBefore(text: string, at: number): boolean {
    let end = at - 1
    for (let left = LONGEST_SPACE; left > 0 && isSpace(text.charCodeAt(end)); left -= 1) end -= 1
    for (let left = LONGEST_QUOTING; left > 0 && isQuoting(text.charCodeAt(end)); left -= 1) end -= 1
    // A name may have a number behind it.
    while (isJoint(text.charCodeAt(end)) || isDigit(text, end)) end -= 1
    if (end < 0) return false
    return isEnding[endingOf(text.charCodeAt(beforeJoints(text, end - 1)), text.charCodeAt(end))] === 1
  }
}

function isSuspicious(text: string, start: number, end: number, kinds: number): boolean {
  if ((kinds & (LOWER | UPPER)) !== (LOWER | UPPER)) return false
  const mayBeRandom = (kinds & DIGIT) !== 0 && end - start >= SHORTEST_RANDOM
  return (mayBeRandom && hasRandom(text, start, end)) || saysMore(text, start, end)
}

/** In a form a plus sign is a space, so that each part between two may be random by itself. */
function hasRandom(text: string, start: number, end: number): boolean {
  let isFound = false
  const found = (): void => void (isFound = true)
  findRandom(text, start, end, found)
  for (let from = start; from < end;) {
    let to = from
    while (to < end && text.charCodeAt(to) !== PLUS) to += 1
    const isPart = from > start || to < end
    if (isPart && to - from >= SHORTEST_RANDOM) findRandom(text, from, to, found)
    from = to + 1
  }
  return isFound
}

/** An equals sign ends one run and may begin another. */
function saysMore(text: string, start: number, end: number): boolean {
  for (let from = start; from < end;) {
    const equals = text.indexOf('=', from)
    const to = equals === -1 || equals > end ? end : equals
    if (to - from >= SHORTEST_RUN - 4 && maySayMore(text, from, to)) return true
    from = to + 1
  }
  return false
}

const LONGEST_SPACE = 4
const LONGEST_QUOTING = 8

// Bits of what a character is: part of a run of base64 or of random text, and of which sort; or worth stopping at.
const IN_RUN = 1
const DIGIT = 2
const LOWER = 4
const UPPER = 8
const MARK = 16

const AT_SIGN = 64
const BACKSLASH = 92
const PERCENT = 37
const SLASH = 47
const DOT = 46
const DASH = 45
const COLON = 58
const COMMA = 44
const PLUS = 43

const KINDS = new Uint8Array(128)
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code)
  if (/[0-9]/.test(character)) KINDS[code] = IN_RUN | DIGIT
  else if (/[a-z]/.test(character)) KINDS[code] = IN_RUN | LOWER
  else if (/[A-Z]/.test(character)) KINDS[code] = IN_RUN | UPPER
  else if (/[+/_=-]/.test(character)) KINDS[code] = IN_RUN
  if (/[@%\\/.,=:-]/.test(character)) KINDS[code] = (KINDS[code] as number) | MARK
}

/** What keys of services, schemes of authentication, blocks of keys and home folders begin with: four characters of each. */
const BEGINNINGS =
  'AKIA ASIA ABIA ACCA AGPA AIDA AROA ghp_ gho_ ghu_ ghs_ ghr_ hub_ glpa glpt gldt glrt glcb glft glso ' +
  'xapp AIza ya29 GOCS npm_ pypi whse .sla sk_l sk_t rk_l rk_t pk_l pk_t ---- <Buf'
/** Those of three characters, with any behind them. */
const SHORT_BEGINNINGS = 'xox sk- SG. eyJ'
/** Those that are found in any case. */
const CASELESS_BEGINNINGS = String.raw`eare asic iges egot piKe oken /hom \hom /use \use /doc`

function beginnings(): readonly string[] {
  return [
    ...BEGINNINGS.split(' '),
    ...SHORT_BEGINNINGS.split(' ').flatMap((text) =>
      Array.from({ length: 128 }, (_, code) => text + String.fromCharCode(code)),
    ),
    ...CASELESS_BEGINNINGS.split(' ').flatMap(inEachCase),
  ]
}

function inEachCase(text: string): readonly string[] {
  return text
    .split('')
    .reduce<readonly string[]>(
      (spelt, character) =>
        spelt.flatMap((start) => [start + character.toLowerCase(), start + character.toUpperCase()]),
      [''],
    )
}

function endingsOf(names: readonly string[]): Uint8Array {
  const endings = new Uint8Array(ENDINGS)
  for (const name of [...secretNameEndings(), ...names]) {
    // A name of one letter may have any before it.
    if (name.length < 2) return endings.fill(1)
    endings[endingOf(name.charCodeAt(name.length - 2), name.charCodeAt(name.length - 1))] = 1
  }
  return endings
}

function endingOf(before: number, last: number): number {
  return ((lower(before) & 0xff) << 8) | (lower(last) & 0xff)
}

function beforeJoints(text: string, at: number): number {
  let end = at
  while (isJoint(text.charCodeAt(end))) end -= 1
  return end
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code
}

const ENDINGS = 0x1_00_00
// The bit of a bucket that has the beginning of something.
const BEGINNING = 2

function gramOf(text: string): number {
  let gram = 0
  for (let at = 0; at < text.length; at += 1) gram = (gram << 8) | (text.charCodeAt(at) & 0xff)
  return gram
}

function isHex(text: string, at: number): boolean {
  const code = lower(text.charCodeAt(at))
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102)
}

/** Tells whether a separator may be the first of those between six bytes in hex. */
function mayBePairs(text: string, at: number, code: number): boolean {
  return text.charCodeAt(at + 3) === code && text.charCodeAt(at + 12) === code && isHex(text, at - 1)
}

/** Tells whether a number may end before a comma, one in hex too. */
function mayEndNumber(text: string, at: number): boolean {
  return isDigit(text, at - 1) || (isHex(text, at - 1) && text.slice(at - 4, at).includes('x'))
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

function isLetter(text: string, at: number): boolean {
  const code = lower(text.charCodeAt(at))
  return code >= 97 && code <= 122
}

/** What stands before a dash that begins a flag: another one, a space, a quote. */
function beginsFlag(code: number): boolean {
  return code === DASH || isSpace(code) || isQuoting(code) || code === COMMA || code === 13 || code === 10
}

/** A plus sign is one in a form. */
function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 43
}

/** What may stand between a name and what separates it from its value: `"'\`\\]`. */
function isQuoting(code: number): boolean {
  return code === 34 || code === 39 || code === 96 || code === 92 || code === 93
}

/** What a name may end in without becoming another. */
function isJoint(code: number): boolean {
  return code === 95 || code === DASH || code === DOT
}
