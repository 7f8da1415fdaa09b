import { hash } from 'node:crypto'

/** Lines that were there: of each, 96 bits of its SHA-256 are kept, in 24 to 48 bytes. */
export interface LineSet {
  add(line: string): void
  has(line: string): boolean
}

const WORDS = 3
const FIRST_SLOTS = 1024

/** Creates an empty set. It doubles when half of it is taken. */
export function createLineSet(): LineSet {
  let slots = FIRST_SLOTS
  let table = new Uint32Array(slots * WORDS)
  let size = 0
  // One for all lines: each is looked at only until the next.
  const room = new Uint32Array(WORDS)

  function insert(key: Uint32Array): void {
    const at = find(table, slots, key)
    if (!isFree(table, at)) return
    table.set(key, at)
    size += 1
    if (size * 2 > slots) grow()
  }

  function grow(): void {
    const old = table
    slots *= 2
    table = new Uint32Array(slots * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      const key = old.subarray(at, at + WORDS)
      if (!isFree(old, at)) table.set(key, find(table, slots, key))
    }
  }

  return {
    add: (line) => insert(keyOf(line, room)),
    has: (line) => !isFree(table, find(table, slots, keyOf(line, room))),
  }
}

function keyOf(line: string, key: Uint32Array): Uint32Array {
  const digest = hash('sha256', line, 'hex')
  for (let word = 0; word < WORDS; word += 1)
    key[word] = Number.parseInt(digest.slice(word * 8, word * 8 + 8), 16)
  // Zero is a free place.
  key[0] = (key[0] ?? 0) || 1
  return key
}

/** Finds the place of a key, or the free one where it would be; there are always some. */
function find(table: Uint32Array, slots: number, key: Uint32Array): number {
  for (let slot = (key[1] ?? 0) % slots; ; slot = (slot + 1) % slots) {
    const at = slot * WORDS
    if (isFree(table, at) || isSame(table, at, key)) return at
  }
}

function isFree(table: Uint32Array, at: number): boolean {
  return table[at] === 0
}

function isSame(table: Uint32Array, at: number, key: Uint32Array): boolean {
  for (let word = 0; word < WORDS; word += 1) if (table[at + word] !== key[word]) return false
  return true
}
