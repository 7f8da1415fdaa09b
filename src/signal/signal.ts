import { createSignal } from '../otel/create-signal.ts'
import { LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import type { SignalFunction } from '../otel/signal-function.ts'

/**
 * Makes each call of a function an OTel span and a link of the call chain: `signal(name, fn)`, or `@signal()` on
 * a method, getter, setter, accessor, function-valued field or class.
 *
 * What the function returns, throws and is called (`name`, `length`, `this`, own properties) stays as it is. An
 * exception is recorded once, by the innermost signal that sees it. Without an OTel provider the call goes
 * straight through. The decorators are the standard ones, which need a compiler, such as `tsc`.
 *
 * @throws TypeError when it is given a class without `@`, or what is no function.
 * @example
 * ```ts
 * import { signal } from 'smonitor'
 *
 * const select = signal('molsys.select', (selection: string) => selection.trim())
 * select(' all ')
 *
 * class Loader {
 *   @signal() async open(path: string): Promise<string> {
 *     return path
 *   }
 * }
 * await new Loader().open('1abc.pdb')
 * ```
 */
export const signal: SignalFunction = createSignal(LIBRARY_SCOPE)
