import { DIAGNOSTIC_BRAND, isDiagnosticError, type DiagnosticFields } from '../record/diagnostic-brand.ts'
import { toLevel, type Level } from '../record/level.ts'
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
  }

  /** Gives the fields that travel: through JSON, `structuredClone` of it, or a message to a worker. */
  toJSON(): DiagnosticErrorJson {
    const { code, level, title, message, hint, docs, params, catalog, stack } = this
    return {
      name: 'DiagnosticError',
      code,
      level,
      message,
      params,
      catalog,
      ...(title === undefined ? {} : { title }),
      ...(hint === undefined ? {} : { hint }),
      ...(docs === undefined ? {} : { docs }),
      ...(stack === undefined ? {} : { stack }),
    }
  }

  /**
   * Restores a `DiagnosticError` from its JSON form, or takes one of another copy of smonitor.
   *
   * @returns `undefined` when the value is neither.
   * @example
   * ```ts
   * import { DiagnosticError } from 'smonitor'
   *
   * const restored = DiagnosticError.from(JSON.parse('{"name":"DiagnosticError","code":"MSM-E120","message":"The form xyz is not known."}'))
   * console.log(restored?.code)
   * ```
   */
  static from(value: unknown): DiagnosticError | undefined {
    try {
      if (value instanceof DiagnosticError) return value
      return isDiagnosticError(value) ? restore(value, value.cause) : restore(value, undefined)
    } catch {
      return undefined
    }
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
  if (typeof stack === 'string') hide(error, 'stack', stack)
  return error
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
