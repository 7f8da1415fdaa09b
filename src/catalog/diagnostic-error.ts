import { DIAGNOSTIC_BRAND, type DiagnosticFields } from '../record/diagnostic-brand.ts'
import { defined } from '../record/defined.ts'
import { isObject } from '../record/is-object.ts'
import { toLevel, type Level } from '../record/level.ts'
import { carryFields, plainStack, readCarried } from '../record/stack-line.ts'
import { toParamAttributes, type ParamAttributes } from '../record/template.ts'

/** The JSON form of a `DiagnosticError`, from which {@link DiagnosticError.from} restores it. */
export interface DiagnosticErrorJson extends DiagnosticFields {
  readonly name: 'DiagnosticError'
  readonly message: string
  readonly stack?: string
}

/** What a `DiagnosticError` is made from. */
export interface DiagnosticErrorInit extends DiagnosticFields {
  readonly message: string
  /** The error that led to this one. */
  readonly cause?: unknown
  /** The function above which the stack starts. */
  readonly stackFrom?: (...args: never[]) => unknown
}

/**
 * An error with a code of a catalog: what happened, what to do, and where to read more.
 *
 * Made by `catalog.error(code, params)` and thrown by the library. Making one records nothing: it is recorded
 * by the first signal that sees it leave, or as uncaught.
 */
export class DiagnosticError extends Error implements DiagnosticFields {
  // Declared only: a field without a value would be printed as one that is undefined.
  declare readonly code: string
  declare readonly hint?: string
  /** Address of the code's page. */
  declare readonly docs?: string
  /** The params of the message, in their flat form. */
  declare readonly params: ParamAttributes
  declare readonly level: Level
  declare readonly title?: string
  declare readonly catalog: { readonly name: string; readonly version?: string }

  constructor(init: DiagnosticErrorInit) {
    const { code, hint, docs, params, level, catalog, title, cause, stackFrom } = init
    super(init.message, cause === undefined ? undefined : { cause })
    put(this, { code, hint, docs, params }, true)
    // Hidden, because Node prints the own fields of an uncaught error and these would only be noise there.
    // A literal, since minifiers rename classes.
    const name = new.target === DiagnosticError ? 'DiagnosticError' : new.target.name
    put(this, { name, level, catalog, title, [DIAGNOSTIC_BRAND]: true }, false)
    // V8's way to leave our own frames out; elsewhere the stack keeps them.
    if (stackFrom !== undefined) (Error as Partial<typeof Error>).captureStackTrace?.(this, stackFrom)
    carryFields(this, defined({ code, hint, docs, params, level, title, catalog }))
  }

  /** Gives the fields that travel as JSON: all but the cause. */
  toJSON(): DiagnosticErrorJson {
    const { code, level, title, message, hint, docs, params, catalog } = this
    const optional = defined({ title, hint, docs, stack: plainStack(this.stack) })
    return { name: 'DiagnosticError', code, level, message, params, catalog, ...optional }
  }

  /**
   * Restores a `DiagnosticError` from its JSON form, from a structured clone (`structuredClone`, a message to a
   * worker or another process), with the causes that are such too, or takes one of another copy of smonitor.
   *
   * @returns `undefined` when the value is none of these.
   * @example
   * ```ts
   * import { DiagnosticError } from 'smonitor'
   *
   * const restored = DiagnosticError.from(JSON.parse('{"name":"DiagnosticError","code":"MSM-E120","message":"The form xyz is not known."}'))
   * console.log(restored?.code)
   * ```
   */
  static from(value: unknown): DiagnosticError | undefined {
    return take(value, 0)
  }
}

/** Longest chain of causes that is restored: causes may form a ring. */
const MAX_CAUSES = 8

function take(value: unknown, depth: number): DiagnosticError | undefined {
  try {
    if (value instanceof DiagnosticError) return value
    const { cause } = value as Error
    const inner = depth < MAX_CAUSES ? take(cause, depth + 1) : undefined
    return restore(readCarried(value as Error) ?? (value as DiagnosticErrorJson), inner ?? cause)
  } catch {
    return undefined
  }
}

/** The value may be anything, whatever its type says: each field is looked at before it is believed. */
function restore(value: Partial<DiagnosticErrorJson>, cause: unknown): DiagnosticError | undefined {
  const { code, message, ...texts } = textsOf(value, 'code', 'message', 'title', 'hint', 'docs')
  const catalog = textsOf(value.catalog ?? {}, 'name', 'version')
  // Many errors have a code and a message; ours also say what they are, or whose the code is.
  const isOurs = value.name === 'DiagnosticError' || catalog.name !== undefined
  if (!isOurs || code === undefined || message === undefined) return undefined
  const error = new DiagnosticError({
    ...texts,
    code,
    message,
    level: toLevel(value.level) ?? 'error',
    params: toParamAttributes(isObject(value.params) ? value.params : undefined),
    catalog: { name: '', ...catalog },
    cause,
  })
  return Object.assign(error, textsOf(value, 'stack'))
}

/** The fields that are texts, of those with these names. */
function textsOf<Name extends string>(source: object, ...names: readonly Name[]): { [Key in Name]?: string } {
  const fields = names.map((name) => [name, (source as Record<string, unknown>)[name]])
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string')) as never
}

/** Defines the fields that have a value. */
function put(target: Error, fields: object, enumerable: boolean): void {
  for (const key of Reflect.ownKeys(fields)) {
    const value: unknown = fields[key as never]
    if (value === undefined) continue
    Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true })
  }
}
