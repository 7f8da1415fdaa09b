import type { Audience, CodeDefinition } from '../record/catalog-definition.ts'
import type { Level } from '../record/level.ts'
import type { ParamValue } from '../record/param-value.ts'
import type { ResolvedText } from '../record/resolve-text.ts'
import type { PlaceholdersOf } from '../record/template.ts'
import type { SignalFunction } from '../otel/signal-function.ts'
import type { DiagnosticError } from './diagnostic-error.ts'
import type { EmitOptions } from './emit-diagnostic.ts'

/** The params of a code: one value for each placeholder of its texts. */
export type DiagnosticParams<Names extends string> = { readonly [Name in Names]: ParamValue }

/** The params of a code without placeholders: none. */
export interface NoParams {
  readonly [name: string]: never
}

/** The names of a code's params: the placeholders of all its texts, of every audience. */
export type ParamNames<Code extends CodeDefinition> = PlaceholdersOf<TextsOf<Code>>

type TextsOf<Code extends CodeDefinition> =
  | TextIn<Code, 'title' | 'message' | 'hint'>
  | (Code extends { readonly audience: infer Audiences }
      ? { [Name in keyof Audiences]: TextIn<Audiences[Name], 'message' | 'hint'> }[keyof Audiences]
      : never)
type TextIn<Source, Key extends string> = {
  [Name in keyof Source]: Name extends Key ? Extract<Source[Name], string> : never
}[keyof Source]

type Args<Names extends string, Options> = [Names] extends [never]
  ? [params?: NoParams, options?: Options]
  : [params: DiagnosticParams<Names>, options?: Options]

/** What an error may be told besides its code and params. */
export interface ErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown
  /** What to do; wins over the hint of the catalog. */
  readonly hint?: string
}

/** For whom a code's words are resolved. */
export interface ResolveOptions {
  /** @default the catalog's own words, as they are recorded */
  readonly audience?: Audience
}

/** A code in words, resolved without emitting anything. */
export interface ResolvedDiagnostic extends ResolvedText {
  readonly code: string
  readonly level: Level
  /** Address of the code's page. */
  readonly docs?: string
}

/**
 * A library's diagnostics: emits, throws and explains the codes that it declares.
 *
 * `Codes` maps each code to the names of its params.
 */
export interface Catalog<Codes extends { readonly [code: string]: string }> {
  readonly name: string
  readonly version?: string
  /** The codes as they were declared. */
  readonly codes: { readonly [Code in keyof Codes]: CodeDefinition }

  /** Emits a diagnostic as an OTel log record. Does nothing, fast, when nobody listens; never throws. */
  emit<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /**
   * Emits a diagnostic the first time that it occurs with these params in this process. It does not count while
   * nobody listens. Of all codes together, the 1000 that were asked about last are remembered.
   */
  once<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /**
   * Emits a diagnostic and a process warning, where the runtime has them, with the message, code and hint.
   * Node prints it unless a console sink of smonitor does; `--no-warnings` and its like apply. Never throws, but
   * `--throw-deprecation` makes Node throw a `DeprecationWarning` as it always does.
   */
  warn<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /** Makes the error to throw; nothing is recorded until a signal sees it, or nobody catches it. */
  error<Code extends keyof Codes & string>(
    code: Code,
    ...args: Args<Codes[Code], ErrorOptions>
  ): DiagnosticError

  /** Renders the words of a code without emitting anything. */
  resolve<Code extends keyof Codes & string>(
    code: Code,
    ...args: Args<Codes[Code], ResolveOptions>
  ): ResolvedDiagnostic

  /** Makes signals of functions, or as a decorator of classes and their members, in the name of the library. */
  readonly signal: SignalFunction
}

/**
 * A catalog that has codes which are used no more: they still do what they did, and editors strike them through.
 *
 * `Codes` are those in use, `Deprecated` the others, each with the names of its params.
 */
export interface CatalogWithDeprecated<
  Codes extends { readonly [code: string]: string },
  Deprecated extends { readonly [code: string]: string },
> extends Catalog<Codes> {
  readonly codes: { readonly [Code in keyof Codes | keyof Deprecated]: CodeDefinition }

  /** @deprecated The library uses this code no more; its catalog says what replaces it. */
  emit<Code extends keyof Deprecated & string>(code: Code, ...args: Args<Deprecated[Code], EmitOptions>): void

  /** Emits a diagnostic as an OTel log record. Does nothing, fast, when nobody listens; never throws. */
  emit<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /** @deprecated The library uses this code no more; its catalog says what replaces it. */
  once<Code extends keyof Deprecated & string>(code: Code, ...args: Args<Deprecated[Code], EmitOptions>): void

  /** Emits a diagnostic the first time that it occurs with these params in this process. */
  once<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /** @deprecated The library uses this code no more; its catalog says what replaces it. */
  warn<Code extends keyof Deprecated & string>(code: Code, ...args: Args<Deprecated[Code], EmitOptions>): void

  /** Emits a diagnostic and a process warning, where the runtime has them. */
  warn<Code extends keyof Codes & string>(code: Code, ...args: Args<Codes[Code], EmitOptions>): void

  /** @deprecated The library uses this code no more; its catalog says what replaces it. */
  error<Code extends keyof Deprecated & string>(
    code: Code,
    ...args: Args<Deprecated[Code], ErrorOptions>
  ): DiagnosticError

  /** Makes the error to throw; nothing is recorded until a signal sees it, or nobody catches it. */
  error<Code extends keyof Codes & string>(
    code: Code,
    ...args: Args<Codes[Code], ErrorOptions>
  ): DiagnosticError

  /** Renders the words of a code without emitting anything. */
  resolve<Code extends keyof (Codes & Deprecated) & string>(
    code: Code,
    ...args: Args<(Codes & Deprecated)[Code], ResolveOptions>
  ): ResolvedDiagnostic
}

/** The codes of a definition that are in use: all but those with `deprecated`. */
export type CodesInUse<Codes> = {
  [Code in keyof Codes]: Codes[Code] extends { readonly deprecated: object } ? never : Code
}[keyof Codes]
