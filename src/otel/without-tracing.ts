import { context, ROOT_CONTEXT, type Context } from '@opentelemetry/api'

// The key of `suppressTracing` in @opentelemetry/core, which Emit must not depend on; createContextKey uses Symbol.for.
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
// Made once: outside of requests each diagnostic would otherwise leave a context to the garbage collector.
const suppressedRoot = suppress(ROOT_CONTEXT)

/**
 * Runs a function whose own work is not to be observed, such as the write of a file: an instrumentation of `fs` or
 * `http` would otherwise make spans of what takes the diagnostics somewhere.
 */
export function withoutTracing<Result>(action: () => Result): Result {
  const active = context.active()
  if (active.getValue(SUPPRESS_TRACING) === true) return action()
  return context.with(active === ROOT_CONTEXT ? suppressedRoot : suppress(active), action)
}

function suppress(outer: Context): Context {
  return outer.setValue(SUPPRESS_TRACING, true)
}
