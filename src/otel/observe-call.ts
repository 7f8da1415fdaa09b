import {
  context,
  diag,
  INVALID_SPAN_CONTEXT,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { ATTR_SMONITOR_SIGNAL } from '../../semconv/semconv.ts'
import { toLevel, type Level } from '../record/level.ts'
import { withFrame, type Frame } from './call-chain.ts'
import { findTracerProvider, hasProvider } from './api-globals.ts'
import { createLogEmitter, type Scope } from './log-emitter.ts'
import { recordException } from './record-exception.ts'

/** Observes calls of one name: each is a span, a link of the call chain, and a record if it throws. */
export interface CallObserver {
  /** Calls `fn`; returns what it returns and throws what it throws. */
  call<This, Args extends readonly unknown[], Result>(
    fn: (this: This, ...args: Args) => Result,
    self: This,
    args: Args,
  ): Result
  /** Runs a block of code, which is handed its span. */
  run<Result>(block: (span: Span) => Result): Result
}

/** How calls are observed. */
export interface CallOptions {
  /** Added to the span of each call. */
  readonly attributes?: Attributes
  /** The level of the record of an exception. @default 'error' */
  readonly exceptionLevel?: Level
}

interface OpenCall {
  readonly span: Span
  readonly frame: Frame
  readonly context: Context
}

/** Creates an observer of calls under one name and scope. */
export function createCallObserver(scope: Scope, name: string, options: CallOptions = {}): CallObserver {
  const emitter = createLogEmitter(scope)
  const level = toLevel(options.exceptionLevel) ?? 'error'
  // One object for all calls: the SDK copies what it keeps.
  const spanOptions: SpanOptions = { attributes: { ...options.attributes, [ATTR_SMONITOR_SIGNAL]: name } }

  let isReported = false
  let provider: TracerProvider | undefined
  let tracer: Tracer | undefined

  // A library is often loaded before the SDK is set up, and its signals are made then.
  function activeTracer(): Tracer {
    const found = findTracerProvider()
    if (found !== undefined && found !== provider) {
      provider = found
      tracer = found.getTracer(scope.name, scope.version)
    }
    return (tracer ??= trace.getTracer(scope.name, scope.version))
  }

  function open(): OpenCall {
    const parent = context.active()
    const span = start(parent)
    return { span, ...withFrame(trace.setSpan(parent, span), name) }
  }

  function start(parent: Context): Span {
    try {
      return activeTracer().startSpan(name, spanOptions, parent)
    } catch (problem) {
      reportOnce(problem)
      return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT)
    }
  }

  function end(span: Span): void {
    try {
      span.end()
    } catch (problem) {
      reportOnce(problem)
    }
  }

  // A provider or a processor that throws must not reach the host: said once, through OTel's own channel.
  function reportOnce(problem: unknown): void {
    if (!isReported) diag.error(`smonitor: a tracer provider threw; spans of ${name} are lost.`, problem)
    isReported = true
  }

  function observe<Result>(at: OpenCall, invoke: () => Result): Result {
    let result: Result
    try {
      result = invoke()
    } catch (error) {
      fail(error, at)
      end(at.span)
      throw error
    }
    if (isPromise(result)) return settle(result, at) as Result
    end(at.span)
    return result
  }

  // The caller gets the derived promise: with the original, a rejection that nobody handles would count as
  // handled, and Node's own message and exit code would be gone. `then`, because an async function would add
  // itself to the stack that Node prints.
  function settle<Result>(promise: Promise<Result>, at: OpenCall): Promise<Result> {
    return promise.then(
      (result) => {
        end(at.span)
        return result
      },
      (error: unknown) => {
        fail(error, at)
        end(at.span)
        throw error
      },
    )
  }

  function fail(error: unknown, at: OpenCall): void {
    try {
      recordException(error, { emitter, context: at.context, frame: at.frame, span: at.span, level })
    } catch (problem) {
      diag.error(`smonitor: the exception of ${name} could not be recorded.`, problem)
    }
  }

  return {
    call(fn, self, args) {
      if (!hasProvider()) return fn.apply(self, args as never)
      const at = open()
      return observe(at, () => context.with(at.context, fn as never, self as never, ...(args as never)))
    },
    run(block) {
      const at = open()
      return observe(at, () => context.with(at.context, block, undefined, at.span))
    },
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  try {
    // Not instanceof: a promise may come from another realm.
    return Object.prototype.toString.call(value) === '[object Promise]'
  } catch {
    return false // A proxy that refuses, which is no promise.
  }
}
