import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { asObject, asText } from './read-fields.ts'
import type { EarlierRun } from './manifest.ts'
import type { Bundle } from './read-bundle.ts'

/** Lists the runs of a bundle that another is added to, oldest first. Called when it was read, for what is wrong with it. */
export function listEarlierRuns({ manifest, problems, unreadableLines }: Bundle): EarlierRun[] {
  const { run, end, events, generated_at, smonitor_version, earlier_runs = [] } = manifest
  const { total, dropped, left_out } = events
  const before = (count: 'total' | 'dropped' | 'left_out'): number =>
    earlier_runs.reduce((sum, earlier) => sum + earlier.events[count], 0)
  return [
    ...earlier_runs,
    {
      run,
      end,
      generated_at,
      smonitor_version,
      // The counts of a bundle are those of all its runs.
      events: {
        total: Math.max(0, total - before('total')),
        dropped: Math.max(0, dropped - before('dropped')) + unreadableLines,
        left_out: Math.max(0, left_out - before('left_out')),
      },
      problems,
    },
  ]
}

/** Puts the catalogs of a bundle beside those of the run that is added; of the same version, the newer one stays. */
export function joinCatalogs(
  earlier: readonly CatalogDefinition[],
  added: readonly CatalogDefinition[],
): CatalogDefinition[] {
  // What is added is as somebody handed it in, and may be no catalog at all.
  const idOf = (catalog: CatalogDefinition): string => {
    const { name, version } = asObject(catalog)
    return `${asText(name) ?? ''}@${asText(version) ?? ''}`
  }
  const ids = new Set(added.map(idOf))
  return [...earlier.filter((catalog) => !ids.has(idOf(catalog))), ...added]
}
