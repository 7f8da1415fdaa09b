import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { types } from 'node:util'
import { isDiagnosticError } from '../../record/diagnostic-brand.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { isPlainObject } from './check-value.ts'
import type { FoundConfig } from './find-config.ts'
import { describeJsonError, describeThrown } from './describe-failure.ts'
import { loadTypeScript } from './load-typescript.ts'

/** The settings that a config file holds, as they are in it. */
export type RawConfig = Readonly<Record<string, unknown>>

/**
 * Loads a config file, synchronously. JSON is parsed; JavaScript and TypeScript are run.
 *
 * @throws DiagnosticError SMON-E109 that says what is wrong with the file, and what to do.
 */
export function loadConfig({ path, isPackage }: FoundConfig): RawConfig {
  if (isPackage) return loadPackage(path)
  switch (extname(path)) {
    case '.json':
      return parseJsonConfig(path, readOrFail(path))
    case '.js':
    case '.mjs':
    case '.cjs':
      return exportedBy(
        path,
        runModule(path, () => createRequire(path)(path) as unknown),
      )
    case '.ts':
    case '.mts':
    case '.cts':
      return exportedBy(
        path,
        runModule(path, () => loadTypeScript(path)),
      )
    default:
      throw failed(path, 'its kind is not known', 'Name a file that ends in .json, .js, .mjs, .ts or .mts')
  }
}

/** Reads the text of a JSON config. @throws DiagnosticError SMON-E109 */
export function parseJsonConfig(path: string, text: string): RawConfig {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const reason = text.trim() === '' ? 'it is empty' : describeJsonError(text, cause)
    throw failed(path, reason, 'Correct it: JSON takes no comments, and no comma after the last item', cause)
  }
  return checkObject(path, value)
}

function loadPackage(path: string): RawConfig {
  const settings = parseJsonConfig(path, readOrFail(path))['smonitor']
  if (isPlainObject(settings)) return settings
  if (settings === undefined) {
    throw failed(path, 'it has no key "smonitor"', 'Add it, as an object of settings')
  }
  throw failed(path, 'its key "smonitor" is not an object', 'Make it an object of settings')
}

function readOrFail(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '')
  } catch (cause) {
    throw failed(path, (cause as Error).message, 'Check that it can be read', cause)
  }
}

function runModule(path: string, load: () => unknown): unknown {
  try {
    return load()
  } catch (cause) {
    const { reason, remedy } = describeThrown(path, cause)
    throw failed(path, reason, remedy, cause)
  }
}

const WRITE = 'Write `export default defineConfig({ … })`, with defineConfig from smonitor/sdk'

function exportedBy(path: string, module: unknown): RawConfig {
  const value = guarded(path, () => defaultOf(module))
  if (value === undefined) throw failed(path, 'it has no default export', WRITE)
  if (typeof value === 'function') {
    throw failed(path, 'its default export is a function, and nothing calls it', WRITE)
  }
  if (guarded(path, () => isThenable(value))) {
    // It is refused whatever becomes of it: a rejection must not end the program besides.
    if (value instanceof Promise) value.catch(() => undefined)
    throw failed(path, 'its default export is a promise, and settings are read synchronously', WRITE)
  }
  // A copy, so that a getter throws here, where it is known whose it is.
  return guarded(path, () => ({ ...checkObject(path, value) }))
}

function defaultOf(module: unknown): unknown {
  if (!isPlainObject(module)) return module
  if (types.isModuleNamespaceObject(module) || module['__esModule'] === true) {
    const value = module['default']
    // CommonJS that was made from ESM and is imported as ESM has its default export in that of the other.
    return isPlainObject(value) && value['__esModule'] === true ? value['default'] : value
  }
  // What CommonJS exports when it exports nothing.
  return Object.keys(module).length === 0 && !isThenable(module) ? undefined : module
}

function isThenable(value: unknown): boolean {
  return isPlainObject(value) && typeof value['then'] === 'function'
}

function guarded<Result>(path: string, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    if (isDiagnosticError(cause)) throw cause
    throw failed(path, describeThrown(path, cause).reason, 'Export plain data', cause)
  }
}

function checkObject(path: string, value: unknown): RawConfig {
  if (isPlainObject(value)) return value
  const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`
  throw failed(
    path,
    `it holds ${kind} and not an object of settings`,
    'Write { "profile": "dev" }, for example',
  )
}

function failed(path: string, reason: string, remedy: string, cause?: unknown): Error {
  return ownDiagnostics.error('SMON-E109', { path, reason, remedy }, { cause })
}
