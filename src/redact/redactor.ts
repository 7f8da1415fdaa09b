import type { KnownValues } from './known-values.ts'

/** Takes secrets out of texts and values; what it is given is never changed. */
export interface Redactor {
  /** Returns a text with what the rules match replaced. */
  text(value: string): string
  /**
   * Returns a value with what the rules match replaced: a copy of what had to change, and the value itself if
   * nothing had to. What is taken out by the name of its field is taken out of every text of the value too: a
   * record's body and attributes belong into one call, since the body may say what a param says.
   * @param path where it stands in the whole, such as `['attributes', 'smonitor.param.user']`
   */
  value(value: unknown, path?: readonly string[]): unknown
  /**
   * Does the same for several values that belong together, each with where it stands: what goes by its name in one of
   * them goes from the texts of all.
   * @param known what went by its name before, to which this is added; for values that belong together and come one
   *   after the other
   */
  values(
    items: readonly (readonly [path: readonly string[], value: unknown])[],
    known?: KnownValues,
  ): unknown[]
  /** Counts what has been taken out so far. */
  counts(): RedactionCounts
}

/** What a redactor has taken out since it was made. */
export interface RedactionCounts {
  readonly total: number
  /** By rule: the name of a preset's finding (`secrets.jwt`), `keys.<name>`, `paths.<path>`, `patterns.<index>`, `known`
   * for what such a field had and a text said again, `bounds` for what was too deep to look at. */
  readonly byRule: Readonly<Record<string, number>>
  /** By the path at which it stood; texts without one are under `''`. Past 1,000 paths under `…`. */
  readonly byPath: Readonly<Record<string, number>>
}

/** What is taken out, by the sort of it. */
export type RedactPreset = 'secrets' | 'mails' | 'paths' | 'tokens' | 'ips' | 'share' | 'ci' | 'sensitive'

/** What a redactor takes out. Nothing is taken out unless something here asks for it. */
export interface RedactOptions {
  /**
   * Ready-made rules. `share` is secrets, sessions, mails, paths and tokens; `ci` is secrets and tokens; `sensitive` is all of
   * them.
   */
  readonly presets?: readonly RedactPreset[]
  /** Regular expressions, in the syntax of the compiler that is handed in. */
  readonly patterns?: readonly string[]
  /** Names of fields whose values go as a whole, whatever their case: `password` is also `smonitor.param.password`. */
  readonly keys?: readonly string[]
  /** Dotted paths whose values go as a whole; `*` stands for one name, `**` for any number. */
  readonly paths?: readonly string[]
  /** What is put in their place. @default '[REDACTED]' */
  readonly replacement?: string
}

/** Parts the name of a field into what stays, since others know it by that, and what is looked through. */
export type PartName = (name: string) => readonly [kept: string, rest: string]

/** A pattern that is ready to be used. RE2 engines have this shape, and so has a `RegExp` behind `text.replaceAll`. */
export interface CompiledPattern {
  /** Calls `replacement` as `String.prototype.replaceAll` does: the match, its groups, where it starts, the text. */
  replaceAll(text: string, replacement: (match: string, ...rest: unknown[]) => string): string
}

/** Makes a pattern ready; throws if it is not valid. */
export type CompilePattern = (pattern: string) => CompiledPattern
