import type { Policy, PolicyOptions, PolicyStats } from '../policy/policy-types.ts'
import type { PolicyLogRecord, SpanLike } from '../policy/policy-item.ts'
import type { AskedProcessor, SpanProcessorLike } from './processor-like.ts'
import { ATTR_SMONITOR_CODE } from '../../semconv/semconv.ts'
import { createRuleRedactor, type RuleRedactor } from '../policy/rule-redactor.ts'
import { markWrapper } from '../record/wraps.ts'
import { isRouted } from './route-targets.ts'
import { UNKNOWN_ROUTE } from './route-watch.ts'
import { policyOf, rulesOf, type RuleSettings } from './rules-of.ts'

/** The policy of the running program, which its settings may change. */
export interface PolicyGate {
  /** Takes other rules from now on. The limits of rules that stay as they are go on counting. */
  apply(settings: RuleSettings): void
  /** Puts the policy before a processor. */
  before(next: AskedProcessor): AskedProcessor
  /** Puts the policy before a processor of spans. */
  beforeSpans(next: SpanProcessorLike): SpanProcessorLike
  /** Tells whether there are rules. Without any, who asks saves the way through here, and the stack that it takes. */
  isOn(): boolean
  /** Tells whether what is being handed on goes to some pipelines only. */
  isRouting(): boolean
  /** Tells whether what is being handed on goes to a pipeline of this name. */
  isRoutedTo(name: string): boolean
  /** Tells of everything that was held back, now. */
  flush(): void
  /** Redacts what goes through no rule; `undefined` where no rule redacts everything. */
  redactor(): RuleRedactor | undefined
  /** `undefined` without rules. */
  stats(): PolicyStats | undefined
}

/** Options of {@link createPolicyGate}. */
export interface GateOptions extends PolicyOptions {
  /** Told of the pipelines that something is about to go to, where it does not go to all. Must not throw. */
  readonly onRouted: (sendTo: readonly string[]) => void
}

/** Creates the gate with the rules of settings. Without any, it costs a comparison for each record. */
export function createPolicyGate(settings: RuleSettings, options: GateOptions): PolicyGate {
  const targets = new Set<(record: PolicyLogRecord, sendTo: readonly string[] | undefined) => void>()
  let written = JSON.stringify(rulesOf(settings))
  let policy = open(settings)
  let redactor = createRuleRedactor(rulesOf(settings))
  let route: readonly string[] | undefined

  function open(next: RuleSettings): Policy | undefined {
    const opened = policyOf(next, options)
    opened?.addTarget((record, sendTo) => {
      for (const target of targets) target(record, sendTo)
    })
    return opened
  }

  function handOn(sendTo: readonly string[] | undefined, action: () => void): void {
    if (sendTo !== undefined) options.onRouted(sendTo)
    const outer = route
    route = sendTo
    try {
      action()
    } finally {
      route = outer
    }
  }

  return {
    apply(next) {
      const rules = JSON.stringify(rulesOf(next))
      if (rules === written) return
      const opened = open(next)
      // What the rules before have held back is told of by them.
      policy?.flush()
      policy = opened
      redactor = createRuleRedactor(rulesOf(next))
      written = rules
    },
    before(next) {
      const target = (record: PolicyLogRecord, sendTo: readonly string[] | undefined): void =>
        handOn(sendTo, () => next.onEmit(record))
      targets.add(target)
      const gated: AskedProcessor = {
        onEmit(record, context) {
          if (policy === undefined) {
            next.onEmit(record, context)
            return
          }
          const { item, sendTo } = policy.decideLog(record)
          if (item === undefined) return
          const isToAll = record.attributes[ATTR_SMONITOR_CODE] === UNKNOWN_ROUTE
          handOn(isToAll ? undefined : sendTo, () => next.onEmit(item, context))
        },
        ...(next.enabled === undefined ? {} : { enabled: (asked) => next.enabled?.(asked) ?? true }),
        forceFlush() {
          policy?.flush()
          return next.forceFlush()
        },
        async shutdown() {
          policy?.flush()
          targets.delete(target)
          await next.shutdown()
        },
      }
      return markWrapper(gated, next, 'smonitor policy')
    },
    beforeSpans(next) {
      const gated: SpanProcessorLike = {
        onStart: (span, context) => next.onStart(span, context),
        ...(next.onEnding === undefined ? {} : { onEnding: (span: unknown) => next.onEnding?.(span) }),
        onEnd(span) {
          if (policy === undefined) {
            next.onEnd(span)
            return
          }
          const { item, sendTo } = policy.decideSpan(span as SpanLike)
          if (item !== undefined) handOn(sendTo, () => next.onEnd(item))
        },
        forceFlush: () => next.forceFlush(),
        shutdown: () => next.shutdown(),
      }
      return markWrapper(gated, next, 'smonitor policy')
    },
    isOn: () => policy !== undefined,
    isRouting: () => route !== undefined,
    isRoutedTo: (name) => isRouted(route, name),
    flush: () => policy?.flush(),
    redactor: () => redactor,
    stats: () => policy?.stats(),
  }
}
