import { createRequire } from 'node:module'
import { extname, resolve } from 'node:path'
import { checkDefinition } from '../../catalog/check-definition.ts'
import type { CatalogDefinition } from '../../record/catalog-definition.ts'
import { findCatalog } from '../../record/catalog-registry.ts'
import { isObject, read } from '../../record/is-object.ts'
import { describeThrown } from '../settings/describe-failure.ts'
import { loadTypeScript } from '../settings/load-typescript.ts'

/** The catalogs that a module exports, or why there are none. */
export interface LoadedCatalogs {
  readonly path: string
  readonly catalogs: readonly CatalogDefinition[]
  /** What is wrong, in a sentence each. */
  readonly problems: readonly string[]
}

/**
 * Runs a module that somebody named, and finds the catalogs that it exports: what `defineCatalog` made, and plain
 * definitions.
 */
export function loadCatalogs(file: string, cwd: string): LoadedCatalogs {
  const path = resolve(cwd, file)
  let module: unknown
  try {
    module = /^\.[mc]?ts$/.test(extname(path)) ? loadTypeScript(path) : (createRequire(path)(path) as unknown)
  } catch (cause) {
    const { reason } = describeThrown(path, cause)
    return { path, catalogs: [], problems: [`The module cannot be used: ${reason}.`] }
  }
  const found = [...new Set([module, ...valuesOf(module), ...valuesOf(read(module, 'default'))])].filter(
    isCatalog,
  )
  if (found.length === 0) {
    return {
      path,
      catalogs: [],
      problems: ['The module exports no catalog: what defineCatalog() makes, or its definition.'],
    }
  }
  const problems: string[] = []
  const catalogs = found.flatMap((value) => {
    const definition = definitionOf(value)
    try {
      checkDefinition(definition)
      return definition
    } catch (error) {
      problems.push((error as Error).message)
      return []
    }
  })
  return { path, catalogs, problems }
}

/** What `defineCatalog` made has no signals and links; the process knows its definition. */
export function definitionOf(catalog: CatalogDefinition): CatalogDefinition {
  return findCatalog(catalog.name, catalog.version) ?? catalog
}

function valuesOf(module: unknown): unknown[] {
  return isObject(module) ? Object.keys(module).map((name) => read(module, name)) : []
}

function isCatalog(value: unknown): value is CatalogDefinition {
  return (
    typeof read(value, 'name') === 'string' &&
    typeof read(value, 'codes') === 'object' &&
    read(value, 'codes') !== null
  )
}
