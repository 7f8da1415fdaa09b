import type { Span } from '@opentelemetry/api'
import { toCallPlan, type CallOptions } from '../otel/call-plan.ts'
import { LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { createCallObserver } from '../otel/observe-call.ts'

/**
 * Runs a block of code, sync or async, as a span and a link of the call chain.
 *
 * @param name - The span's name, of low cardinality: put what varies into `attributes`.
 * @param block - Is handed the OTel span; its result or exception is passed on.
 * @example
 * ```ts
 * import { span } from 'smonitor'
 *
 * const total = span('sum', () => [1, 2, 3].reduce((sum, value) => sum + value, 0), { attributes: { size: 3 } })
 * console.log(total)
 * ```
 */
export function span<Result>(name: string, block: (span: Span) => Result, options?: CallOptions): Result {
  return createCallObserver(LIBRARY_SCOPE, name, toCallPlan(name, options)).run(block)
}
