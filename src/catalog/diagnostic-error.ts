import { DIAGNOSTIC_BRAND, type DiagnosticFields } from '../record/diagnostic-brand.ts'
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
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    show(this, 'code', init.code)
    if (init.hint !== undefined) show(this, 'hint', init.hint)
    if (init.docs !== undefined) show(this, 'docs', init.docs)
    show(this, 'params', init.params)
    // Hidden, because Node prints the own fields of an uncaught error and these would only be noise there.
    // A literal, since minifiers rename classes.
    hide(this, 'name', new.target === DiagnosticError ? 'DiagnosticError' : new.target.name)
    hide(this, 'level', init.level)
    hide(this, 'catalog', init.catalog)
    if (init.title !== undefined) hide(this, 'title', init.title)
    hide(this, DIAGNOSTIC_BRAND, true)
    if (init.stackFrom !== undefined) captureStack(this, init.stackFrom)
    carryFields(this, fieldsOf(this))
  }

  /** Gives the fields that travel as JSON: all but the cause. */
  toJSON(): DiagnosticErrorJson {
    const stack = plainStack(this.stack)
    return {
      name: 'DiagnosticError',
      message: this.message,
      ...fieldsOf(this),
      ...(stack === undefined ? {} : { stack }),
    }
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
    return restore(readCarried(value as Error) ?? value, inner ?? cause)
  } catch {
    return undefined
  }
}

function restore(value: unknown, cause: unknown): DiagnosticError | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { code, message, level, title, hint, docs, params, catalog, stack } = value as Record<string, unknown>
  const { name, version } = (catalog ?? {}) as Record<string, unknown>
  // Many errors have a code and a message; ours also say what they are, or whose the code is.
  const isOurs = (value as { name?: unknown }).name === 'DiagnosticError' || typeof name === 'string'
  if (!isOurs || typeof code !== 'string' || typeof message !== 'string') return undefined
  const error = new DiagnosticError({
    code,
    message,
    level: toLevel(level) ?? 'error',
    params: toParamAttributes(typeof params === 'object' && params !== null ? params : undefined),
    catalog: {
      name: typeof name === 'string' ? name : '',
      ...(typeof version === 'string' ? { version } : {}),
    },
    ...(cause === undefined ? {} : { cause }),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(typeof docs === 'string' ? { docs } : {}),
  })
  if (typeof stack === 'string') error.stack = stack
  return error
}

function fieldsOf({ code, level, title, hint, docs, params, catalog }: DiagnosticFields): DiagnosticFields {
  return {
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(docs === undefined ? {} : { docs }),
    params,
    level,
    ...(title === undefined ? {} : { title }),
    catalog,
  }
}

function hide(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true })
}

function show(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** V8's way to leave our own frames out; elsewhere the stack keeps them. */
function captureStack(error: Error, from: (...args: never[]) => unknown): void {
  const { captureStackTrace } = Error as { captureStackTrace?: (target: object, from: unknown) => void }
  captureStackTrace?.(error, from)
}
