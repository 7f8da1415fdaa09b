import type { CatalogDefinition } from './catalog-definition.ts'

/** The address of a code's page: the code's own, else the catalog's, else the library's documentation. */
export function pageOf({ codes, docs, links }: CatalogDefinition, code: string): string | undefined {
  return (codes[code]?.docs ?? docs ?? links?.docs)?.replaceAll('{code}', code)
}
