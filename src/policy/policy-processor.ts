import { safeStringify } from '../record/safe-stringify.ts'
import { markWrapper } from '../record/wraps.ts'
import { PolicyError } from './rule-problem.ts'
import type { Policy } from './policy-types.ts'
import type { PolicyLogRecord, SpanLike } from './policy-item.ts'

/** A log record processor of either SDK line. */
export interface LogRecordProcessorLike {
  onEmit(record: PolicyLogRecord, context?: unknown): void
  /** Asked by SDK 3 before a record is made. */
  enabled?(options: unknown): boolean
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** A span processor of either SDK line. */
export interface PolicySpanProcessorLike {
  onStart(span: unknown, context: unknown): void
  onEnding?(span: unknown): void
  onEnd(span: SpanLike): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/**
 * Wraps a log record processor, so that it gets what a policy lets through, as the policy changed it, and the
 * summaries of what was held back. A processor of OTel cannot drop for its siblings: what is to be kept from an
 * exporter has to stand before it. Several processors behind one policy get one decision.
 *
 * @throws PolicyError where one of the two is none.
 * @example
 * ```ts
 * import { createPolicy, policyProcessor } from 'smonitor/sdk'
 *
 * const policy = createPolicy([{ when: { code: 'FILM-W001' }, dedupe: 'summary' }])
 * const exporting = { onEmit: () => undefined, forceFlush: async () => undefined, shutdown: async () => undefined }
 * await policyProcessor(exporting, policy).shutdown()
 * ```
 */
export function policyProcessor(processor: LogRecordProcessorLike, policy: Policy): LogRecordProcessorLike {
  checkArguments('policyProcessor', ['onEmit'], processor, policy)
  const remove = policy.addTarget((record) => processor.onEmit(record))
  const wrapping: LogRecordProcessorLike = {
    onEmit(record, context) {
      const { item } = policy.decideLog(record)
      if (item !== undefined) processor.onEmit(item, context)
    },
    ...(processor.enabled === undefined
      ? {}
      : { enabled: (options: unknown) => processor.enabled?.(options) ?? true }),
    forceFlush() {
      policy.flush()
      return processor.forceFlush()
    },
    async shutdown() {
      policy.flush()
      remove()
      await processor.shutdown()
    },
  }
  return markWrapper(wrapping, processor, 'smonitor policy')
}

/**
 * Wraps a span processor, so that it gets the spans that a policy lets through, with the events that it lets
 * through, as the policy changed them. A span is decided about when it has ended.
 *
 * @throws PolicyError where one of the two is none.
 */
export function policySpanProcessor(
  processor: PolicySpanProcessorLike,
  policy: Policy,
): PolicySpanProcessorLike {
  checkArguments('policySpanProcessor', ['onStart', 'onEnd'], processor, policy)
  const wrapping: PolicySpanProcessorLike = {
    onStart: (span, context) => processor.onStart(span, context),
    ...(processor.onEnding === undefined ? {} : { onEnding: (span: unknown) => processor.onEnding?.(span) }),
    onEnd(span) {
      const { item } = policy.decideSpan(span)
      if (item !== undefined) processor.onEnd(item)
    },
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  }
  return markWrapper(wrapping, processor, 'smonitor policy')
}

function checkArguments(call: string, methods: readonly string[], processor: unknown, policy: unknown): void {
  if (!methods.every((name) => hasMethod(processor, name)))
    throw refused(
      `The processor of ${call}()`,
      processor,
      `a processor of OpenTelemetry, with ${methods.join(' and ')}`,
    )
  if (!hasMethod(policy, 'decideLog'))
    throw refused(`The policy of ${call}()`, policy, 'what createPolicy() returns')
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)[name] === 'function'
  )
}

function refused(what: string, value: unknown, allowed: string): PolicyError {
  const shown = value === undefined ? 'missing' : safeStringify(value).slice(0, 200)
  return new PolicyError([], `${what} is ${shown}, which is not valid. Use ${allowed}.`)
}
