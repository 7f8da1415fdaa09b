import type { ProviderSeen } from './inside/observation.ts'

/** What a provider makes, for a person: one of them, or several. */
export function itemsOf({ signal }: ProviderSeen, count: number): string {
  const one = signal === 'traces' ? 'span' : 'log record'
  return count === 1 ? one : `${one}s`
}
