import type { CatalogLinks } from './catalog-links.ts'
import type { Level } from './level.ts'

/** For whom a text is written; also the names of the profiles. */
export type Audience = 'user' | 'dev' | 'qa' | 'agent' | 'debug'

/** All audiences, in the order in which they are documented. */
export const AUDIENCES: readonly Audience[] = ['user', 'dev', 'qa', 'agent', 'debug']

/** The words of one code for one audience. What is missing falls back to the code's own. */
export interface AudienceText {
  readonly message?: string
  readonly hint?: string
}

/** One diagnostic code, as a library author declares it. Texts may hold `{placeholders}`. */
export interface CodeDefinition {
  /** How serious it is. */
  readonly level: Level
  /** What it is called, in a few words and without placeholders that vary. */
  readonly title?: string
  /** What happened, with the values. A full sentence, and the same for every reader. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** Other words for one reader. */
  readonly audience?: { readonly [Name in Audience]?: AudienceText }
  /** A page of its own; by default the catalog's `docs`. */
  readonly docs?: string
  /** Set when the code is used no more. It stays: keys, pages and other people's rules depend on it. */
  readonly deprecated?: Deprecation
  /** The type of the process warning that `warn` makes of it. @default 'Warning' */
  readonly warning?: 'Warning' | 'DeprecationWarning'
}

/** That a code is used no more, and what is used in its place. */
export interface Deprecation {
  /** The version of the library since when. */
  readonly since?: string
  /** The code to use in its place. */
  readonly replacedBy?: string
}

/** How well a function is supported: 1 in full, 2 in part, 3 as an experiment. */
export type SupportTier = 1 | 2 | 3

/** What a signal promises: the codes that it may emit and the params that they carry. */
export interface SignalContract {
  readonly codes?: readonly string[]
  readonly required?: readonly string[]
  readonly tier?: SupportTier
}

/** A library's whole catalog, as data. */
export interface CatalogDefinition {
  /** The library's name; it becomes the OTel instrumentation scope. */
  readonly name: string
  /** The library's version; it becomes the version of the scope. */
  readonly version?: string
  /** Address of the page of a code; `{code}` is replaced. */
  readonly docs?: string
  /** Where a reader finds more. */
  readonly links?: CatalogLinks
  readonly codes: { readonly [code: string]: CodeDefinition }
  readonly signals?: { readonly [signal: string]: SignalContract }
}
