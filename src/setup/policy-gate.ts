import type { Policy, PolicyOptions, PolicyStats } from '../policy/policy.ts'
import type { PolicyLogRecord, SpanLike } from '../policy/policy-item.ts'
import type { SpanProcessorLike } from './extend-node-config.ts'
import type { AskedProcessor } from './gate-processor.ts'
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
  /** `undefined` without rules. */
  stats(): PolicyStats | undefined
}

/** Creates the gate with the rules of settings. Without any, it costs a comparison for each record. */
export function createPolicyGate(settings: RuleSettings, options: PolicyOptions): PolicyGate {
  const targets = new Set<(record: PolicyLogRecord, sendTo: readonly string[] | undefined) => void>()
  let written = JSON.stringify(rulesOf(settings))
  let policy = open(settings)
  let route: readonly string[] | undefined

  function open(next: RuleSettings): Policy | undefined {
    const opened = policyOf(next, options)
    opened?.addTarget((record, sendTo) => {
      for (const target of targets) target(record, sendTo)
    })
    return opened
  }

  function handOn(sendTo: readonly string[] | undefined, action: () => void): void {
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
      written = rules
    },
    before(next) {
      const target = (record: PolicyLogRecord, sendTo: readonly string[] | undefined): void =>
        handOn(sendTo, () => next.onEmit(record))
      targets.add(target)
      return {
        onEmit(record, context) {
          if (policy === undefined) {
            next.onEmit(record, context)
            return
          }
          const { item, sendTo } = policy.decideLog(record)
          if (item !== undefined) handOn(sendTo, () => next.onEmit(item, context))
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
    },
    beforeSpans: (next) => ({
      onStart: (span, context) => next.onStart(span, context),
      ...(next.onEnding === undefined ? {} : { onEnding: (span: unknown) => next.onEnding?.(span) }),
      onEnd(span) {
        const item = policy === undefined ? span : policy.decideSpan(span as SpanLike).item
        if (item !== undefined) next.onEnd(item)
      },
      forceFlush: () => next.forceFlush(),
      shutdown: () => next.shutdown(),
    }),
    isOn: () => policy !== undefined,
    isRouting: () => route !== undefined,
    isRoutedTo: (name) => route === undefined || KEEPERS.has(name) || route.includes(name),
    flush: () => policy?.flush(),
    stats: () => policy?.stats(),
  }
}

/** What keeps everything that is accepted, wherever it is routed to. */
const KEEPERS = new Set(['memory', 'spool', 'bundle'])
