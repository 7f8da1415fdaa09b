import { toCallPlan, type SignalOptions } from './call-plan.ts'
import { createCallObserver } from './observe-call.ts'
import type { Scope } from './log-emitter.ts'

/** A function of any kind, as it is called from inside smonitor. */
export type Callable = (this: unknown, ...args: readonly unknown[]) => unknown

/** The mark by which a signal is known, also when another copy of smonitor made it. */
const SIGNAL_MARK = Symbol.for('smonitor.signal.v1')

/**
 * Wraps a function so that its calls are observed; name, length, own properties and type stay those of the
 * function.
 *
 * @throws TypeError when it is no function, or a class, which cannot be called.
 */
export function wrapFunction<Fn>(scope: Scope, name: string, fn: Fn, options?: SignalOptions<never>): Fn {
  if (typeof fn !== 'function') {
    throw new TypeError(`The signal "${name}" needs a function, not ${typeof fn}.`)
  }
  if (isClass(fn)) {
    throw new TypeError(
      `The signal "${name}" needs a function, not the class ${fn.name}. Write @signal() above it.`,
    )
  }
  const observer = createCallObserver(scope, name, toCallPlan(name, options))
  return disguise(fn as Callable & Fn, function (this: unknown, ...args) {
    return observer.call(fn as Callable & Fn, this, args)
  })
}

/** Gives a wrapper the name, length and own properties of what it wraps, and marks it as a signal. */
export function disguise<Fn extends Callable>(original: Fn, wrapper: Callable): Fn {
  for (const key of Reflect.ownKeys(original)) {
    // Relics of sloppy functions, which a strict one must not have.
    if (key === 'arguments' || key === 'caller') continue
    const property = Reflect.getOwnPropertyDescriptor(original, key)
    if (property !== undefined) Reflect.defineProperty(wrapper, key, property)
  }
  Reflect.defineProperty(wrapper, SIGNAL_MARK, { value: true, configurable: true })
  return wrapper as Fn
}

/** Tells whether a function is a signal already. */
export function isSignal(fn: object): boolean {
  return Object.hasOwn(fn, SIGNAL_MARK)
}

/** Tells whether a function is a class, which cannot be called without `new`. */
export function isClass(fn: object): boolean {
  // The prototype of a class cannot be replaced; that is asked first because it is cheap.
  return (
    Reflect.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false &&
    Function.prototype.toString.call(fn).startsWith('class')
  )
}
