import { isObject } from '../record/is-object.ts'
import { hasProvider } from './api-globals.ts'
import { toCallPlan, type SignalOptions } from './call-plan.ts'
import type { Scope } from './log-emitter.ts'
import { createCallObserver, type CallObserver } from './observe-call.ts'
import { disguise, type Callable } from './wrap-function.ts'

/** How the calls of a method find their name. */
export interface MethodName {
  /** The method's own name, such as `open` or `#open`. */
  readonly key: string
  /** The name that its author gave; without one it is `Owner.key`. */
  readonly given: string | undefined
  /** The class, or its prototype, for a call that has no `this`. */
  declaredIn?: object
}

/** Wraps a method so that its calls are observed under the run-time class of their `this`. */
export function wrapMethod(
  scope: Scope,
  name: MethodName,
  method: Callable,
  options: SignalOptions | undefined,
): Callable {
  const observerOf = createMethodObservers(scope, name, options)
  return disguise(method, function (this: unknown, ...args) {
    return hasProvider() ? observerOf(this).call(method, this, args) : method.apply(this, args as unknown[])
  })
}

/** Creates the observers of a method: one for each class on whose instances it is called. */
export function createMethodObservers(
  scope: Scope,
  name: MethodName,
  options: SignalOptions | undefined,
): (self: unknown) => CallObserver {
  const plan = toCallPlan(name.given ?? name.key, options)
  if (name.given !== undefined) {
    const observer = createCallObserver(scope, name.given, plan)
    return () => observer
  }
  const observers = new WeakMap<object, CallObserver>()
  return (self) => {
    // What has no owner is kept under the name itself.
    const owner = ownerOf(self) ?? name.declaredIn ?? name
    let observer = observers.get(owner)
    if (observer === undefined) {
      const className = owner === name ? '' : classNameOf(owner)
      observer = createCallObserver(scope, className === '' ? name.key : `${className}.${name.key}`, plan)
      observers.set(owner, observer)
    }
    return observer
  }
}

/** The class itself for a static method, else the prototype of the instance. */
function ownerOf(self: unknown): object | undefined {
  if (typeof self === 'function') return self
  try {
    return isObject(self) ? (Reflect.getPrototypeOf(self) ?? undefined) : undefined
  } catch {
    // A proxy that refuses: the call goes on under the method's own name.
    return undefined
  }
}

function classNameOf(owner: object): string {
  try {
    const { name } = typeof owner === 'function' ? owner : owner.constructor
    return typeof name === 'string' ? name : ''
  } catch {
    // A getter of the host threw.
    return ''
  }
}
