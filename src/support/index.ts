export { createTierRegistry } from './create-tier-registry.ts'
export { experimental, getTier, supportTier } from './support-tier.ts'

export type { SupportTier } from '../record/catalog-definition.ts'
export type { TierEntry, TierRegistry } from './create-tier-registry.ts'
export type { Supported, TierContext, TierDecorator, TierOptions } from './support-tier.ts'
export type { TierCatalog } from './tell-tier.ts'
