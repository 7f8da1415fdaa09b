import type { SignalOptions } from './call-plan.ts'

/** Any function that a signal can wrap. */
export type AnyFunction = (this: never, ...args: never) => unknown

/** Any class that a signal can decorate: by its prototype, because a constructor may be private. */
export interface AnyClass {
  readonly prototype: object
}

/** The arguments of a function. */
export type ArgsOf<Fn extends AnyFunction> = Fn extends (this: never, ...args: infer Args) => unknown
  ? Args
  : never

/** The options of a decorator. */
export interface DecoratorOptions extends SignalOptions {
  /** The signal's name; on a class what stands before the names of its methods. @default `Owner.method` */
  readonly name?: string
}

/** Where a function can be decorated. */
export type MethodContext =
  | ClassMethodDecoratorContext
  | ClassGetterDecoratorContext
  | ClassSetterDecoratorContext

/** Where a class can be decorated: what also fits a class with a private constructor. */
export type ClassContext = Pick<ClassDecoratorContext, 'kind' | 'name'>

/** A decorator that makes signals of methods, getters, setters, accessors, functions in fields, and classes. */
export interface SignalDecorator {
  /** Makes a signal of a method, getter or setter, named after the class of the instance and itself. */
  <Method extends AnyFunction>(method: Method, context: MethodContext): Method
  /** Makes a signal of the function that a field holds. */
  <This, Fn extends AnyFunction>(
    field: undefined,
    context: ClassFieldDecoratorContext<This, Fn>,
  ): (this: This, initial: Fn) => Fn
  /** Makes signals of the getter and the setter of an accessor. */
  <This, Value>(
    accessor: ClassAccessorDecoratorTarget<This, Value>,
    context: ClassAccessorDecoratorContext<This, Value>,
  ): ClassAccessorDecoratorResult<This, Value>
  /** Makes a signal of each method of a class, static ones too; the class stays the same. */
  (target: AnyClass, context: ClassContext): void
}

/** Makes signals: of functions by a call, of classes and their members as a decorator. */
export interface SignalFunction extends SignalDecorator, DecoratorFactory {
  /** Wraps a function so that each call is a span and a link of the call chain. */
  <Fn extends AnyFunction>(name: string, fn: Fn, options?: SignalOptions<ArgsOf<Fn>>): Fn
  /** Wraps a function under its own name. */
  <Fn extends AnyFunction>(fn: Fn, options?: SignalOptions<ArgsOf<Fn>>): Fn
}

// Apart, to be the last overload: a decorator may take fewer arguments than it is handed, so that this one would
// be what `@signal` above a field finds.
interface DecoratorFactory {
  /** Makes a decorator, with a name or with options. */
  (nameOrOptions?: string | DecoratorOptions): SignalDecorator
}
