import { createCallObserver, type CallOptions } from './observe-call.ts'
import type { Scope } from './log-emitter.ts'

type Callable = (this: unknown, ...args: readonly unknown[]) => unknown

/** Wraps a function so that its calls are observed; name, length and type stay those of the function. */
export function wrapFunction<Fn>(scope: Scope, name: string, fn: Fn, options?: CallOptions): Fn {
  if (typeof fn !== 'function') {
    throw new TypeError(
      `The signal "${name}" was given ${typeof fn}, not a function. Pass the function to wrap.`,
    )
  }
  const observer = createCallObserver(scope, name, options)
  const wrapped: Callable = function (this: unknown, ...args) {
    return observer.call(fn as Callable & Fn, this, args)
  }
  Object.defineProperty(wrapped, 'name', { value: fn.name, configurable: true })
  Object.defineProperty(wrapped, 'length', { value: fn.length, configurable: true })
  return wrapped as Fn
}
