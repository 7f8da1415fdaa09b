import {
  context,
  INVALID_SPAN_CONTEXT,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { ATTR_SMONITOR_SIGNAL } from '../../semconv/semconv.ts'
import { findTracerProvider, hasProvider } from './api-globals.ts'
import type { CallPlan } from './call-plan.ts'
import { openCallContext, type CallContext } from './call-context.ts'
import type { Frame } from './call-chain.ts'
import { createLogEmitter, type Scope } from './log-emitter.ts'
import { observeResult, type RunningCall } from './observe-result.ts'
import { recordException } from './record-exception.ts'
import { createOnceReporter } from './report-once.ts'

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

type OpenContext = CallContext & { readonly frame: Frame }

/** Creates an observer of calls under one name and scope. */
export function createCallObserver(scope: Scope, name: string, plan: CallPlan): CallObserver {
  const emitter = createLogEmitter(scope)
  const { level, addDetails } = plan
  // One object for all calls: the SDK copies what it keeps.
  const spanOptions: SpanOptions = { attributes: { ...plan.attributes, [ATTR_SMONITOR_SIGNAL]: name } }

  // A provider or a processor that throws must not reach the host.
  const reportOnce = createOnceReporter()
  const lost = `smonitor: a tracer provider threw; spans of ${name} are lost.`
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

  function start(parent: Context): Span {
    try {
      return activeTracer().startSpan(name, spanOptions, parent)
    } catch (problem) {
      reportOnce(lost, problem)
      return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT)
    }
  }

  function end(span: Span): void {
    try {
      span.end()
    } catch (problem) {
      reportOnce(lost, problem)
    }
  }

  function fail(error: unknown, span: Span, at: OpenContext, args: readonly unknown[]): void {
    try {
      recordException(error, {
        emitter,
        context: at,
        frame: at.frame,
        span,
        level,
        addDetails: addDetails && ((record) => addDetails(record, args)),
      })
    } catch (problem) {
      reportOnce(`smonitor: the exception of ${name} could not be recorded.`, problem)
    }
    end(span)
  }

  /** Most calls are over when they return; what is made here is for those that are not. */
  function running(span: Span, at: OpenContext, args: readonly unknown[]): RunningCall {
    let isOver = false
    return {
      within: (step) => context.with(at, step),
      end() {
        if (!isOver) end(span)
        isOver = true
      },
      fail(error) {
        if (!isOver) fail(error, span, at, args)
        isOver = true
      },
    }
  }

  function invoke(
    fn: AnyCallable,
    self: unknown,
    args: readonly unknown[],
    parent: Context,
    span: Span,
  ): unknown {
    const at = openCallContext(parent, span, name)
    let result: unknown
    try {
      result = context.with(at, fn, self, ...args)
    } catch (error) {
      fail(error, span, at, args)
      throw error
    }
    if (typeof result === 'object' && result !== null) {
      // What nobody will ask for is not kept in memory until the call is over.
      return observeResult(result, running(span, at, addDetails === undefined ? NO_ARGS : args))
    }
    end(span)
    return result
  }

  return {
    call(fn, self, args) {
      if (!hasProvider()) return fn.apply(self, args as never)
      const parent = context.active()
      return invoke(fn as AnyCallable, self, args, parent, start(parent)) as ReturnType<typeof fn>
    },
    run(block) {
      const parent = context.active()
      const span = start(parent)
      return invoke(block as AnyCallable, undefined, [span], parent, span) as ReturnType<typeof block>
    },
  }
}

const NO_ARGS: readonly unknown[] = []

type AnyCallable = (...args: readonly unknown[]) => unknown
