import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { readBundle } from '../bundle/read-bundle.ts'
import { checkDefinition } from '../catalog/check-definition.ts'
import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { resolveLinks, type PackageMetadata } from '../record/catalog-links.ts'
import { defined } from '../record/defined.ts'
import { definitionOf } from '../setup/catalogs/load-catalogs.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { inspectSettings } from '../setup/settings/resolve-settings.ts'
import { reading } from './reading-bundle.ts'

/** A catalog, and where it was found. */
export interface FoundCatalog {
  readonly catalog: CatalogDefinition
  /** The file, the package or the bundle. */
  readonly from: string
}

/** Where catalogs are looked for. */
export interface CatalogPlaces {
  /** The folder of the project. */
  readonly cwd: string
  /** A bundle, instead of the project. */
  readonly from?: string
  /** A file with a catalog as JSON, instead of the project. */
  readonly file?: string
}

/** What was found, and what is none although it says so. */
export interface CatalogSearch {
  readonly found: readonly FoundCatalog[]
  /** A sentence each. */
  readonly problems: readonly string[]
}

/**
 * Finds the catalogs of a project: those of its config, of its own package.json, and of the packages that are installed
 * in it. A package names its catalog in package.json (`"smonitor": { "catalog": "catalog.json" }`), and that file is read
 * as data: nothing of a dependency is run.
 *
 * @throws DiagnosticError SMON-E107 for a bundle, SMON-E127 for a file that has no catalog.
 */
export function findCatalogs({ cwd, from, file }: CatalogPlaces): CatalogSearch {
  if (file !== undefined) return { found: [{ catalog: readCatalogFile(file), from: file }], problems: [] }
  if (from !== undefined) {
    const { manifest } = reading(from, () => readBundle(from))
    return { found: manifest.catalogs.map((catalog) => ({ catalog, from })), problems: [] }
  }
  const { settings, configFile } = inspectSettings({ env: {}, cwd })
  const ofConfig = settings.catalogs.map((catalog) => ({
    catalog: toData(definitionOf(catalog)),
    from: configFile === undefined ? 'the config' : relative(cwd, configFile),
  }))
  const own = catalogOfPackage(cwd, cwd)
  // What the project has published before; its config says what it publishes next.
  const isPublished =
    typeof own === 'object' && ofConfig.some(({ catalog }) => catalog.name === own.catalog.name)
  const installed = installedIn(join(cwd, 'node_modules')).map((folder) => catalogOfPackage(folder, cwd))
  const packages = isPublished ? installed : [own, ...installed]
  return {
    found: [...ofConfig, ...packages.filter((one) => typeof one === 'object')],
    problems: packages.filter((one) => typeof one === 'string'),
  }
}

/** What `defineCatalog` made also has functions, which are no part of a catalog as data. */
function toData({ name, version, docs, links, codes, signals }: CatalogDefinition): CatalogDefinition {
  return { name, ...defined({ version, docs, links }), codes, ...defined({ signals }) }
}

/** @throws DiagnosticError SMON-E127 */
export function readCatalogFile(path: string): CatalogDefinition {
  const problem = (reason: string, cause?: unknown): Error =>
    ownDiagnostics.error('SMON-E127', { path, reason }, cause === undefined ? {} : { cause })
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw problem((cause as Error).message, cause)
  }
  // What `smonitor catalog --format json` writes is a list.
  const [catalog, another] = Array.isArray(value) ? (value as unknown[]) : [value]
  if (another !== undefined) throw problem('it has more than one catalog')
  const reason = whyNoCatalog(catalog)
  if (reason !== undefined) throw problem(reason)
  return catalog as CatalogDefinition
}

/** `undefined` for a catalog. */
function whyNoCatalog(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no object'
  try {
    checkDefinition(value as CatalogDefinition)
    return undefined
  } catch (error) {
    return error instanceof TypeError ? error.message : 'it cannot be read'
  }
}

/** The folders of the packages that are installed here, those of a scope too. */
function installedIn(folder: string): string[] {
  return namesIn(folder).flatMap((name) => {
    if (name.startsWith('.')) return []
    const path = join(folder, name)
    return name.startsWith('@') ? namesIn(path).map((inner) => join(path, inner)) : [path]
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

interface Manifest extends PackageMetadata {
  readonly smonitor?: PackageMetadata['smonitor'] & { readonly catalog?: unknown }
}

/** The catalog that a package declares; what is wrong with it as a text, `undefined` if it declares none. */
function catalogOfPackage(folder: string, cwd: string): FoundCatalog | string | undefined {
  const manifest = readManifest(folder)
  const declared = manifest?.smonitor?.catalog
  if (manifest === undefined || declared === undefined) return undefined
  const from = relative(cwd, join(folder, 'package.json')) || 'package.json'
  if (typeof declared !== 'string')
    return `${from} names no file as its catalog: smonitor.catalog must be a path.`
  const path = resolve(folder, declared)
  // A package says what is in it, and nothing about other places of the disk.
  if (relative(folder, path).startsWith('..'))
    return `${from} names a catalog outside of its package: ${declared}.`
  try {
    const catalog = readCatalogFile(path)
    const { name = catalog.name, version = catalog.version } = manifest
    return {
      catalog: {
        ...catalog,
        name: catalog.name ?? name,
        ...(version === undefined ? {} : { version: catalog.version ?? version }),
        links: resolveLinks(catalog.links, manifest),
      },
      from,
    }
  } catch (error) {
    return (error as Error).message
  }
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
