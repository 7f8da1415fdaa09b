import { isBridged } from '../otel/bridged-events.ts'
import { openEmission } from '../otel/emission.ts'
import { checkRules } from './check-rules.ts'
import { SYSTEM_CLOCK } from './clock.ts'
import { compileRule, type CompiledRule, type PolicyOutcome } from './compile-rule.ts'
import { createDraft, toRecord, toSpan, type Draft } from './draft.ts'
import { explainItem, type ExplainContext } from './explain.ts'
import {
  toLogItem,
  toSpanEventItem,
  toSpanItem,
  type PolicyItem,
  type PolicyLogRecord,
  type SpanEventLike,
  type SpanLike,
} from './policy-item.ts'
import type { Decided, Decision, Policy, PolicyOptions } from './policy-types.ts'
import { expandPresets } from './presets.ts'
import { createRepeats } from './repeats.ts'
import { PolicyError } from './rule-problem.ts'
import { createMatcher } from './matcher.ts'
import { routeOf, rulingCount } from './rule-order.ts'
import type { PolicyRule } from './rule.ts'
import { toSummary } from './summary-record.ts'

interface Judgement extends Decision {
  /** Whether it is handed on later is still open. */
  readonly isUndecided?: true
}

/** An event of a span, and what was made of it. */
interface JudgedEvent {
  readonly event: SpanEventLike
  readonly item: PolicyItem
  readonly matched: readonly CompiledRule[]
  readonly isKept: boolean
}

const PASSED: Decision = { outcome: 'accepted', rule: undefined, sendTo: undefined }

/**
 * Compiles rules into a policy.
 *
 * @throws PolicyError where they are not valid; the settings check them before and say more.
 */
export function createPolicy(rules: readonly PolicyRule[], options: PolicyOptions = {}): Policy {
  const problems = checkRules(rules)
  if (problems.length > 0) throw new PolicyError(problems)
  const { clock = SYSTEM_CLOCK, random = Math.random, maxKeys = 10_000, onDecided, onRuleError } = options
  const counts = { evicted: 0, summaries: 0 }
  const context = { random, maxKeys, onEvict: () => (counts.evicted += 1) }
  const named = rules.map((rule, at) =>
    rule.presets === undefined ? { id: `policy[${at}]`, ...rule } : rule,
  )
  const compiled = expandPresets(named)
    .filter(({ enabled }) => enabled !== false)
    .map((rule, order) => compileRule(rule, rule.id ?? `policy[${order}]`, order, context))
  const hasEventRules = compiled.some(({ kinds }) => kinds.includes('span_event'))
  const logs = new WeakMap<PolicyLogRecord, Decided<PolicyLogRecord>>()
  const spans = new WeakMap<SpanLike, Decided<SpanLike>>()
  const targets = new Set<(record: PolicyLogRecord, sendTo: readonly string[] | undefined) => void>()

  const repeats = createRepeats(clock, maxKeys, {
    summarise(last, matched, summary) {
      counts.summaries += 1
      send(toSummary(changed(last, matched), summary, clock.now()), routeOf(matched, 'log'))
    },
    release(record, matched) {
      onDecided?.(record, 'accepted')
      send(changed(record, matched), routeOf(matched, 'log'))
    },
    supersede(record, rule) {
      rule.counts.duplicate += 1
      onDecided?.(record, 'duplicate')
    },
    evicted: () => (counts.evicted += 1),
  })

  function send(record: PolicyLogRecord, sendTo: readonly string[] | undefined): void {
    const emission = openEmission()
    for (const target of targets) {
      try {
        target(record, sendTo)
      } catch (error) {
        onRuleError?.('summaries', error)
      }
    }
    emission.depth -= 1
  }

  const match = createMatcher(compiled, fail)

  function fail(rule: CompiledRule, error: unknown): void {
    rule.counts.errors += 1
    if (rule.counts.errors === 1) onRuleError?.(rule.id, error)
  }

  /** X26: drop comes before sample, and that before rate, in whatever order they are written. */
  function judge(item: PolicyItem, matched: readonly CompiledRule[], record?: PolicyLogRecord): Judgement {
    const ruling = matched.slice(0, rulingCount(matched))
    const attempt = <Result>(rule: CompiledRule, action: () => Result): Result | undefined => {
      try {
        return action()
      } catch (error) {
        fail(rule, error)
        return undefined
      }
    }
    for (const rule of ruling) if (rule.isDropping) return held(rule, 'dropped')
    for (const rule of ruling) {
      if (rule.sample !== undefined && attempt(rule, () => rule.sample?.(item)) === false) {
        return held(rule, 'sampled')
      }
    }
    for (const rule of ruling) {
      const { rate } = rule
      if (rate === undefined) continue
      const isAdmitted = attempt(rule, () => rate.limiter.admit(rule.rateKey(item), clock.now()))
      if (isAdmitted === false) return held(rule, 'rate_limited')
    }
    const repeating = record === undefined ? undefined : ruling.find((rule) => rule.repeats !== undefined)
    if (record !== undefined && repeating?.repeats !== undefined) {
      const action = repeating.repeats
      const verdict = attempt(repeating, () =>
        repeats.admit(repeating, action, repeating.repeatKey(item), record, matched),
      )
      if (verdict === 'suppress') return held(repeating, action.kind)
      // It is counted when another takes its place, or it is handed on.
      if (verdict === 'held')
        return { outcome: action.kind, rule: repeating.id, sendTo: undefined, isUndecided: true }
    }
    return { ...PASSED, sendTo: routeOf(matched, item.kind) }
  }

  function held(rule: CompiledRule, outcome: Exclude<PolicyOutcome, 'accepted'>): Decision {
    rule.counts[outcome] += 1
    return { outcome, rule: rule.id, sendTo: undefined }
  }

  function draftOf(item: PolicyItem, matched: readonly CompiledRule[]): Draft | undefined {
    let draft: Draft | undefined
    for (const rule of matched) {
      if (rule.change === undefined) continue
      try {
        draft ??= createDraft(item)
        rule.change.apply(draft, (error) => fail(rule, error))
        rule.counts.changed += 1
      } catch (error) {
        fail(rule, error)
      }
    }
    return draft
  }

  /** What goes by its name is no secret of the item alone: what else is in its trace may say it too. */
  function learn(item: PolicyItem, matched: readonly CompiledRule[]): void {
    for (const { change } of matched) {
      if (change?.learn === undefined) continue
      try {
        change.learn(createDraft(item))
      } catch {
        // It is said where the item itself is changed, if it is.
      }
    }
  }

  function changed(record: PolicyLogRecord, matched: readonly CompiledRule[]): PolicyLogRecord {
    const draft = draftOf(toLogItem(record), matched)
    return draft === undefined ? record : toRecord(record, draft)
  }

  function decideLog(record: PolicyLogRecord): Decided<PolicyLogRecord> {
    const known = logs.get(record)
    if (known !== undefined) return known
    const item = toLogItem(record)
    const matched = match(item)
    const { outcome, rule, sendTo, isUndecided }: Judgement =
      matched.length === 0 ? PASSED : judge(item, matched, record)
    if (isUndecided !== true) onDecided?.(record, outcome)
    const isAccepted = outcome === 'accepted'
    if (!isAccepted) learn(item, matched)
    const decided = { outcome, rule, sendTo, item: isAccepted ? changed(record, matched) : undefined }
    logs.set(record, decided)
    return decided
  }

  function decideSpan(span: SpanLike): Decided<SpanLike> {
    const known = spans.get(span)
    if (known !== undefined) return known
    const item = toSpanItem(span)
    const matched = match(item)
    const decision = matched.length === 0 ? PASSED : judge(item, matched)
    const isAccepted = decision.outcome === 'accepted'
    if (!isAccepted) learn(item, matched)
    const decided = { ...decision, item: isAccepted ? changedSpan(span, item, matched) : undefined }
    spans.set(span, decided)
    return decided
  }

  function changedSpan(span: SpanLike, item: PolicyItem, matched: readonly CompiledRule[]): SpanLike {
    const events = hasEventRules ? span.events.map((event) => judgeEvent(event, span)) : []
    // Whatever is known of one of them goes from all.
    if (events.some((one) => one.matched.length > 0)) {
      learn(item, matched)
      for (const one of events) learn(one.item, one.matched)
    }
    return toSpan(span, draftOf(item, matched), hasEventRules ? leftOf(span.events, events) : span.events)
  }

  function judgeEvent(event: SpanEventLike, span: SpanLike): JudgedEvent {
    const item = toSpanEventItem(event, span)
    // What stands for a log record has been decided about: limits must not count it twice.
    const matched = isBridged(event) ? [] : match(item)
    const isKept = matched.length === 0 || judge(item, matched).outcome === 'accepted'
    return { event, item, matched, isKept }
  }

  function leftOf(
    before: readonly SpanEventLike[],
    judged: readonly JudgedEvent[],
  ): readonly SpanEventLike[] {
    const events = judged
      .filter(({ isKept }) => isKept)
      .map(({ event, item, matched }) => {
        const draft = draftOf(item, matched)
        if (draft === undefined) return event
        return { ...event, name: draft.name ?? event.name, attributes: draft.attributes }
      })
    const isSame = events.length === before.length && events.every((event, at) => event === before[at])
    return isSame ? before : events
  }

  const explaining: ExplainContext = {
    rules: compiled,
    peekRepeat: (rule, item) =>
      rule.repeats === undefined || repeats.peek(rule, rule.repeats, rule.repeatKey(item)),
    now: () => clock.now(),
  }

  return {
    decideLog,
    decideSpan,
    addTarget(target) {
      targets.add(target)
      return () => targets.delete(target)
    },
    flush: () => repeats.flush(),
    stats: () => ({
      rules: compiled.map((rule) => ({ id: rule.id, description: rule.rule.description, ...rule.counts })),
      ...counts,
      pending: repeats.pending,
    }),
    explainLog: (record) => explainItem(toLogItem(record), explaining),
    explainSpan: (span) => explainItem(toSpanItem(span), explaining),
  }
}
