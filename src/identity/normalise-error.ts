import { normaliseLine, type NormaliseOptions } from './normalise-line.ts'

/** The two parts of a triage key that come from a thrown value. */
export interface NormalisedError {
  /**
   * The error's name, with its string code behind a colon: `TypeError`, `Error:ECONNREFUSED`.
   * For something thrown that has no name it is what `typeof` says, or `null`.
   */
  readonly type: string
  /**
   * The normalised message, then the types of up to three causes: `fetch failed <- Error:ECONNREFUSED`.
   * A registered diagnostic code is the identity, so with one the message is left out.
   */
  readonly line: string
}

/**
 * Takes the type and the stable line out of whatever was thrown.
 *
 * Never throws: not for a thrown `null`, a getter that throws, a revoked proxy or causes in a circle.
 * `isAssertion` is by default whether the error is an `AssertionError`.
 */
export function normaliseError(error: unknown, options: NormaliseOptions = {}): NormalisedError {
  const subject = unwrap(error)
  const type = typeOf(subject)
  const isAssertion = options.isAssertion ?? /^AssertionError|:ERR_ASSERTION$/.test(type)
  const message = isRegistered(read(subject, 'code')) ? '' : messageOf(subject)
  const line = normaliseLine(message, { ...options, isAssertion })
  return { type, line: [line, ...causesOf(subject)].join(' <- ').trim() }
}

const MAX_TEXT = 100
const MAX_CAUSES = 3

/** `connect` to a name with two addresses throws an empty `AggregateError`, to a name with one the error itself. */
function unwrap(error: unknown): unknown {
  const first = read(read(error, 'errors'), '0')
  const code = read(error, 'code')
  const isWrapper = typeof code === 'string' && read(error, 'message') === '' && read(first, 'code') === code
  return isWrapper ? first : error
}

function typeOf(error: unknown): string {
  const name = textOf(error, 'name')
  const code = textOf(error, 'code')
  // Old Node versions print the code into the name: `TypeError [ERR_X]`.
  const base = name?.split(' [')[0] ?? (error === null ? 'null' : typeof error)
  return code === undefined ? base : `${base}:${code}`
}

/** A text that is not empty; as much of it as can be part of a type. */
function textOf(error: unknown, key: string): string | undefined {
  const text = read(error, key)
  return typeof text === 'string' && text !== '' ? text.slice(0, MAX_TEXT) : undefined
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error
  const message = read(error, 'message')
  if (typeof message === 'string') return message
  return isObject(error) ? keysOf(error) : String(error)
}

/** An object that says nothing is told from others by the names of its first properties. */
function keysOf(error: object): string {
  try {
    if (typeof error === 'function' || Array.isArray(error) || ArrayBuffer.isView(error)) return ''
    return `{ ${Object.keys(error).slice(0, 8).toSorted().join(', ')} }`
  } catch {
    return '' // A proxy that refuses. It has a type, and no line.
  }
}

function causesOf(error: unknown): string[] {
  // A set takes nothing twice, and while it is read it goes on to what is added.
  const errors = new Set([error])
  for (const current of errors) {
    const cause = unwrap(read(current, 'cause'))
    if (cause !== undefined && cause !== null && errors.size <= MAX_CAUSES) errors.add(cause)
  }
  return errors.size > 1 ? [...errors].slice(1).map(typeOf) : gatheredTypes(error)
}

/** The distinct types in an `AggregateError`, sorted, because promises settle in any order. */
function gatheredTypes(error: unknown): string[] {
  const errors = read(error, 'errors')
  const types = Array.from({ length: 10 }, (_, index) => read(errors, `${index}`))
    .filter(isObject)
    .map(typeOf)
  return [...new Set(types)].toSorted().slice(0, MAX_CAUSES)
}

/** A diagnostic's code as a catalog registers it: `MSM-E120`, `SM-IO-001`. */
function isRegistered(code: unknown): boolean {
  return typeof code === 'string' && code.length <= MAX_TEXT && /^[A-Z\d]+(?:-[A-Z\d]+)+$/.test(code)
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Reads a property of anything; a getter or a proxy that throws counts as an absent property. */
function read(value: unknown, key: string): unknown {
  try {
    return isObject(value) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
  } catch {
    return undefined // The error at hand must not be replaced by one about reading it.
  }
}
