import type { AnyFunction } from '../catalog/catalog.ts'
import type { CallOptions } from '../otel/observe-call.ts'
import { wrapFunction } from '../otel/wrap-function.ts'
import { LIBRARY_SCOPE } from '../otel/log-emitter.ts'

/**
 * Wraps a function, sync or async, so that each call is an OTel span and a link of the call chain.
 *
 * What the function returns, throws and is called (`name`, `length`, `this`) stays as it is. An exception is
 * recorded once, by the innermost signal that sees it. Without an OTel provider the call goes straight through.
 *
 * @param name - The signal's name, such as `molsys.select`.
 * @param fn - The function to wrap.
 * @example
 * ```ts
 * import { signal } from 'smonitor'
 *
 * const select = signal('molsys.select', (selection: string) => selection.trim())
 * select(' all ')
 * ```
 */
export function signal<Fn extends AnyFunction>(name: string, fn: Fn, options?: CallOptions): Fn
/**
 * Wraps a function under its own name.
 *
 * @param fn - A named function, sync or async.
 */
export function signal<Fn extends AnyFunction>(fn: Fn, options?: CallOptions): Fn
export function signal(...args: readonly unknown[]): unknown {
  const [first, second, third] = args
  return typeof first === 'function'
    ? wrapFunction(LIBRARY_SCOPE, first.name || 'anonymous', first, second as CallOptions | undefined)
    : wrapFunction(LIBRARY_SCOPE, String(first), second, third as CallOptions | undefined)
}
