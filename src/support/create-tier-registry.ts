import type { SupportTier } from '../record/catalog-definition.ts'
import { listCatalogs } from '../record/catalog-registry.ts'
import { tellTier, type TierCatalog } from './tell-tier.ts'

/** What a registry knows of a name. */
export interface TierEntry {
  readonly tier: SupportTier
  /** What sort of thing it is. @default 'form' */
  readonly kind?: string
  /** What else there is to say. */
  readonly message?: string
}

/** The support tiers of things that are no functions: forms, file formats, options, by their names. */
export interface TierRegistry {
  register(name: string, entry: SupportTier | TierEntry): void
  registerMany(entries: Readonly<Record<string, SupportTier | TierEntry>>): void
  /** Tells once that a thing which a program uses is not supported in full; tier 1 and unknown names are silent. */
  check(name: string): void
  /** The tier of a name: the registered one, else that of the signal of this name in a catalog. */
  getTier(name: string): SupportTier | undefined
}

/**
 * Creates a registry of support tiers.
 *
 * @param options - The catalog that it belongs to, and the code of it that says it for each tier.
 * @example
 * ```ts
 * import { createTierRegistry } from 'smonitor/support'
 *
 * const forms = createTierRegistry()
 * forms.registerMany({ 'file:pdb': 1, 'file:mmtf': { tier: 2, message: 'It can be read and not written.' } })
 * forms.check('file:mmtf')
 * ```
 */
export function createTierRegistry(
  options: {
    readonly catalog?: TierCatalog
    readonly codes?: { readonly [Tier in 2 | 3]?: string }
  } = {},
): TierRegistry {
  const { catalog, codes = {} } = options
  const entries = new Map<string, TierEntry>()

  function register(name: string, entry: SupportTier | TierEntry): void {
    const full = typeof entry === 'object' ? entry : { tier: entry }
    if (![1, 2, 3].includes(full.tier)) {
      throw new TypeError(`"${name}" has the support tier ${String(full.tier)}. Use one of: 1, 2, 3.`)
    }
    entries.set(name, full)
  }

  function find(name: string): TierEntry | undefined {
    const known = entries.get(name)
    if (known !== undefined) return known
    const tier = listCatalogs()
      .map(({ signals = {} }) => (Object.hasOwn(signals, name) ? signals[name]?.tier : undefined))
      .find((one) => one !== undefined)
    return tier === undefined ? undefined : { tier, kind: 'signal' }
  }

  return {
    register,
    registerMany(many) {
      for (const [name, entry] of Object.entries(many)) register(name, entry)
    },
    check(name) {
      const entry = find(name)
      if (entry === undefined || entry.tier === 1) return
      const { tier, kind = 'form', message } = entry
      tellTier({ tier, name, kind, message, catalog, code: codes[tier] })
    },
    getTier: (name) => find(name)?.tier,
  }
}
