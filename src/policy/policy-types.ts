import type { PolicyClock } from './clock.ts'
import type { PolicyOutcome, RuleCounts } from './compile-rule.ts'
import type { PolicyExplanation } from './explain.ts'
import type { PolicyLogRecord, SpanLike } from './policy-item.ts'

/** Options of `createPolicy`. */
export interface PolicyOptions {
  /** @default the clock of the machine */
  readonly clock?: PolicyClock
  /** For `sample` of what has neither a trace nor a triage key. @default Math.random */
  readonly random?: () => number
  /** How many keys each limit remembers; those that were not seen for the longest time are forgotten. @default 10000 */
  readonly maxKeys?: number
  /** Told what became of each log record, once. Must not throw. */
  readonly onDecided?: (record: PolicyLogRecord, outcome: PolicyOutcome) => void
  /** Told of the first error of each rule. Must not throw. */
  readonly onRuleError?: (rule: string, error: unknown) => void
}

/** What became of an item, and which rule it was. */
export interface Decision {
  readonly outcome: PolicyOutcome
  /** The rule that held it back. */
  readonly rule: string | undefined
  /** The named pipelines that get it; `undefined` for all. */
  readonly sendTo: readonly string[] | undefined
}

/** A decision with what is handed on: the item itself, a copy with changes, or nothing. */
export interface Decided<Item> extends Decision {
  readonly item: Item | undefined
}

/** What a rule has done, for statistics. */
export interface RuleStats extends Readonly<RuleCounts> {
  readonly id: string
  readonly description: string | undefined
}

/** What a policy has done. */
export interface PolicyStats {
  readonly rules: readonly RuleStats[]
  /** Keys that had to be forgotten. */
  readonly evicted: number
  /** Summaries that were made. */
  readonly summaries: number
  /** Keys of which there is something to tell. */
  readonly pending: number
}

/** Rules that are ready to be asked. Nothing in it throws, and no item is changed. */
export interface Policy {
  /** Decides about a log record; the same record gets the same decision, however often it is asked. */
  decideLog(record: PolicyLogRecord): Decided<PolicyLogRecord>
  /** Decides about a span and each of its events; the same span gets the same decision. */
  decideSpan(span: SpanLike): Decided<SpanLike>
  /** Names what gets summaries and records that were held back. @returns What takes it back. */
  addTarget(target: (record: PolicyLogRecord, sendTo: readonly string[] | undefined) => void): () => void
  /** Tells of everything that was held back, now. */
  flush(): void
  stats(): PolicyStats
  /** Tells what would become of a log record, and why; nothing is counted. */
  explainLog(record: PolicyLogRecord): PolicyExplanation
  /** Tells what would become of a span, and why; nothing is counted. */
  explainSpan(span: SpanLike): PolicyExplanation
}
