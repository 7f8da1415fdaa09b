import type { CatalogDefinition, CodeDefinition } from './catalog-definition.ts'

interface Registry {
  /** By name and version, so that several versions of one library live side by side. */
  readonly catalogs: Map<string, CatalogDefinition>
  /** By code: the newest catalog that declares it. */
  readonly owners: Map<string, CatalogDefinition>
  /** The pairs of libraries of which it was said that they share codes. */
  readonly clashes: Set<string>
}

/** Codes that two libraries declare. */
export interface CodeClash {
  /** The name of the library that declared them before. */
  readonly owner: string
  readonly codes: readonly string[]
}

// Shared by every copy of smonitor in the process, ESM and CommonJS alike.
const KEY = Symbol.for('smonitor.catalogs.v1')

/**
 * Makes a catalog known to the sinks of this process, which render its codes for their own audience.
 *
 * @returns The codes that libraries of another name declare too, once for each pair of libraries.
 */
export function registerCatalog(catalog: CatalogDefinition): CodeClash[] {
  const { catalogs, owners, clashes } = registry()
  const { name } = catalog
  const shared = new Map<string, string[]>()
  catalogs.set(keyOf(name, catalog.version), catalog)
  for (const code of Object.keys(catalog.codes)) {
    const owner = owners.get(code)?.name ?? name
    if (owner !== name) shared.set(owner, [...(shared.get(owner) ?? []), code])
    owners.set(code, catalog)
  }
  return [...shared].flatMap(([owner, codes]) => {
    const told = clashes.size
    clashes.add(JSON.stringify([owner, name].toSorted()))
    return clashes.size > told ? { owner, codes } : []
  })
}

/** Lists the catalogs that were defined in this process so far. */
export function listCatalogs(): CatalogDefinition[] {
  return [...registry().catalogs.values()]
}

/** Finds a code in the catalog of this name and version, or in whichever catalog declares it. */
export function findCode(code: string, name?: string, version?: string): CodeDefinition | undefined {
  const named = name === undefined ? undefined : findCatalog(name, version)
  return codeOf(named, code) ?? codeOf(findOwner(code), code)
}

/** Finds the catalog of this name and version. */
export function findCatalog(name: string, version?: string): CatalogDefinition | undefined {
  return registry().catalogs.get(keyOf(name, version))
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
  return (shared[KEY] ??= { catalogs: new Map(), owners: new Map(), clashes: new Set() })
}

function keyOf(name: string, version: string | undefined): string {
  return `${name}@${version ?? ''}`
}
