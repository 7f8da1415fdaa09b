import type { CatalogDefinition, CodeDefinition, SignalContract } from '../record/catalog-definition.ts'
import { registerCatalog } from '../record/catalog-registry.ts'
import { resolveText } from '../record/resolve-text.ts'
import { toParamAttributes, type ParamAttributes } from '../record/template.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { codedAttributes } from '../otel/diagnostic-attributes.ts'
import { createLogEmitter, type Scope } from '../otel/log-emitter.ts'
import { wrapFunction } from '../otel/wrap-function.ts'
import type { Catalog, ErrorOptions, ParamNames, ResolveOptions } from './catalog.ts'
import { checkDefinition } from './check-definition.ts'
import { DiagnosticError } from './diagnostic-error.ts'
import { emitDiagnostic, openDiagnostic, reportLost, type EmitOptions } from './emit-diagnostic.ts'

/** What {@link defineCatalog} takes. */
export interface CatalogInput<Codes extends { readonly [code: string]: CodeDefinition }> {
  /** The library's name, as in its package.json; it becomes the OTel instrumentation scope. */
  readonly name: string
  /** The library's version. */
  readonly version?: string
  /** Address of the page of a code, with `{code}` in it. */
  readonly docs?: string
  /** The codes: permanent names for what can happen. */
  readonly codes: Codes
  /** What the library's signals promise. */
  readonly signals?: { readonly [signal: string]: SignalContract }
}

/**
 * Defines a library's diagnostics: its codes, their messages and what to do about them.
 *
 * Declaring is all it does: no provider, no output. The names in the `{placeholders}` of a code's texts become
 * its params, so that a missing or misspelt param, or an unknown code, does not compile.
 *
 * @param definition - Plain data; it is not changed and must not change later.
 * @returns The catalog, with `emit`, `error`, `resolve` and `signal`.
 * @throws TypeError when a code has no message, an unknown level, or a text that is no string.
 * @example
 * ```ts
 * import { defineCatalog } from 'smonitor'
 *
 * export const diagnostics = defineCatalog({
 *   name: 'molsys',
 *   codes: {
 *     'MSM-W010': {
 *       level: 'warn',
 *       message: 'Selection {selection} is ambiguous.',
 *       hint: 'Use a more specific selection.',
 *     },
 *   },
 * })
 * diagnostics.emit('MSM-W010', { selection: 'all' })
 * ```
 */
export function defineCatalog<const Codes extends { readonly [code: string]: CodeDefinition }>(
  definition: CatalogInput<Codes>,
  // Spelt out, so that an editor shows codes and params and not the name of a helper type.
): Catalog<{ readonly [Code in keyof Codes]: ParamNames<Codes[Code]> }> {
  checkDefinition(definition)
  registerCatalog(definition)
  const scope: Scope = scopeOf(definition)
  const emitter = createLogEmitter(scope)
  const triageKeyOf = createKeyCache()

  function emit(anyCode: string, params?: object, anyOptions?: EmitOptions): void {
    try {
      // JavaScript may pass anything.
      const code = String(anyCode)
      const options = anyOptions ?? {}
      const entry = entryOf(definition, code)
      const at = openDiagnostic(emitter, entry.level)
      if (at === undefined) return
      const { flat, title, message, hint, docs } = describe(definition, code, entry, params, options.hint)
      emitDiagnostic(emitter, {
        level: entry.level,
        message,
        attributes: codedAttributes({ code, params: flat, ...optional({ title, hint, docs }) }),
        code,
        options,
        at,
        triageKeyOf: (source) => triageKeyOf(code, source),
        libraryName: definition.name,
      })
    } catch (problem) {
      reportLost(definition.name, problem)
    }
  }

  function error(anyCode: string, params?: object, anyOptions?: ErrorOptions): DiagnosticError {
    const code = String(anyCode)
    const options = anyOptions ?? {}
    const entry = entryOf(definition, code)
    const { flat, title, message, hint, docs } = describe(definition, code, entry, params, options.hint)
    return new DiagnosticError({
      code,
      level: entry.level,
      message,
      params: flat,
      catalog: scope,
      cause: options.cause,
      stackFrom: error,
      ...optional({ title, hint, docs }),
    })
  }

  function resolve(code: string, params?: object, options: ResolveOptions = {}) {
    const entry = entryOf(definition, code)
    const docs = docsOf(definition, code, entry)
    return {
      code,
      level: entry.level,
      ...resolveText(entry, toParamAttributes(params), options.audience),
      ...optional({ docs }),
    }
  }

  return {
    ...scope,
    codes: definition.codes,
    emit,
    error,
    resolve,
    signal: (name, fn, options) => wrapFunction(scope, name, fn, options),
  } satisfies Catalog<{ readonly [code: string]: string }> as never
}

interface Described {
  readonly flat: ParamAttributes
  readonly title: string | undefined
  readonly message: string
  readonly hint: string | undefined
  readonly docs: string | undefined
}

function describe(
  definition: CatalogDefinition,
  code: string,
  entry: CodeDefinition,
  params: object | undefined,
  ownHint: string | undefined,
): Described {
  const flat = toParamAttributes(params)
  const text = resolveText(entry, flat)
  return {
    flat,
    title: text.title,
    message: text.message,
    hint: ownHint ?? text.hint,
    docs: docsOf(definition, code, entry),
  }
}

/** A code that only types forbid, from JavaScript: it is recorded under its name rather than thrown at the host. */
function entryOf(definition: CatalogDefinition, code: string): CodeDefinition {
  const entry = Object.hasOwn(definition.codes, code) ? definition.codes[code] : undefined
  return (
    entry ?? {
      level: 'error',
      title: 'Unknown code',
      message: `The catalog "${definition.name}" has no code "${code}".`,
      hint: 'Declare the code in the catalog, or correct its spelling where it is used.',
    }
  )
}

function docsOf(definition: CatalogDefinition, code: string, entry: CodeDefinition): string | undefined {
  if (!Object.hasOwn(definition.codes, code)) return undefined
  return (entry.docs ?? definition.docs)?.replaceAll('{code}', encodeURIComponent(code))
}

function scopeOf({ name, version }: CatalogDefinition): Scope {
  return version === undefined ? { name } : { name, version }
}

/** Keys depend on code and source alone: each is computed once. Sources may come from data, so it is bounded. */
function createKeyCache(): (code: string, source: string) => string {
  const keys = new Map<string, string>()
  return (code, source) => {
    const id = `${code}\n${source}`
    const known = keys.get(id)
    if (known !== undefined) return known
    if (keys.size >= 1000) keys.clear()
    const key = createTriageKey({ code, source })
    keys.set(id, key)
    return key
  }
}

/** Leaves out what is undefined, as `exactOptionalPropertyTypes` asks. */
function optional<Fields extends Record<string, string | undefined>>(
  fields: Fields,
): { [Key in keyof Fields]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
