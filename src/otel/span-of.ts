import { trace, type Context, type Span } from '@opentelemetry/api'

export type { Context, Span }

/** Finds the span in a context, whichever copy of the API put it there. */
export function spanOf(context: Context | undefined): Span | undefined {
  return context === undefined ? undefined : trace.getSpan(context)
}
