import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { nextTurn } from './clock.ts'
import { field } from './fields.ts'
import { guarded } from './guarded.ts'
import type { LoadedPackage } from './observation.ts'
import { packageOf, type FilePackage } from './package-of.ts'
import { watchApiCopy } from './watch-api-copy.ts'

/** What a loaded ES module of an API calls, to hand over what it exports. */
const TELL = Symbol.for('smonitor.doctor.api')

const API_ENTRY = /^(?:dist|build[\\/](?:src|esm|esnext))[\\/]index\.[cm]?js$/
const API_PACKAGES = ['@opentelemetry/api', '@opentelemetry/api-logs']

const packages = new Map<string, Omit<LoadedPackage, 'isForOtelOnly'>>()
const parents = new Map<string, string>()
/** By the folder of a package, who asked for it: a name of a package, or empty for the program. */
const askers = new Map<string, Set<string>>()
const state: { hookAt: number | null; seesEsModules: boolean } = { hookAt: null, seesEsModules: false }

type Compile = (
  this: { exports: unknown; parent?: unknown },
  content: string,
  file: string,
  ...rest: unknown[]
) => unknown

/** Watches which packages are loaded, in which order and how, and every copy of an API. */
export function watchModules(): void {
  const { prototype } = module as unknown as { readonly prototype: { _compile: Compile } }
  const compile = prototype._compile
  prototype._compile = function watching(content, file, ...rest) {
    const found = guarded(() => packageOf(file))
    const parent = field(this.parent, 'filename')
    if (found !== undefined) note(found, file, parent === undefined ? 'import' : 'require', parent)
    const result = compile.call(this, content, file, ...rest)
    if (found !== undefined && isApiEntry(found, file))
      guarded(() => watchApiCopy(this.exports, found, 'cjs'))
    return result
  }
  watchHooks()
  if (typeof module.registerHooks === 'function') watchEsModules(module.registerHooks)
}

/** The packages that were loaded, each when it was first, and when a hook for ES modules was there. */
export function listLoaded(): {
  readonly packages: LoadedPackage[]
  readonly hookAt: number | null
  readonly seesEsModules: boolean
} {
  const listed = [...packages.values()].map((one) => ({ ...one, isForOtelOnly: isForOtelOnly(one.folder) }))
  return { packages: listed, ...state }
}

function watchEsModules(registerHooks: typeof module.registerHooks): void {
  state.seesEsModules = true
  Object.defineProperty(globalThis, TELL, {
    configurable: true,
    value(exports: unknown, url: string): void {
      guarded(() => {
        const found = packageOf(fileURLToPath(url))
        if (found !== undefined) watchApiCopy(exports, found, 'esm')
      })
    },
  })
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context)
      const parent = context.parentURL
      if (parent !== undefined && !parents.has(resolved.url)) parents.set(resolved.url, parent)
      const isFile = resolved.url.startsWith('file:') && parent?.startsWith('file:') === true
      if (isFile) guarded(() => noteAsker(fileOf(resolved.url), fileOf(parent)))
      return resolved
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.startsWith('file:') || context.conditions.includes('require')) return loaded
      const file = fileURLToPath(url)
      const found = guarded(() => packageOf(file))
      if (found === undefined) return loaded
      note(found, file, 'import', fileOf(parents.get(url)))
      if (loaded.format !== 'module' || !isApiEntry(found, file)) return loaded
      // Imports itself, as any module may; what it exports is complete when its last line runs.
      const tell = `globalThis[Symbol.for('smonitor.doctor.api')]?.(smonitorDoctorSelf, import.meta.url)`
      const source = `${toText(loaded.source)}\nimport * as smonitorDoctorSelf from ${JSON.stringify(url)}\n${tell}\n`
      return { ...loaded, source }
    },
  })
}

/** Notes when the hook is registered by which OTel sees ES modules. */
function watchHooks(): void {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' ')
  if (/--(?:experimental-)?loader[= ]"?\S*(?:import-in-the-middle|opentelemetry|hook\.m?js)/.test(options))
    state.hookAt = nextTurn()
  for (const name of ['register', 'registerHooks'] as const) {
    const original = field(module, name)
    if (typeof original !== 'function') continue
    Object.defineProperty(module, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]): unknown {
        guarded(() => {
          const asked = `${String(args[0])} ${new Error('where').stack ?? ''}`
          if (/import-in-the-middle|opentelemetry|hook\.m?js/.test(asked)) state.hookAt ??= nextTurn()
        })
        return (original as (...all: unknown[]) => unknown).apply(this, args)
      },
    })
  }
  module.syncBuiltinESMExports()
}

function toText(source: unknown): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
}

function noteAsker(file: string | undefined, asker: string | undefined): void {
  const asked = file === undefined ? undefined : packageOf(file)
  if (asked === undefined || asker === undefined) return
  const by = packageOf(asker)
  if (by?.folder === asked.folder) return
  const known = askers.get(asked.folder) ?? new Set()
  askers.set(asked.folder, known.add(by?.name ?? ''))
}

function isForOtelOnly(folder: string): boolean {
  const by = [...(askers.get(folder) ?? [])]
  return by.length > 0 && by.every((name) => name === 'smonitor' || name.startsWith('@opentelemetry/'))
}

function note(found: FilePackage, file: string, how: 'import' | 'require', parent: unknown): void {
  if (typeof parent === 'string') noteAsker(file, parent)
  if (packages.has(found.folder)) return
  const { name, version, folder } = found
  const asker = typeof parent === 'string' ? parent : null
  packages.set(folder, { name, version, folder, at: nextTurn(), how, parent: asker === file ? null : asker })
}

function isApiEntry({ name, folder }: FilePackage, file: string): boolean {
  return API_PACKAGES.includes(name) && API_ENTRY.test(file.slice(folder.length + 1))
}

function fileOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : guarded(() => fileURLToPath(url))
}
