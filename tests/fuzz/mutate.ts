/** What a mutation is made of: where, how, and what to put there. */
export type Mutation = readonly [place: number, way: number, value: unknown]

/** A changed object, and the keys at its top under which something changed, as they are afterwards or were before. */
export interface Mutated {
  readonly config: Readonly<Record<string, unknown>>
  readonly touched: readonly string[]
}

/** Changes an object in a few places, at any depth; the one that is handed in stays as it is. */
export function mutateObject(
  object: Readonly<Record<string, unknown>>,
  mutations: readonly Mutation[],
): Mutated {
  // Not structuredClone, which keeps what stands in two places one object.
  const config = JSON.parse(JSON.stringify(object)) as Record<string, unknown>
  const touched = mutations.flatMap((mutation) => mutate(config, mutation))
  return { config, touched }
}

interface Place {
  readonly owner: Record<string | number, unknown>
  readonly key: string | number
  readonly top: string
}

function mutate(config: Record<string, unknown>, [place, way, value]: Mutation): string[] {
  const places = listPlaces(config)
  const at = places[place % (places.length + 1)]
  if (at === undefined) {
    define(config, 'added', value)
    return ['added']
  }
  const { owner, key, top } = at
  switch (way % 8) {
    case 0:
      define(owner, key, value)
      return [top]
    case 1:
      define(owner, key, requote(owner[key]))
      return [top]
    case 2:
      Reflect.deleteProperty(owner, key)
      return [top]
    case 3:
      return rename(owner, String(key), slip(String(key), way), top)
    case 4:
      define(owner, key, [owner[key]])
      return [top]
    default:
      define(owner, key, bend(owner[key], way))
      return [top]
  }
}

/** Changes a value a little, so that it is almost what it was. */
function bend(value: unknown, way: number): unknown {
  switch (typeof value) {
    case 'string':
      return slip(value, way)
    case 'number':
      return way % 16 < 8 ? value + 0.5 : -value - 1
    case 'boolean':
      return Number(value)
    default:
      return Array.isArray(value) ? Object.fromEntries(value.entries()) : null
  }
}

/** A name such as __proto__ is one like any other. */
function define(owner: object, key: string | number, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true })
}

function rename(owner: Record<string | number, unknown>, from: string, to: string, top: string): string[] {
  const value = owner[from]
  if (Array.isArray(owner)) return [top]
  Reflect.deleteProperty(owner, from)
  define(owner, to, value)
  return top === from ? [from, to] : [top]
}

/** A text becomes what it says, and anything else a text. */
function requote(value: unknown): unknown {
  return typeof value === 'string' ? Number(value) || null : JSON.stringify(value)
}

/** A slip of the keys: one character is missing, twice there, or changed its place with the next. */
export function slip(text: string, way: number): string {
  const at = Math.floor(way / 6) % (text.length + 1)
  const kind = Math.floor(way / 60) % 3
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1)
  if (kind === 1) return text.slice(0, at) + (text[at] ?? 'x') + text.slice(at)
  return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2)
}

function listPlaces(value: unknown, top?: string): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Record<string, unknown>
  return Object.keys(owner).flatMap((key) => [
    { owner, key, top: top ?? key },
    ...listPlaces(owner[key], top ?? key),
  ])
}
