import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A package that is installed. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** Its real folder: links to one folder are one copy. */
  readonly folder: string
  readonly peers: Readonly<Record<string, string>>
  readonly optionalPeers: readonly string[]
}

const MOST_FOLDERS = 100_000

/**
 * Lists the packages of OTel and the copies of smonitor that are installed for a folder: in its `node_modules`, in
 * those within that, and in those of the folders around it.
 */
export function findPackages(cwd: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>()
  const seen = new Set<string>()

  function visit(modules: string): void {
    const real = realOf(modules)
    if (real === undefined || seen.has(real) || seen.size > MOST_FOLDERS) return
    seen.add(real)
    for (const name of namesIn(real)) {
      const folder = realOf(join(real, name))
      if (folder === undefined || seen.has(folder)) continue
      seen.add(folder)
      add(folder)
      visit(join(folder, 'node_modules'))
    }
    // pnpm has the packages themselves there, and links to them everywhere else.
    for (const name of listFolder(join(real, '.pnpm'))) visit(join(real, '.pnpm', name, 'node_modules'))
  }

  function add(folder: string): void {
    const installed = readPackage(folder)
    if (installed !== undefined) found.set(folder, installed)
  }

  for (let at = cwd; ; at = dirname(at)) {
    visit(join(at, 'node_modules'))
    if (dirname(at) === at) break
  }
  return [...found.values()].toSorted((one, other) => (one.folder < other.folder ? -1 : 1))
}

function isOurs(name: string): boolean {
  return name.startsWith('@opentelemetry/') || name === 'smonitor'
}

/** The names of packages in a `node_modules`, those with a scope included. */
function namesIn(modules: string): string[] {
  return listFolder(modules).flatMap((name) => {
    if (name.startsWith('.')) return []
    return name.startsWith('@') ? listFolder(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]
  })
}

function readPackage(folder: string): InstalledPackage | undefined {
  try {
    const { name, version, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as Readonly<Record<string, unknown>>
    // What is installed under another name is known by its own.
    if (typeof name !== 'string' || typeof version !== 'string' || !isOurs(name)) return undefined
    return {
      name,
      version,
      folder,
      peers: textsIn(peerDependencies),
      optionalPeers: Object.entries(isObject(peerDependenciesMeta) ? peerDependenciesMeta : {})
        .filter(([, meta]) => isObject(meta) && meta['optional'] === true)
        .map(([peer]) => peer),
    }
  } catch {
    // A folder without a manifest is no package.
    return undefined
  }
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(isObject(value) ? value : {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
