import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api'
import type { Frame } from './frame.ts'

// Shared by every copy of smonitor in the process; any symbol is a key of a context.
const FRAME_KEY = Symbol.for('smonitor.frame.v1')
const SPAN_KEY = readSpanKey()

/**
 * The OTel context of one observed call: what was active around it, with its span and its place in the chain.
 *
 * The API's own contexts copy all their values on each change. This one holds the two that a call changes and
 * hands every other question to the context below all calls, so that neither a call nor a look-up costs more
 * the deeper the chain is.
 */
export class CallContext implements Context {
  /** The context below the whole chain. */
  readonly base: Context
  readonly span: Span | undefined
  readonly frame: Frame | undefined

  constructor(base: Context, span: Span | undefined, frame: Frame | undefined) {
    this.base = base
    this.span = span
    this.frame = frame
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span
    return key === FRAME_KEY ? this.frame : this.base.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN_KEY) return new CallContext(this.base, value as Span, this.frame)
    if (key === FRAME_KEY) return new CallContext(this.base, this.span, value as Frame)
    return new CallContext(this.base.setValue(key, value), this.span, this.frame)
  }

  deleteValue(key: symbol): Context {
    if (key === SPAN_KEY || key === FRAME_KEY) return this.setValue(key, undefined)
    return new CallContext(this.base.deleteValue(key), this.span, this.frame)
  }
}

/** Opens the context of a call with its span, as the next link of the chain. */
export function openCallContext(
  parent: Context,
  span: Span,
  name: string,
): CallContext & { readonly frame: Frame } {
  const outer = frameOf(parent)
  const frame: Frame = {
    name,
    parent: outer,
    depth: (outer?.depth ?? 0) + 1,
    path: undefined,
    recordedPrimitive: undefined,
  }
  const base = parent instanceof CallContext ? parent.base : parent
  return new CallContext(base, span, frame) as CallContext & { readonly frame: Frame }
}

/** Reads the innermost signal of a context. */
export function frameOf(context: Context): Frame | undefined {
  // The root has nothing, and a program is often there.
  if (context === ROOT_CONTEXT) return undefined
  return (context instanceof CallContext ? context.frame : context.getValue(FRAME_KEY)) as Frame | undefined
}

/** The API keeps the key of the span to itself; this is how it is asked for. */
function readSpanKey(): symbol {
  const keys: symbol[] = []
  const probe: Context = {
    getValue: () => undefined,
    setValue(key) {
      keys.push(key)
      return probe
    },
    deleteValue: () => probe,
  }
  trace.setSpan(probe, trace.wrapSpanContext(INVALID_SPAN_CONTEXT))
  return keys[0] as symbol
}
