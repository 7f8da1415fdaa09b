import { compileChange, type Changes } from './changes.ts'
import { compileWhen, type Condition } from './conditions.ts'
import { readerOf, type ReadField } from './fields.ts'
import { kindsOf } from './kinds-of.ts'
import { parseKeep } from './keep-notation.ts'
import type { PolicyItem } from './policy-item.ts'
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts'
import { parseRate, type RateLimit } from './rate-notation.ts'
import type { CoalesceAction, DedupeAction, ItemKind, PolicyRule } from './rule.ts'
import { createSampler, type Sampler } from './sampler.ts'

/** What became of an item. */
export type PolicyOutcome = 'accepted' | 'dropped' | 'sampled' | 'rate_limited' | 'coalesced' | 'duplicate'

/** What a rule has done so far. */
export interface RuleCounts {
  /** How often its condition held. */
  hits: number
  dropped: number
  sampled: number
  rate_limited: number
  coalesced: number
  duplicate: number
  changed: number
  errors: number
}

/** A rule that is ready to be asked. */
export interface CompiledRule {
  readonly id: string
  readonly order: number
  readonly rule: PolicyRule
  readonly kinds: readonly ItemKind[]
  readonly condition: Condition
  readonly isProtecting: boolean
  readonly isDropping: boolean
  readonly sample: Sampler | undefined
  readonly rate: { readonly limit: RateLimit; readonly limiter: RateLimiter } | undefined
  readonly repeats: RepeatAction | undefined
  readonly change: Changes | undefined
  readonly sendTo: readonly string[] | undefined
  /** What the route is about: not a span that the rule only changes. */
  readonly routedKinds: readonly ItemKind[]
  /** By what `rate` counts. */
  readonly rateKey: (item: PolicyItem) => string
  /** By what `coalesce` and `dedupe` count. */
  readonly repeatKey: (item: PolicyItem) => string
  readonly counts: RuleCounts
}

/** What becomes of repetitions. */
export type RepeatAction =
  | ({ readonly kind: 'coalesced' } & Required<CoalesceAction>)
  | { readonly kind: 'duplicate'; readonly mode: DedupeAction; readonly summaryMs: number }

/** What compiling a rule needs besides it. */
export interface CompileContext {
  readonly random: () => number
  readonly maxKeys: number
  readonly onEvict: () => void
}

/** The interval of the collector's `log_dedup`. */
const SUMMARY_MS = 10_000

/** Compiles a rule that was checked. */
export function compileRule(
  rule: PolicyRule,
  id: string,
  order: number,
  context: CompileContext,
): CompiledRule {
  const kept = rule.keep === undefined ? {} : (parseKeep(rule.keep) ?? {})
  const { drop, keep, sample, rate } = { ...rule, ...kept, drop: rule.drop === true || kept.drop === true }
  const limit = parseRate(rate)
  return {
    id,
    order,
    rule,
    kinds: kindsOf(rule),
    condition: compileWhen(rule.when),
    isProtecting: keep === true,
    isDropping: drop,
    sample: sample === undefined ? undefined : createSampler(sample, context.random),
    rate:
      limit === undefined
        ? undefined
        : { limit, limiter: createRateLimiter(limit, context.maxKeys, context.onEvict) },
    repeats: repeatsOf(rule),
    change: compileChange(rule),
    sendTo: rule.route === undefined ? undefined : [rule.route].flat(),
    routedKinds: kindsOf(rule, true),
    rateKey: rule.per === undefined ? codeOf : keyOf(rule.per),
    repeatKey: rule.per === undefined ? identityOf : withIdentity(keyOf(rule.per)),
    counts: {
      hits: 0,
      dropped: 0,
      sampled: 0,
      rate_limited: 0,
      coalesced: 0,
      duplicate: 0,
      changed: 0,
      errors: 0,
    },
  }
}

function repeatsOf({ coalesce, dedupe, summaryMs = SUMMARY_MS }: PolicyRule): RepeatAction | undefined {
  if (coalesce !== undefined) return { kind: 'coalesced', mode: 'sliding', ...coalesce }
  return dedupe === undefined ? undefined : { kind: 'duplicate', mode: dedupe, summaryMs }
}

const readCode = readerOf('code') as ReadField
const readTriageKey = readerOf('triage_key') as ReadField

function codeOf(item: PolicyItem): string {
  const code = readCode(item)
  return typeof code === 'string' ? `${item.kind} ${code}` : identityOf(item)
}

/** The triage key; what has none is known by where it comes from and what it says. */
function identityOf(item: PolicyItem): string {
  const key = readTriageKey(item)
  if (typeof key === 'string') return `${item.kind} ${key}`
  const { kind, scope, name, severity, body } = item
  return JSON.stringify([kind, scope.name, name, severity, typeof body === 'string' ? body : undefined])
}

function keyOf(fields: readonly string[]): (item: PolicyItem) => string {
  const readers = fields.map((field) => readerOf(field) as ReadField)
  return (item) => JSON.stringify([item.kind, ...readers.map((read) => read(item) ?? null)])
}

function withIdentity(key: (item: PolicyItem) => string): (item: PolicyItem) => string {
  return (item) => `${identityOf(item)} ${key(item)}`
}
