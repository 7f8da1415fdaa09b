import { context } from '@opentelemetry/api'

// The key of `suppressTracing` in @opentelemetry/core, which Emit must not depend on; createContextKey uses Symbol.for.
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/**
 * Runs a function whose own work is not to be observed, such as the write of a file: an instrumentation of `fs` or
 * `http` would otherwise make spans of what takes the diagnostics somewhere.
 */
export function withoutTracing<Result>(action: () => Result): Result {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), action)
}
