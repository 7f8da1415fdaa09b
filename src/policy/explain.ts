import type { CompiledRule, PolicyOutcome } from './compile-rule.ts'
import type { ConditionFailure } from './conditions.ts'
import { createDraft, type Draft } from './draft.ts'
import type { PolicyItem } from './policy-item.ts'
import { routeOf, rulingCount } from './rule-order.ts'
import { ACTION_WORDS } from './rule-words.ts'

/** What a rule made of an item. */
export interface RuleExplanation {
  readonly id: string
  readonly description: string | undefined
  readonly isMatched: boolean
  /** The part of its condition that did not hold; `undefined` where it held, or the rule is about other things. */
  readonly failed: ConditionFailure | undefined
  /** What the rule asks for, in its own words. */
  readonly actions: readonly string[]
}

/** One thing that a stage did, in the order that it did it. */
export interface PolicyStep {
  readonly stage: 'match' | 'keep' | 'drop' | 'sample' | 'rate' | 'repeat' | 'change' | 'route'
  readonly rule: string
  /** What happened, in a sentence. */
  readonly text: string
  readonly isStopped: boolean
}

/** A field that rules changed. */
export interface FieldChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/** What a policy would do with an item, and why. */
export interface PolicyExplanation {
  readonly outcome: PolicyOutcome
  /** The rule that would hold it back. */
  readonly rule: string | undefined
  readonly sendTo: readonly string[] | undefined
  readonly steps: readonly PolicyStep[]
  readonly rules: readonly RuleExplanation[]
  readonly changes: readonly FieldChange[]
}

/** What explaining needs of a policy: its state, which is looked at and stays as it is. */
export interface ExplainContext {
  readonly rules: readonly CompiledRule[]
  readonly peekRepeat: (rule: CompiledRule, item: PolicyItem) => boolean
  readonly now: () => number
}

/** Tells stage by stage and rule by rule what becomes of an item. Nothing is counted. */
export function explainItem(item: PolicyItem, { rules, peekRepeat, now }: ExplainContext): PolicyExplanation {
  const explained = rules.map((rule) => explainRule(rule, item))
  const matched = rules.filter((_rule, at) => explained[at]?.isMatched === true)
  const count = rulingCount(matched)
  const ruling = matched.slice(0, count)
  const steps: PolicyStep[] = []
  const say = (stage: PolicyStep['stage'], { id }: CompiledRule, text: string, isStopped = false): void => {
    steps.push({ stage, rule: id, text, isStopped })
  }
  const stop = (): Stop | undefined => {
    for (const rule of ruling) {
      if (!rule.isDropping) continue
      say('drop', rule, 'It is dropped.', true)
      return { rule, outcome: 'dropped' }
    }
    for (const rule of ruling) {
      if (rule.sample === undefined) continue
      const isKept = rule.sample(item)
      say(
        'sample',
        rule,
        isKept ? 'It is in the share that is kept.' : 'It is not in the share that is kept.',
        !isKept,
      )
      if (!isKept) return { rule, outcome: 'sampled' }
    }
    for (const rule of ruling) {
      if (rule.rate === undefined) continue
      const isKept = rule.rate.limiter.peek(rule.rateKey(item), now())
      say('rate', rule, isKept ? 'It is within the limit.' : 'The limit is reached.', !isKept)
      if (!isKept) return { rule, outcome: 'rate_limited' }
    }
    const repeating = item.kind === 'log' ? ruling.find((rule) => rule.repeats !== undefined) : undefined
    if (repeating?.repeats === undefined) return undefined
    const isKept = peekRepeat(repeating, item)
    say(
      'repeat',
      repeating,
      isKept ? 'It is not a repetition.' : 'It is a repetition, and told of in a summary or later.',
      !isKept,
    )
    return isKept ? undefined : { rule: repeating, outcome: repeating.repeats.kind }
  }
  const keeper = matched[count]
  if (keeper !== undefined) say('keep', keeper, 'It is protected from the rules behind this one.')
  const stopped = stop()
  const changes = stopped === undefined ? changesOf(item, matched, say) : []
  const sendTo = stopped === undefined ? routeOf(matched, item.kind) : undefined
  for (const rule of stopped === undefined ? matched : []) {
    if (rule.sendTo !== undefined && rule.routedKinds.includes(item.kind))
      say('route', rule, `It goes to ${rule.sendTo.join(', ')} and no other.`)
  }
  return {
    outcome: stopped?.outcome ?? 'accepted',
    rule: stopped?.rule.id,
    sendTo,
    steps,
    rules: explained,
    changes,
  }
}

interface Stop {
  readonly rule: CompiledRule
  readonly outcome: PolicyOutcome
}

function explainRule({ id, rule, kinds, condition }: CompiledRule, item: PolicyItem): RuleExplanation {
  const failed = kinds.includes(item.kind)
    ? attempt(() => condition.explain(item))
    : { condition: 'on', expected: kinds, actual: item.kind }
  const actions = ACTION_WORDS.filter((name) => rule[name] !== undefined)
  return {
    id,
    description: rule.description,
    isMatched: failed === undefined,
    failed,
    actions: actions.map((name) => `${name}: ${JSON.stringify(rule[name])}`),
  }
}

function attempt(explain: () => ConditionFailure | undefined): ConditionFailure | undefined {
  try {
    return explain()
  } catch (error) {
    return { condition: 'when', expected: 'to be asked', actual: `it threw ${String(error)}` }
  }
}

function changesOf(
  item: PolicyItem,
  matched: readonly CompiledRule[],
  say: (stage: 'change', rule: CompiledRule, text: string) => void,
): FieldChange[] {
  const before = createDraft(item)
  const draft = createDraft(item)
  for (const rule of matched) {
    if (rule.change === undefined) continue
    const last = snapshot(draft)
    try {
      rule.change.apply(draft, () => undefined)
    } catch {
      // What it has changed until then is changed.
    }
    const fields = differences(last, snapshot(draft)).map(({ field }) => field)
    say('change', rule, fields.length === 0 ? 'It changes nothing here.' : `It changes ${fields.join(', ')}.`)
  }
  return differences(snapshot(before), snapshot(draft))
}

function snapshot(draft: Draft): Map<string, unknown> {
  const { kind, attributes, body, severity, name, statusMessage, links = [], resource } = draft
  const named = (prefix: string, values: object | undefined) =>
    Object.entries(values ?? {}).map(([key, value]) => [`${prefix}${key}`, value as unknown] as const)
  return new Map([
    ['body', body],
    ['severity', severity],
    [kind === 'span' ? 'span.name' : 'event_name', name],
    ['status.message', statusMessage],
    ...named('attributes.', attributes),
    ...links.flatMap((link, at) => named(`links.${at}.`, link.attributes)),
    // Of a live one, some attributes may not be known yet.
    ...((resource as { asyncAttributesPending?: boolean } | undefined)?.asyncAttributesPending === true
      ? []
      : named('resource.', resource?.attributes)),
  ])
}

function differences(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): FieldChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, before: before.get(field), after: after.get(field) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after))
}
