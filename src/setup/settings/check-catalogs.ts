import { checkDefinition, listAdvice } from '../../catalog/check-definition.ts'
import type { CatalogDefinition } from '../../record/catalog-definition.ts'
import { wrongCatalog, type SettingNotice } from './setting-notice.ts'

/**
 * Lists what is wrong with the catalogs of a config.
 *
 * @param nameOf - Names the catalog at an index in messages.
 */
export function checkCatalogs(catalogs: unknown, nameOf: (at: number) => string): SettingNotice[] {
  return asList(catalogs).flatMap((catalog, at) => {
    try {
      // What defineCatalog made was checked there.
      if (typeof catalog.emit !== 'function') checkDefinition(catalog)
      return []
    } catch (error) {
      return [wrongCatalog(nameOf(at), error instanceof TypeError ? error.message : 'It cannot be read.')]
    }
  })
}

/** Lists what the authors of catalogs should change although it works. */
export function adviseOnCatalogs(catalogs: readonly CatalogDefinition[]): string[] {
  return catalogs.flatMap(listAdvice)
}

interface MaybeCatalog extends CatalogDefinition {
  readonly emit?: unknown
}

function asList(value: unknown): readonly MaybeCatalog[] {
  return Array.isArray(value) ? (value as MaybeCatalog[]) : []
}
