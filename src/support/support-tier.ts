import type { SupportTier } from '../record/catalog-definition.ts'
import { tellTier, type TierCatalog, type TierUse } from './tell-tier.ts'

/** Options of {@link supportTier}. */
export interface TierOptions {
  /** What it is called, for readers. @default the name of the function or class */
  readonly name?: string
  /** What else there is to say, in a full sentence. */
  readonly message?: string
  /** The library that it belongs to. @default `smonitor` itself says it */
  readonly catalog?: TierCatalog
  /** The code of the catalog that says it; its texts may hold `{name}`, `{kind}`, `{tier}` and `{message}`. */
  readonly code?: string
}

/** A function or class whose support is told of. */
export type Supported = abstract new (...args: never) => unknown

/** What is decorated, where it is not simply wrapped. */
export type TierContext =
  | ClassDecoratorContext
  | ClassMethodDecoratorContext
  | ClassGetterDecoratorContext
  | ClassSetterDecoratorContext

/** Tells of what it is given, when it is first used: a function or a class, by a call or as a decorator. */
export type TierDecorator = <Value extends Supported | ((this: never, ...args: never) => unknown)>(
  value: Value,
  context?: TierContext,
) => Value

/**
 * Says how well a function, a method or a class is supported: its first use in a process is a diagnostic, at level
 * warn for tier 2 and info for tier 3. What is of tier 1 is handed back as it is.
 *
 * @param tier - 1 in full, 2 in part, 3 as an experiment.
 * @returns What wraps a function or class, and is a decorator too.
 * @throws TypeError for another tier, for a code that the catalog does not have, and for what is no function.
 * @example
 * ```ts
 * import { supportTier } from 'smonitor/support'
 *
 * const readMmcif = supportTier(2, { message: 'Assemblies are left out.' })(function readMmcif(path: string) {
 *   return path.length
 * })
 * readMmcif('1tim.cif')
 * ```
 */
export function supportTier(tier: SupportTier, options: TierOptions = {}): TierDecorator {
  const { catalog, code } = options
  if (![1, 2, 3].includes(tier)) {
    throw new TypeError(`There is no support tier ${String(tier)}. Use one of: 1, 2, 3.`)
  }
  if (code !== undefined && (catalog === undefined || !Object.hasOwn(catalog.codes, code))) {
    throw new TypeError(
      `The code "${code}" is in no catalog that was given. Hand in the catalog that declares it.`,
    )
  }
  return (value, context) => {
    if (typeof value !== 'function') {
      throw new TypeError('Only functions, methods, getters, setters and classes have a support tier.')
    }
    if (tier === 1) {
      tiers.set(value, tier)
      return value
    }
    const kind = context?.kind ?? (isClass(value) ? 'class' : 'function')
    const name = options.name ?? String(context?.name ?? (value.name || 'anonymous'))
    const wrapped = wrap(value, { ...options, tier, kind, name })
    tiers.set(wrapped, tier)
    return wrapped
  }
}

/**
 * Says that something is an experiment: support tier 3.
 *
 * @example
 * ```ts
 * import { experimental } from 'smonitor/support'
 *
 * class Viewer {
 *   @experimental({ message: 'Use draw() if you need it to stay.' })
 *   drawFast(): void {}
 * }
 * new Viewer().drawFast()
 * ```
 */
export function experimental(options: TierOptions = {}): TierDecorator {
  return supportTier(3, options)
}

/**
 * Finds the support tier that a function or class was given; `undefined` for one that was given none.
 *
 * @example
 * ```ts
 * import { getTier, supportTier } from 'smonitor/support'
 *
 * console.log(getTier(supportTier(2)(() => 1)))
 * ```
 */
export function getTier(value: unknown): SupportTier | undefined {
  return typeof value === 'function' ? tiers.get(value) : undefined
}

// Facts about functions that exist; they go with them.
const tiers = new WeakMap<object, SupportTier>()

/** A proxy, so that name, length, statics, `instanceof` and `new` stay what they are. */
function wrap<Value extends object>(value: Value, use: TierUse): Value {
  let isTold = false
  const tell = (): void => {
    isTold ||= tellTier(use)
  }
  return new Proxy(value, {
    apply(target, self: unknown, args: unknown[]) {
      tell()
      return Reflect.apply(target as () => unknown, self, args)
    },
    construct(target, args: unknown[], newTarget) {
      tell()
      return Reflect.construct(target as new () => object, args, newTarget) as object
    },
  })
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value))
}
