import { isObject } from '../record/is-object.ts'
import type { SignalOptions } from './call-plan.ts'
import { decorate, isDecoratorContext } from './decorate.ts'
import type { Scope } from './log-emitter.ts'
import type { DecoratorOptions, SignalFunction } from './signal-function.ts'
import { wrapFunction } from './wrap-function.ts'

/** Creates the `signal` of a scope: a wrapper of functions, a decorator, and what makes decorators. */
export function createSignal(scope: Scope): SignalFunction {
  function signal(...args: readonly unknown[]): unknown {
    const [first, second, third] = args
    if (isDecoratorContext(second)) return decorate(scope, first, second, {})
    // What the older decorators of TypeScript hand in: the owner, the key and a property descriptor.
    const hasKey = typeof second === 'string' || typeof second === 'symbol'
    if (hasKey && isObject(first) && typeof third !== 'function') throw new TypeError(LEGACY)
    if (typeof first === 'function') {
      return wrapFunction(scope, first.name || 'anonymous', first, second as SignalOptions | undefined)
    }
    const isForDecorator = args.length < 2 && ['undefined', 'string', 'object'].includes(typeof first)
    if (!isForDecorator || first === null) {
      return wrapFunction(scope, String(first), second, third as SignalOptions | undefined)
    }
    const options: DecoratorOptions = typeof first === 'string' ? { name: first } : (first ?? {})
    return (target: unknown, context: unknown) => {
      if (isDecoratorContext(context)) return decorate(scope, target, context, options)
      throw new TypeError(LEGACY)
    }
  }
  return signal as SignalFunction
}

const LEGACY =
  'The decorator @signal is a standard one. Turn "experimentalDecorators" off, or use signal(name, fn).'
