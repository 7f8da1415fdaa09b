import {
  INVALID_SPAN_CONTEXT,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { ATTR_SMONITOR_SIGNAL } from '../../semconv/semconv.ts'
import { activeContext, findContextManager, findTracerProvider, hasProvider } from './api-globals.ts'
import type { CallPlan } from './call-plan.ts'
import { openCallContext, type CallContext } from './call-context.ts'
import type { Frame } from './frame.ts'
import { rememberNames } from './diagnostic-attributes.ts'
import { createLogEmitter, type Scope } from './log-emitter.ts'
import { followPromise, isPromise, observeResult, type RunningCall } from './observe-result.ts'
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
  const { level } = plan
  // One object for all calls: the SDK copies what it keeps.
  const attributes = { ...plan.attributes, [ATTR_SMONITOR_SIGNAL]: name }
  const spanOptions: SpanOptions = { attributes }
  rememberNames(attributes)

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
        addDetails: (record) => plan.addDetails(record, args),
      })
    } catch (problem) {
      reportOnce(`smonitor: the exception of ${name} could not be recorded.`, problem)
    }
    end(span)
  }

  // Most calls are over when they return. What is made in the next two is for those that are not, and made
  // there, so that nothing is made for the others.

  function follow(
    promise: Promise<unknown>,
    span: Span,
    at: OpenContext,
    args: readonly unknown[],
  ): Promise<unknown> {
    return followPromise(
      promise,
      (value) => {
        end(span)
        return value
      },
      (error) => {
        fail(error, span, at, args)
        throw error
      },
    )
  }

  function running(span: Span, at: OpenContext, args: readonly unknown[]): RunningCall {
    let isOver = false
    return {
      within(step) {
        const manager = findContextManager()
        return manager === undefined ? step() : manager.with(at, step)
      },
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

  /** One function for all of it, because each call of a signal takes this much of the stack. */
  function observe(fn: AnyCallable, self: unknown, given: readonly unknown[] | undefined): unknown {
    const parent = activeContext()
    const span = start(parent)
    const values = given ?? [span]
    const args = given ?? NO_ARGS
    const at = openCallContext(parent, span, name)
    const manager = findContextManager()
    let result: unknown
    try {
      result =
        manager === undefined ? fn.apply(self, values as unknown[]) : manager.with(at, fn, self, ...values)
    } catch (error) {
      fail(error, span, at, args)
      throw error
    }
    if (typeof result === 'object' && result !== null) {
      // What nobody will ask for is not kept in memory until the call is over.
      const kept = plan.needsArgs() ? args : NO_ARGS
      try {
        return isPromise(result)
          ? follow(result, span, at, kept)
          : observeResult(result, running(span, at, kept))
      } catch {
        // It is not what it looks like, such as an object that only inherits from Promise: it is handed on.
      }
    }
    end(span)
    return result
  }

  return {
    call(fn, self, args) {
      return (
        hasProvider() ? observe(fn as AnyCallable, self, args) : fn.apply(self, args as never)
      ) as ReturnType<typeof fn>
    },
    run(block) {
      return observe(block as AnyCallable, undefined, undefined) as ReturnType<typeof block>
    },
  }
}

const NO_ARGS: readonly unknown[] = []

type AnyCallable = (this: unknown, ...args: readonly unknown[]) => unknown
