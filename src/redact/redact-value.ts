import type { KnownValues } from './known-values.ts'
import { isHandedIn, isProtected, isProtectedName } from './protected.ts'

/** What is done with the parts of a value. */
export interface ValueRules {
  readonly text: (text: string, path: readonly string[]) => string
  /** What the name of a field becomes. */
  readonly name: (name: string, path: readonly string[]) => string
  /** The rule by which the whole of what is at a path goes; `undefined` if it stays. */
  readonly whole: (path: readonly string[]) => WholeRule | undefined
  /** Whether `whole` looks at more of a path than its last name. */
  readonly hasPaths: boolean
  /** Gets what goes as a whole. */
  readonly known: KnownValues
  readonly taken: (rule: string, path: readonly string[]) => void
  readonly replacement: string
}

/** Why the whole of a value goes. */
export interface WholeRule {
  readonly rule: string
  /** Whether somebody has named this very field, and not a list of likely names. */
  readonly isCertain: boolean
}

const MAX_DEPTH = 64
// Objects that hold each other have more paths than there is time. Beyond so many, each is looked at once, where what
// goes does not depend on the path; else the rest is taken out.
const MANY_OBJECTS = 10_000
const MAX_OBJECTS = 1_000_000

/** Copies what has to change of a value; what has not is handed on as it is. */
export function redactValue(value: unknown, path: readonly string[], rules: ValueRules): unknown {
  const parents = new Set<object>()
  const doneAnywhere = new Map<object, unknown>()
  const doneInHandedIn = new Map<object, unknown>()
  let objects = 0

  return at(value, path)

  function at(item: unknown, place: readonly string[]): unknown {
    if (typeof item === 'string' && isProtected(place, item)) return item
    const whole = saysNothing(item) ? undefined : rules.whole(place)
    if (whole !== undefined) {
      if (item === rules.replacement) return item
      rules.taken(whole.rule, place)
      rules.known.add(item, place, whole.isCertain)
      return rules.replacement
    }
    if (typeof item === 'string') return rules.text(item, place)
    if (typeof item !== 'object' || item === null) return item
    if (parents.has(item)) return '[circular]'
    objects += 1
    const done = objects > MANY_OBJECTS && !rules.hasPaths ? doneFor(place) : undefined
    if (done?.has(item) === true) return done.get(item)
    if (parents.size >= MAX_DEPTH || (done === undefined && objects > MAX_OBJECTS)) return bounded(place)
    parents.add(item)
    try {
      const made = inside(item, place)
      done?.set(item, made)
      return made
    } catch {
      // A getter or a proxy that throws: what cannot be looked at is not handed on.
      return bounded(place)
    } finally {
      parents.delete(item)
    }
  }

  function doneFor(place: readonly string[]): Map<object, unknown> {
    return isHandedIn(place) ? doneInHandedIn : doneAnywhere
  }

  function bounded(place: readonly string[]): string {
    rules.taken('bounds', place)
    return rules.replacement
  }

  function inside(item: object, place: readonly string[]): unknown {
    if (Array.isArray(item)) return list(item, place)
    if (item instanceof Map) {
      const entries = [...item].map(([key, entry]) => [
        key,
        entry,
        at(key, place),
        at(entry, [...place, String(key)]),
      ])
      const isSame = entries.every(([key, entry, newKey, newEntry]) => key === newKey && entry === newEntry)
      return isSame ? item : new Map(entries.map(([, , key, entry]) => [key, entry]))
    }
    if (item instanceof Set) {
      const items = [...item]
      const copy = list(items, place)
      return copy === items ? item : new Set(copy)
    }
    if (item instanceof Uint8Array) return bytes(item, place)
    if (item instanceof Date || item instanceof RegExp || ArrayBuffer.isView(item)) return item
    return fields(item, place)
  }

  function list(items: readonly unknown[], place: readonly string[]): readonly unknown[] {
    let isSame = true
    const copy = Array.from(items, (item, index) => {
      const made = at(item, [...place, String(index)])
      if (made !== item) isSame = false
      return made
    })
    return isSame ? items : copy
  }

  function bytes(item: Uint8Array, place: readonly string[]): Uint8Array {
    const text = new TextDecoder().decode(item)
    const made = rules.text(text, place)
    return made === text ? item : new TextEncoder().encode(made)
  }

  function fields(item: object, place: readonly string[]): object {
    const isError = item instanceof Error
    // The fields of an error are not enumerable.
    const names = isError ? [...new Set([...Object.keys(item), ...ERROR_FIELDS])] : Object.keys(item)
    const changed = new Map<string, unknown>()
    const renamed = new Map<string, string>()
    for (const name of names) {
      if (isError && !Object.hasOwn(item, name)) continue
      const field = (item as Readonly<Record<string, unknown>>)[name]
      const made = at(field, [...place, name])
      if (made !== field) changed.set(name, made)
      const madeName = isError || isProtectedName(name) ? name : rules.name(name, place)
      if (madeName !== name) renamed.set(name, madeName)
    }
    if (changed.size === 0 && renamed.size === 0) return item
    const copy = Object.create(Object.getPrototypeOf(item) as object | null) as object
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(item, name)
      if (own === undefined) continue
      const field = changed.has(name) ? changed.get(name) : (item as Readonly<Record<string, unknown>>)[name]
      Object.defineProperty(copy, unusedName(copy, renamed.get(name) ?? name), {
        value: field,
        enumerable: own.enumerable === true,
        writable: true,
        configurable: true,
      })
    }
    return copy
  }
}

/** Such a value is no secret, and whether there is one is worth knowing. */
function saysNothing(item: unknown): boolean {
  return item === null || item === undefined || item === '' || typeof item === 'boolean'
}

const ERROR_FIELDS = ['name', 'message', 'stack', 'cause', 'errors']

function unusedName(copy: object, name: string): string {
  if (!Object.hasOwn(copy, name)) return name
  for (let count = 2; ; count += 1) {
    if (!Object.hasOwn(copy, `${name} (${count})`)) return `${name} (${count})`
  }
}
