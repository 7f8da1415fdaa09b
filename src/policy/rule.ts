import type { Level } from '../record/level.ts'
import type { RedactOptions } from '../redact/redactor.ts'

/** What a rule can be about. */
export type ItemKind = 'log' | 'span' | 'span_event'

/** A plain value that a field is compared with. */
export type Literal = string | number | boolean

/** How a field is compared; all that is named has to hold. */
export interface Operators {
  /** Is this; of a list, one of its values is. */
  readonly eq?: Literal
  /** Is one of these. */
  readonly in?: readonly Literal[]
  readonly prefix?: string
  readonly suffix?: string
  readonly contains?: string
  /** Has a match of this pattern, in the syntax of RE2: no look-around, no back-references. */
  readonly regex?: string
  /** Is there, or is not. */
  readonly exists?: boolean
  /** Is this number, or this level of `severity`, or above. */
  readonly gte?: number | Level
  readonly gt?: number | Level
  readonly lte?: number | Level
  readonly lt?: number | Level
  /** Turns the result of all of them around: what has no such field matches then. */
  readonly negate?: boolean
  /** Compares texts whatever their case. */
  readonly caseInsensitive?: boolean
}

/** What a rule is about: every field that is named has to be as it says. */
export interface When {
  /** One of these has to hold. */
  readonly any?: readonly When[]
  readonly all?: readonly When[]
  readonly not?: When
  /** A field, such as `code`, `params.path` or `attributes.http.route`. */
  readonly [field: string]: Literal | Operators | readonly When[] | When | undefined
}

/** How equal records within a time become one, and a count. */
export interface CoalesceAction {
  /** How long, in milliseconds. */
  readonly windowMs: number
  /** From the last occurrence on, or from the first. @default 'sliding' */
  readonly mode?: 'sliding' | 'fixed'
}

/** What becomes of records with one key. */
export type DedupeAction =
  | 'off'
  | 'first'
  | 'last'
  | 'summary'
  | {
      /** The first and each n-th. */
      readonly everyN: number
    }

/** One rule of a policy, as data. */
export interface PolicyRule {
  /** Names the rule in statistics and explanations. @default its place, such as `policy[3]` */
  readonly id?: string
  readonly description?: string
  /** @default true */
  readonly enabled?: boolean
  /**
   * What it is about.
   * @default logs and span events; `span` too if it only changes, and only spans if it asks for `span.*`
   */
  readonly on?: ItemKind | readonly ItemKind[]
  /** @default everything */
  readonly when?: When
  /** Rules for noise that everybody has, by name; such a rule has nothing else. */
  readonly presets?: readonly string[]

  /** Lets nothing through. */
  readonly drop?: boolean
  /**
   * `true` or `all` protects from what later rules would hold back; `none`, `N%`, `N/s` and `N/m` are the words of
   * OTEP 4738 for `drop`, `sample` and `rate`.
   */
  readonly keep?: boolean | string
  /** The share that is kept, from 0 to 1: whole traces, else whole triage keys. `trace`: what the trace's own decision kept. */
  readonly sample?: number | 'trace'
  /** `1/100`: one of each hundred. `1/100@60`: the same, anew each minute. `5/s`, `5/m`: at most so many. */
  readonly rate?: string
  readonly coalesce?: CoalesceAction
  readonly dedupe?: DedupeAction
  /** The fields that `rate`, `coalesce` and `dedupe` count by, besides the triage key. `rate` has the code by default. */
  readonly per?: readonly string[]
  /** How often a summary of `dedupe` is due, in milliseconds. @default 10000 */
  readonly summaryMs?: number

  /** Fields that are taken away. */
  readonly remove?: readonly string[]
  readonly redact?: RedactOptions
  /** Fields by their new name: `{ 'attributes.old': 'attributes.new' }`. */
  readonly rename?: Readonly<Record<string, string>>
  readonly set?: Readonly<Record<string, Literal | readonly string[]>>
  readonly tag?: string | readonly string[]
  readonly severity?: Level
  /** The named pipelines that get it, and no others. Several routes leave what all of them name. */
  readonly route?: string | readonly string[]
}
