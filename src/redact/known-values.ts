import type { Finder } from './find/finder.ts'
import { isProtected, protectedSpans } from './protected.ts'

/** Values that were taken out by the name of their field, and are looked for in the texts around it. */
export interface KnownValues {
  /** Remembers the texts and numbers in a value that stands at a path. */
  add(value: unknown, path: readonly string[], isCertain: boolean): void
  readonly size: number
  /** Finds them in texts; `undefined` if there are none. */
  finder(rule: string): Finder | undefined
}

const MAX_VALUES = 10_000
const MAX_DEPTH = 16
const PREFIX = 4
// Below this a value is found as a word only: "root" is in "rootCause".
const ANYWHERE = 6
// Long ones are looked for in pieces, so that each place of a text is compared with so much at most.
const PIECE = 256
// Of a list that is kept for long the table is small, where the list is.
const FEWEST_BUCKETS = 1 << 10
const MOST_BUCKETS = 1 << 16
const BUCKETS_FOR_VALUE = 64

/** Makes an empty list of values, which takes so many and no more. */
export function createKnownValues(maxValues = MAX_VALUES): KnownValues {
  const values = new Set<string>()
  let made: { readonly finder: Finder; readonly size: number } | undefined

  function add(value: unknown, path: readonly string[], isCertain: boolean, depth = 0): void {
    if (values.size >= maxValues || depth > MAX_DEPTH) return
    if (typeof value === 'object' && value !== null) {
      for (const [name, item] of value instanceof Map ? value : Object.entries(value)) {
        add(item, [...path, String(name)], isCertain, depth + 1)
      }
      return
    }
    if (typeof value === 'string' && isProtected(path, value)) return
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return
    const text = String(value)
    // What a list of likely names has found may be a word of the language: `token: "function"`.
    if (!isCertain && (text.length < ANYWHERE || /^[\p{L}\s]{0,64}$/u.test(text))) return
    for (let from = 0; from + PREFIX <= text.length; from += PIECE) values.add(text.slice(from, from + PIECE))
  }

  return {
    add: (value, path, isCertain) => add(value, path, isCertain),
    get size() {
      return values.size
    },
    finder(rule) {
      if (values.size === 0) return undefined
      if (made?.size !== values.size || made.finder.rule !== rule) {
        made = { finder: finderOfValues(rule, values), size: values.size }
      }
      return made.finder
    },
  }
}

/** Looks at each place of a text once, by a hash of the next four characters. */
function finderOfValues(rule: string, values: ReadonlySet<string>): Finder {
  const byPrefix = new Map<string, string[]>()
  const wanted = Math.min(MOST_BUCKETS, Math.max(FEWEST_BUCKETS, values.size * BUCKETS_FOR_VALUE))
  const isLikely = new Uint8Array(1 << Math.ceil(Math.log2(wanted)))
  const mask = isLikely.length - 1
  for (const value of values) {
    const prefix = value.slice(0, PREFIX)
    const others = byPrefix.get(prefix)
    if (others === undefined) byPrefix.set(prefix, [value])
    else others.push(value)
    isLikely[hashAt(value, 0, mask)] = 1
  }
  for (const others of byPrefix.values()) others.sort((a, b) => b.length - a.length)

  return {
    rule,
    find(text, found) {
      let kept: readonly (readonly [number, number])[] | undefined
      for (let at = 0; at + PREFIX <= text.length; at += 1) {
        if (isLikely[hashAt(text, at, mask)] === 0) continue
        const value = byPrefix
          .get(text.slice(at, at + PREFIX))
          ?.find(
            (other) => text.startsWith(other, at) && (other.length >= ANYWHERE || isWordAt(text, at, other)),
          )
        if (value === undefined) continue
        const end = at + value.length
        kept ??= protectedSpans(text)
        // Part of a key by chance; one that is a whole key is the value itself.
        if (isWithin(kept, at, end)) continue
        found(at, end)
        at = end - 1
      }
    },
  }
}

function isWithin(kept: readonly (readonly [number, number])[], start: number, end: number): boolean {
  let low = 0
  let high = kept.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((kept[middle] as readonly [number, number])[1] < end) low = middle + 1
    else high = middle
  }
  const [from, to] = kept[low] ?? [Infinity, Infinity]
  return from <= start && end - start < to - from
}

function hashAt(text: string, at: number, mask: number): number {
  let hash = 0
  for (let index = at; index < at + PREFIX; index += 1) hash = (hash * 31 + text.charCodeAt(index)) & mask
  return hash
}

function isWordAt(text: string, at: number, value: string): boolean {
  return !isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + value.length])
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}
