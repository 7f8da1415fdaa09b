import type { CatalogDefinition, CodeDefinition } from './catalog-definition.ts'

interface Registry {
  /** By name and version, so that several versions of one library live side by side. */
  readonly catalogs: Map<string, CatalogDefinition>
  /** By code: the newest catalog that declares it. */
  readonly owners: Map<string, CatalogDefinition>
}

// Shared by every copy of smonitor in the process, ESM and CommonJS alike.
const KEY = Symbol.for('smonitor.catalogs.v1')

/** Makes a catalog known to the sinks of this process, which render its codes for their own audience. */
export function registerCatalog(catalog: CatalogDefinition): void {
  const { catalogs, owners } = registry()
  catalogs.set(keyOf(catalog.name, catalog.version), catalog)
  for (const code of Object.keys(catalog.codes)) owners.set(code, catalog)
}

/** Lists the catalogs that were defined in this process so far. */
export function listCatalogs(): CatalogDefinition[] {
  return [...registry().catalogs.values()]
}

/** Finds a code in the catalog of this name and version, or in whichever catalog declares it. */
export function findCode(code: string, name?: string, version?: string): CodeDefinition | undefined {
  const { catalogs, owners } = registry()
  const named = name === undefined ? undefined : catalogs.get(keyOf(name, version))
  return codeOf(named, code) ?? codeOf(owners.get(code), code)
}

/** Finds the newest catalog that declares a code. */
export function findOwner(code: string): CatalogDefinition | undefined {
  return registry().owners.get(code)
}

function codeOf(catalog: CatalogDefinition | undefined, code: string): CodeDefinition | undefined {
  return catalog !== undefined && Object.hasOwn(catalog.codes, code) ? catalog.codes[code] : undefined
}

function registry(): Registry {
  const shared = globalThis as { [KEY]?: Registry }
  return (shared[KEY] ??= { catalogs: new Map(), owners: new Map() })
}

function keyOf(name: string, version: string | undefined): string {
  return `${name}@${version ?? ''}`
}
