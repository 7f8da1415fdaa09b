import { createOnceReporter } from './report-once.ts'
import type { SignalOptions } from './call-plan.ts'
import type { Scope } from './log-emitter.ts'
import type { DecoratorOptions } from './signal-function.ts'
import { disguise, isClass, isSignal, type Callable } from './wrap-function.ts'
import { createMethodObservers, wrapMethod, type MethodName } from './wrap-method.ts'

/** What smonitor uses of the context that the language hands to a decorator. */
export interface DecoratorContext {
  readonly kind: 'method' | 'getter' | 'setter' | 'accessor' | 'field' | 'class'
  readonly name: string | symbol | undefined
  readonly static?: boolean
  addInitializer(initializer: (this: unknown) => void): void
}

const KINDS = ['method', 'getter', 'setter', 'accessor', 'field', 'class']

/** Tells whether a value is the context of a standard (stage 3) decorator. */
export function isDecoratorContext(value: unknown): value is DecoratorContext {
  if (typeof value !== 'object' || value === null) return false
  const { kind, addInitializer } = value as Partial<DecoratorContext>
  return KINDS.includes(String(kind)) && typeof addInitializer === 'function'
}

/** Makes signals of a class or a member of one; returns what takes its place, as the language asks. */
export function decorate(
  scope: Scope,
  target: unknown,
  context: DecoratorContext,
  options: DecoratorOptions,
): unknown {
  if (context.kind === 'class') return decorateClass(scope, target as AnyConstructor, options)
  const name: MethodName = { key: keyText(context.name), given: options.name }
  if (context.static === true) {
    context.addInitializer(function (this: unknown) {
      name.declaredIn = this as object
    })
  }
  if (context.kind === 'field') return decorateField(scope, name, options)
  const wrap = (method: unknown) => wrapMethod(scope, name, method as Callable, options)
  if (context.kind !== 'accessor') return wrap(target)
  const { get, set } = target as { readonly get: Callable; readonly set: Callable }
  return { get: wrap(get), set: wrap(set) }
}

type AnyConstructor = Callable & { readonly prototype: object }

/** The functions of a field are made anew for each instance; their observers are not. */
function decorateField(scope: Scope, name: MethodName, options: SignalOptions): Callable {
  const observerOf = createMethodObservers(scope, name, options)
  const tell = createOnceReporter()
  return function (this: unknown, initial) {
    if (typeof initial !== 'function') {
      tell(`smonitor: the field "${name.key}" holds ${typeof initial}, not a function; it is no signal.`)
      return initial
    }
    // Its calls often come without `this`: the name is that of the instance that holds it.
    const observer = observerOf(this)
    const fn = initial as Callable
    const wrapper: Callable = function (this: unknown, ...args) {
      return observer.call(fn, this, args)
    }
    try {
      return disguise(fn, wrapper)
    } catch (problem) {
      // A proxy that refuses: an instance of the host is being made, which must not fail for it.
      tell(`smonitor: the function in the field "${name.key}" cannot be read; it is no signal.`, problem)
      return initial
    }
  }
}

/** Replaces the methods in place, so that the class stays the same to everybody who has it. */
function decorateClass(scope: Scope, target: AnyConstructor, options: DecoratorOptions): void {
  for (const owner of [target.prototype, target]) {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Reflect.getOwnPropertyDescriptor(owner, key)
      const method: unknown = property?.value
      if (key === 'constructor' || typeof method !== 'function') continue
      if (isSignal(method) || isClass(method)) continue
      const text = keyText(key)
      const given = options.name === undefined ? undefined : `${options.name}.${text}`
      const name: MethodName = { key: text, given, declaredIn: owner }
      Object.defineProperty(owner, key, {
        ...property,
        value: wrapMethod(scope, name, method as Callable, options),
      })
    }
  }
}

function keyText(key: string | symbol | undefined): string {
  return typeof key === 'symbol' ? `[${key.description ?? ''}]` : (key ?? 'anonymous')
}
