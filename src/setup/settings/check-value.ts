import type { Sink } from '../../../exporters/sink.ts'
import { toLevel } from '../../record/level.ts'
import { PARTS } from './config-shape.ts'
import type { Shape } from './shape.ts'

/** Something in a value that it must not be, or that nobody knows. */
export interface Finding {
  /** Where: the keys and indexes from the value on. */
  readonly path: readonly (string | number)[]
  /** What stands there, and what may. Both are missing for a key that is not known. */
  readonly wrong?: { readonly value: unknown; readonly allowed: string }
  /** The names that may stand there, to find the one that was meant. */
  readonly names: readonly string[]
}

/** Lists what is wrong in a value, at most 20 findings. What throws when it is read is wrong. */
export function checkValue(value: unknown, shape: Shape): readonly Finding[] {
  try {
    return find(value, shape, []).slice(0, MAX_FINDINGS)
  } catch {
    return [wrongAt([], value, shape)]
  }
}

const MAX_FINDINGS = 20

type Path = readonly (string | number)[]

function find(value: unknown, shape: Shape, path: Path): Finding[] {
  if (shape.ref !== undefined) return find(value, PARTS[shape.ref] ?? {}, path)
  if (shape.anyOf !== undefined) return findInAny(value, shape, shape.anyOf, path)
  if (!isOfKind(value, shape)) return [wrongAt(path, value, shape)]
  if (Array.isArray(value)) return findInItems(value, shape, path)
  return isPlainObject(value) ? findInProperties(value, shape, path) : []
}

function findInAny(value: unknown, shape: Shape, choices: readonly Shape[], path: Path): Finding[] {
  const results = choices.map((choice) => find(value, choice, path))
  const accepted =
    results.find((result) => result.length === 0) ?? results.find((result) => result.every(isUnknownKey))
  if (accepted !== undefined) return accepted
  // An object that was meant to be one of ours: say what is wrong in it.
  const meant = choices.findIndex((choice) => isMeant(value, choice))
  return meant === -1 ? [wrongAt(path, value, shape)] : (results[meant] ?? [])
}

/** Tells whether an object has a property of the shape, or the shape takes no others. */
function isMeant(value: unknown, shape: Shape): boolean {
  const { properties, isClosed = false } = shape.ref === undefined ? shape : (PARTS[shape.ref] ?? {})
  if (properties === undefined || !isPlainObject(value)) return false
  return isClosed || Object.keys(properties).some((name) => Object.hasOwn(value, name))
}

function isUnknownKey({ wrong }: Finding): boolean {
  return wrong === undefined
}

function findInItems(list: readonly unknown[], { items }: Shape, path: Path): Finding[] {
  if (items === undefined) return []
  const found: Finding[] = []
  for (const [at, item] of list.entries()) {
    found.push(...find(item, items, [...path, at]))
    if (found.length >= MAX_FINDINGS) break
  }
  return found
}

function findInProperties(value: Readonly<Record<string, unknown>>, shape: Shape, path: Path): Finding[] {
  const { properties = {}, required = [], isClosed = false } = shape
  const names = Object.keys(properties)
  const missing = required.filter((name) => value[name] === undefined)
  const found = missing.map((name) => wrongAt([...path, name], undefined, properties[name] ?? {}))
  for (const [name, item] of Object.entries(value)) {
    const inner = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (inner === undefined) {
      if (isClosed) found.push({ path: [...path, name], names })
    } else if (item !== undefined) found.push(...find(item, inner, [...path, name]))
    if (found.length >= MAX_FINDINGS) break
  }
  return found
}

function wrongAt(path: Path, value: unknown, shape: Shape): Finding {
  const { allowed = 'another value' } = shape.ref === undefined ? shape : (PARTS[shape.ref] ?? {})
  const words = isQuoted(value, shape) ? `${allowed}, without quotes` : allowed
  return { path, wrong: { value, allowed: words }, names: namesOf(shape) }
}

/** Tells whether a text would be right as what it says. */
function isQuoted(value: unknown, shape: Shape): boolean {
  if (typeof value !== 'string' || shape.anyOf !== undefined || value.trim() === '') return false
  if (shape.type === 'boolean') return value === 'true' || value === 'false'
  return (shape.type === 'number' || shape.type === 'integer') && isOfKind(Number(value), shape)
}

/** The words that a shape takes. */
function namesOf(shape: Shape): readonly string[] {
  if (shape.ref !== undefined) return namesOf(PARTS[shape.ref] ?? {})
  if (shape.accepts === 'level') return LEVEL_WORDS
  return [
    ...(shape.enum ?? []),
    ...(typeof shape.const === 'string' ? [shape.const] : []),
    ...(shape.anyOf ?? []).flatMap(namesOf),
  ]
}

const LEVEL_WORDS = ['debug', 'info', 'warn', 'error', 'fatal', 'warning', 'critical']

function isOfKind(value: unknown, shape: Shape): boolean {
  switch (shape.accepts) {
    case 'level':
      return toLevel(value) !== undefined
    case 'function':
      return typeof value === 'function'
    case 'sink':
      return isSink(value)
    default:
      break
  }
  if (shape.enum !== undefined) return typeof value === 'string' && shape.enum.includes(value)
  if (shape.const !== undefined) return value === shape.const
  switch (shape.type) {
    case 'string':
      return (
        typeof value === 'string' && value.length >= (shape.minLength ?? 0) && matches(value, shape.pattern)
      )
    case 'integer':
    case 'number':
      return typeof value === 'number' && isInRange(value, shape)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isPlainObject(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return true
  }
}

function matches(text: string, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern).test(text)
}

function isInRange(value: number, { type, minimum, exclusiveMinimum, maximum, isUnlimited }: Shape): boolean {
  if (!Number.isFinite(value)) return value === Infinity && isUnlimited === true
  if (type === 'integer' && !Number.isInteger(value)) return false
  return (
    value >= (minimum ?? -Infinity) &&
    value <= (maximum ?? Infinity) &&
    value > (exclusiveMinimum ?? -Infinity)
  )
}

/** Tells whether a value is an object with fields of its own, and not a list. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Tells whether a value can be given diagnostics. */
export function isSink(value: unknown): value is Sink {
  return isPlainObject(value) && typeof value['handle'] === 'function' && typeof value['name'] === 'string'
}
