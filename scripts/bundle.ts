// Bundles what tsc wrote to dist into few modules: one for all that a library author imports, one for each other
// subpath, and what they share. Loading sixty small files costs more than running what is in them. Runs after tsc,
// so that what is published is what was type-checked; the declarations stay as tsc wrote them.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { rolldown, type InputOptions } from 'rolldown'

const ROOT = resolve(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')

interface PackageJson {
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
}

const { bin, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson
/** Loaded by name into programs that smonitor looks into: it shares no module with what stands on OpenTelemetry. */
const PRELOAD = './dist/src/cli/doctor/inside/preload.js'
const published = [...Object.values(bin), ...Object.values(exports).map(fileOf), PRELOAD]
  .filter((file) => file.endsWith('.js'))
  .map((file) => join(ROOT, file))

const options: InputOptions = {
  // What is not ours stays a package.
  external: (specifier) => !specifier.startsWith('.') && !specifier.startsWith(DIST),
}
const emitModules = new Set(await listModules(fileOf(exports['.'] ?? '')))
const bundle = await rolldown({
  ...options,
  input: Object.fromEntries(published.map((file) => [file.slice(DIST.length + 1, -'.js'.length), file])),
})
const { output } = await bundle.generate({
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name].js',
  // Whoever debugs through it has the sources; a bundler of theirs needs the annotations.
  comments: { legal: true, annotation: true, jsdoc: false },
  codeSplitting: {
    // By this name a stack frame of ours is known: src/record/stack-frames.ts.
    groups: [{ name: 'smonitor-emit', test: (id) => emitModules.has(id) }],
  },
})
for (const file of globSync('**/*.js', { cwd: DIST })) rmSync(join(DIST, file))
for (const item of output) {
  if (item.type !== 'chunk') throw new Error(`The bundle has ${item.fileName}, which is no module.`)
  const file = join(DIST, item.fileName)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, item.code)
}

function fileOf(target: string | { readonly default: string }): string {
  return typeof target === 'string' ? target : target.default
}

/** Lists the modules that importing one of them loads. */
async function listModules(entry: string): Promise<readonly string[]> {
  const alone = await rolldown({ ...options, input: join(ROOT, entry) })
  const { output: chunks } = await alone.generate({ format: 'es' })
  return chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
}
