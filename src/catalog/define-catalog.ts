import type { CodeDefinition, CatalogDefinition, SignalContract } from '../record/catalog-definition.ts'
import { registerCatalog } from '../record/catalog-registry.ts'
import { resolveText } from '../record/resolve-text.ts'
import { toParamAttributes } from '../record/template.ts'
import { createSignal } from '../otel/create-signal.ts'
import { createLogEmitter, type Scope } from '../otel/log-emitter.ts'
import type { Catalog, ErrorOptions, ParamNames, ResolvedDiagnostic, ResolveOptions } from './catalog.ts'
import { checkDefinition } from './check-definition.ts'
import { createCodeCompiler } from './compile-code.ts'
import { DiagnosticError } from './diagnostic-error.ts'
import { emitCoded, reportLost, type EmitOptions } from './emit-diagnostic.ts'

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
  const compiledOf = createCodeCompiler(definition)

  function emit(code: string, params?: object, options?: EmitOptions): void {
    try {
      // JavaScript may pass anything for a code.
      const compiled = compiledOf(String(code))
      if (emitter.isEnabled(compiled.query)) emitCoded(emitter, scope.name, compiled, params, options ?? {})
    } catch (problem) {
      reportLost(definition.name, problem)
    }
  }

  function error(code: string, params?: object, options?: ErrorOptions): DiagnosticError {
    const compiled = compiledOf(String(code))
    const flat = toParamAttributes(params)
    return new DiagnosticError({
      code: compiled.code,
      level: compiled.definition.level,
      message: compiled.message(flat),
      params: flat,
      catalog: scope,
      cause: options?.cause,
      stackFrom: error,
      ...optional({
        title: compiled.title?.(flat),
        hint: options?.hint ?? compiled.hint?.(flat),
        docs: compiled.docs,
      }),
    })
  }

  function resolve(code: string, params?: object, options?: ResolveOptions): ResolvedDiagnostic {
    const { definition: entry, docs } = compiledOf(String(code))
    return {
      code,
      level: entry.level,
      ...resolveText(entry, toParamAttributes(params), options?.audience),
      ...optional({ docs }),
    }
  }

  return {
    ...scope,
    codes: definition.codes,
    emit,
    error,
    resolve,
    signal: createSignal(scope),
  } satisfies Catalog<{ readonly [code: string]: string }> as never
}

function scopeOf({ name, version }: CatalogDefinition): Scope {
  return version === undefined ? { name } : { name, version }
}

/** Leaves out what is undefined, as `exactOptionalPropertyTypes` asks. */
function optional<Fields extends Record<string, string | undefined>>(
  fields: Fields,
): { [Key in keyof Fields]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
