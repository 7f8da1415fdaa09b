import { findSecretArguments } from '../../redact/find/secret-arguments.ts'
import { isProtected, isProtectedName } from '../../redact/protected.ts'
import type { FoundIn } from '../../redact/worth-knowing.ts'
import type { KnownSecrets } from './known-secrets.ts'
import type { Place } from './place.ts'
import type { RedactBundleText } from './text-redaction.ts'
import type { WholeRule, WholeRules } from './whole-rules.ts'

/** What the parts of a bundle are redacted by. */
export interface BundleRules {
  readonly text: RedactBundleText
  readonly whole: WholeRules
  readonly known: KnownSecrets
  readonly taken: (rule: string, place: Place | undefined) => void
  readonly replacement: string
  /** Whether secrets are looked for that nobody has named. */
  readonly hasSecrets: boolean
}

/** What the names in a value are: of fields, or of signals, codes and other things that are counted by them. */
export type NamesOf = 'fields' | 'things'

const MAX_DEPTH = 64

/** Redacts a value of plain JSON; what has not to change is handed on as it is. */
export function redactPlain(
  value: unknown,
  place: Place | undefined,
  rules: BundleRules,
  namesOf: NamesOf = 'fields',
): unknown {
  return node(value, place, 0)

  function node(item: unknown, at: Place | undefined, depth: number): unknown {
    if (typeof item === 'string') return leaf(item, at)
    if (typeof item !== 'object' || item === null) return scalar(item, at)
    if (depth >= MAX_DEPTH) {
      rules.taken('bounds', at)
      return rules.replacement
    }
    if (isSecretBytes(item, at)) return rules.replacement
    return Array.isArray(item) ? list(item, at, depth) : fields(item, at, depth)
  }

  /** What a `Buffer` or another array of bytes is once it is JSON. */
  function isSecretBytes(item: object, at: Place | undefined): boolean {
    const bytes = bytesOf(item)
    if (bytes === undefined) return false
    const text = bytes.join(',')
    return rules.text(text, at) !== text
  }

  function leaf(item: string, at: Place | undefined): string {
    return isKept(item, at) ? item : rules.text(item, at)
  }

  function scalar(item: unknown, at: Place | undefined): unknown {
    if (typeof item !== 'number' || Math.abs(item) < SMALLEST_KNOWN) return item
    const text = String(item)
    return rules.text(text, at) === rules.replacement ? rules.replacement : item
  }

  function list(items: readonly unknown[], at: Place | undefined, depth: number): readonly unknown[] {
    let copy: unknown[] | undefined
    const secrets = rules.hasSecrets ? secretArguments(items) : undefined
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]
      const inner = { parent: at, name: String(index) }
      const secretAt = secrets?.get(index)
      const made =
        secretAt === undefined
          ? node(item, inner, depth + 1)
          : takeArgument(item as string, secretAt, inner, rules)
      if (made === item) continue
      copy ??= [...items]
      copy[index] = made
    }
    return copy ?? items
  }

  function fields(item: object, at: Place | undefined, depth: number): object {
    // Made only once something changes: most objects stay as they are.
    let changed: [string, unknown][] | undefined
    const names = Object.keys(item)
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string
      const field = (item as Readonly<Record<string, unknown>>)[name]
      const made = fieldOf(field, { parent: at, name }, depth)
      const madeName = isProtectedName(name) ? name : rules.text(name, at)
      if (changed === undefined && (made !== field || madeName !== name)) {
        changed = Object.entries(item).slice(0, index)
      }
      changed?.push([madeName, made])
    }
    return changed === undefined ? item : Object.fromEntries(withoutSameNames(changed))
  }

  function fieldOf(field: unknown, inner: Place, depth: number): unknown {
    const whole = saysNothing(field) ? undefined : rules.whole.at(inner)
    // What is counted by the name of a signal is no secret, whatever the signal is called.
    const isTaken =
      whole !== undefined && (namesOf === 'fields' || whole.foundIn === 'asked' || typeof field === 'string')
    return isTaken && !isKept(field, inner)
      ? takeWhole(field, inner, whole, rules)
      : node(field, inner, depth + 1)
  }
}

const SMALLEST_KNOWN = 100_000

const FEWEST_BYTES = 6

/** The numbers of an array of bytes, or of an object that was one; `undefined` of anything else. */
export function bytesOf(item: object): readonly number[] | undefined {
  if (!Array.isArray(item) && !('0' in item && '5' in item)) return undefined
  const values: readonly unknown[] = Array.isArray(item) ? item : Object.values(item)
  return values.length >= FEWEST_BYTES && values.every(isByte) ? values : undefined
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255
}

/**
 * Finds what are secrets in a list of arguments, such as `spawnargs` of an error: where each begins, by its index. A list
 * without flags is none.
 */
export function secretArguments(items: readonly unknown[]): ReadonlyMap<number, number> | undefined {
  if (!items.some((item) => typeof item === 'string' && item.startsWith('-'))) return undefined
  const found = new Map<number, number>()
  const texts = items.map((item) => (typeof item === 'string' ? item : ''))
  findSecretArguments(texts, (index, start) => found.set(index, start))
  return found
}

/** Takes the secret out of an argument: from `start` on. */
export function takeArgument(
  argument: string,
  start: number,
  place: Place | undefined,
  rules: BundleRules,
): string {
  const value = argument.slice(start)
  if (value.trim() === rules.replacement) return argument
  return `${argument.slice(0, start)}${String(takeWhole(value, place, ARGUMENT, rules))}`
}

const ARGUMENT: WholeRule = { rule: 'arguments', foundIn: 'setting' }

/** Takes the whole of a value out, and remembers what it was. */
export function takeWhole(
  value: unknown,
  place: Place | undefined,
  whole: WholeRule,
  rules: BundleRules,
  foundIn: FoundIn = whole.foundIn,
): unknown {
  if (value === rules.replacement) return value
  rules.taken(whole.rule, place)
  rules.known.learn(value, foundIn)
  return rules.replacement
}

/** Tells whether a value is what records are found by. */
export function isKept(value: unknown, place: Place | undefined): boolean {
  if (typeof value !== 'string' || place === undefined || !isProtectedName(place.name)) return false
  return isProtected(place.parent === undefined ? [place.name] : [place.parent.name, place.name], value)
}

/** Such a value is no secret, and whether there is one is worth knowing. */
export function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || typeof value === 'boolean'
}

function withoutSameNames(entries: readonly (readonly [string, unknown])[]): (readonly [string, unknown])[] {
  const names = new Set<string>()
  return entries.map(([name, value]) => {
    let unused = name
    for (let count = 2; names.has(unused); count += 1) unused = `${name} (${count})`
    names.add(unused)
    return [unused, value]
  })
}
