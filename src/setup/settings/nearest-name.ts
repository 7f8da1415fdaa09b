import { createRequire } from 'node:module'
import type { distance } from 'fastest-levenshtein'

/** Finds the name that was probably meant: a slip of the keys, another spelling, or a part of one. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const word = plain(written)
  if (word.length === 0 || word.length > MAX_LENGTH) return undefined
  const same = names.find((name) => plain(name) === word)
  if (same !== undefined) return same
  const near = names.find((name) => haveSameLetters(plain(name), word)) ?? nearestByDistance(word, names)
  if (near !== undefined) return near
  if (word.length < MIN_PART) return undefined
  return names
    .filter((name) => isPart(plain(name), word))
    .toSorted((one, other) => one.length - other.length)
    .at(0)
}

const MAX_LENGTH = 100
const MIN_PART = 4

/** A word may be a name with more to it (`developer`, `logLevel`), and a name a word with more (`bufferSize`). */
function isPart(name: string, word: string): boolean {
  return (
    name.includes(word) ||
    (name.length >= 3 && word.startsWith(name)) ||
    (name.length >= 5 && word.endsWith(name))
  )
}

/** Two letters that changed places, in a word that is too short to be near anything. */
function haveSameLetters(name: string, word: string): boolean {
  return name.length === word.length && sorted(name) === sorted(word)
}

function sorted(text: string): string {
  return text.split('').toSorted().join('')
}

function nearestByDistance(word: string, names: readonly string[]): string | undefined {
  const distanceOf = loadDistance()
  let best: string | undefined
  let least = Math.max(word.length < 5 ? 1 : 2, Math.floor(word.length / 3)) + 1
  for (const name of names) {
    const steps = distanceOf(word, plain(name))
    if (steps < least) {
      best = name
      least = steps
    }
  }
  return best
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s.]/g, '')
}

/** Loaded with the first slip: a program without one does not pay for it. */
function loadDistance(): typeof distance {
  const levenshtein = createRequire(import.meta.url)('fastest-levenshtein') as {
    readonly distance: typeof distance
  }
  return levenshtein.distance
}
