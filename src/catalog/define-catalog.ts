import { diag } from '@opentelemetry/api'
import type { CodeDefinition, CatalogDefinition, SignalContract } from '../record/catalog-definition.ts'
import { resolveLinks, type CatalogLinks, type PackageMetadata } from '../record/catalog-links.ts'
import { registerCatalog } from '../record/catalog-registry.ts'
import { defined } from '../record/defined.ts'
import { resolveText } from '../record/resolve-text.ts'
import { toParamAttributes } from '../record/template.ts'
import { createSignal } from '../otel/create-signal.ts'
import { createLogEmitter, type Scope } from '../otel/log-emitter.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import type {
  Catalog,
  CodesInUse,
  CatalogWithDeprecated,
  ErrorOptions,
  ParamNames,
  ResolvedDiagnostic,
  ResolveOptions,
} from './catalog.ts'
import { checkDefinition, listAdvice } from './check-definition.ts'
import { createCodeCompiler } from './compile-code.ts'
import { DiagnosticError } from './diagnostic-error.ts'
import { emitCoded, type EmitOptions } from './emit-diagnostic.ts'
import { emitProcessWarning, isWarningDue } from './process-warning.ts'
import { isFirstTime } from './seen-once.ts'

/** What {@link defineCatalog} takes. */
export interface CatalogInput<Codes extends { readonly [code: string]: CodeDefinition }> {
  /** The library's name, as in its package.json; it becomes the OTel instrumentation scope. @default that of `package` */
  readonly name?: string
  /** The library's version. @default that of `package` */
  readonly version?: string
  /** Address of the page of a code, with `{code}` in it. */
  readonly docs?: string
  /** Where a reader finds more; every diagnostic carries it. @default what `package` says */
  readonly links?: CatalogLinks
  /** The library's package.json, for name, version and links. */
  readonly package?: PackageMetadata
  /** The codes: permanent names for what can happen. */
  readonly codes: Codes
  /** What the library's signals promise; the codes are those of this catalog. */
  readonly signals?: {
    readonly [signal: string]: SignalContract & { readonly codes?: readonly NoInfer<keyof Codes & string>[] }
  }
}

/**
 * Defines a library's diagnostics: its codes, their messages and what to do about them.
 *
 * Declaring is all it does: no provider, no output. The names in the `{placeholders}` of a code's texts become
 * its params, so that a missing or misspelt param, or an unknown code, does not compile.
 *
 * @param definition - Plain data; it is not changed and must not change later.
 * @returns The catalog, with `emit`, `once`, `warn`, `error`, `resolve` and `signal`.
 * @throws TypeError that says where, for a code that has no message or an unknown level, and
 *   for a signal that promises a code that there is not.
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
  input: CatalogInput<Codes> & ({ readonly name: string } | { readonly package: { readonly name: string } }),
  // Spelt out, so that an editor shows codes and params and not the name of a helper type.
): [Exclude<keyof Codes, CodesInUse<Codes>>] extends [never]
  ? Catalog<{ readonly [Code in keyof Codes]: ParamNames<Codes[Code]> }>
  : CatalogWithDeprecated<
      { readonly [Code in CodesInUse<Codes>]: ParamNames<Codes[Code]> },
      { readonly [Code in Exclude<keyof Codes, CodesInUse<Codes>>]: ParamNames<Codes[Code]> }
    > {
  const definition = toDefinition(input)
  checkDefinition(definition)
  for (const advice of listAdvice(definition)) diag.warn(`smonitor: ${advice}`)
  for (const { owner, codes } of registerCatalog(definition)) {
    // Two libraries must not break each other at import.
    diag.warn(
      `smonitor: the catalogs "${owner}" and "${definition.name}" both declare ${codes.join(', ')}. Rename them in the newer one.`,
    )
  }
  const scope: Scope = { name: definition.name, ...defined({ version: definition.version }) }
  const emitter = createLogEmitter(scope)
  const compiledOf = createCodeCompiler(definition)
  const reportOnce = createOnceReporter()
  const lost = `smonitor: a diagnostic of ${scope.name} could not be emitted.`

  function emit(code: string, params?: object, options?: EmitOptions): void {
    try {
      const compiled = compiledOf(code)
      if (emitter.isEnabled(compiled.query)) emitCoded(emitter, scope.name, compiled, params, options)
    } catch (problem) {
      reportOnce(lost, problem)
    }
  }

  function once(code: string, params?: object, options?: EmitOptions): void {
    try {
      const compiled = compiledOf(code)
      if (!emitter.isEnabled(compiled.query)) return
      if (!isFirstTime(scope.name, compiled.code, toParamAttributes(params))) return
      emitCoded(emitter, scope.name, compiled, params, options)
    } catch (problem) {
      reportOnce(lost, problem)
    }
  }

  function warn(code: string, params?: object, options?: EmitOptions): void {
    emit(code, params, options)
    const warning = warningOf(code, params, options)
    // Outside of any catch: what a runtime throws here, somebody asked it to throw.
    if (warning !== undefined) emitProcessWarning({ ...warning, stackFrom: warn })
  }

  function warningOf(code: string, params?: object, options?: EmitOptions) {
    try {
      const compiled = compiledOf(code)
      const type = compiled.definition.warning ?? 'Warning'
      if (!isWarningDue(type)) return undefined
      const { message, hint } = resolveText(compiled.definition, toParamAttributes(params))
      return { type, code: compiled.code, message, hint: options?.hint ?? hint }
    } catch (problem) {
      reportOnce(lost, problem)
      return undefined
    }
  }

  function error(code: string, params?: object, options?: ErrorOptions): DiagnosticError {
    const compiled = compiledOf(code)
    const flat = toParamAttributes(params)
    return new DiagnosticError({
      code: compiled.code,
      level: compiled.definition.level,
      params: flat,
      catalog: scope,
      cause: options?.cause,
      stackFrom: error,
      ...resolveText(compiled.definition, flat),
      ...defined({ hint: options?.hint, docs: compiled.docs }),
    })
  }

  function resolve(code: string, params?: object, options?: ResolveOptions): ResolvedDiagnostic {
    const { definition: entry, docs } = compiledOf(code)
    return {
      code,
      level: entry.level,
      ...resolveText(entry, toParamAttributes(params), options?.audience),
      ...defined({ docs }),
    }
  }

  return {
    ...scope,
    codes: definition.codes,
    emit,
    once,
    warn,
    error,
    resolve,
    signal: createSignal(scope),
  } satisfies Catalog<{ readonly [code: string]: string }> as never
}

/** Takes what is needed of the package.json: a bundle holds the definition, and the rest is nobody's business. */
function toDefinition(
  input: Omit<CatalogDefinition, 'name'> & { readonly name?: string; readonly package?: PackageMetadata },
): CatalogDefinition {
  // JavaScript may pass nothing at all; the check says so.
  if (input === null || input === undefined) return input
  const { package: metadata, ...definition } = input
  const version = definition.version ?? metadata?.version
  const links = resolveLinks(definition.links, metadata)
  return {
    ...definition,
    // The check says so when there is none.
    name: definition.name ?? metadata?.name ?? '',
    ...defined({ version, links: Object.keys(links).length === 0 ? undefined : links }),
  }
}
