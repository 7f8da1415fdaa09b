import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPackedProject } from './helpers/packed-project.ts'
import { runNode } from './helpers/run-process.ts'

/** Just above what is reached. The goal is 12 kB: docs/status.md says what stands in its way. */
const MAX_BYTES = 16_740

/** 24 kB, with all that it shares with the entry of a library. */
const MAX_CAPTURE_BYTES = 24_576

let project: string
let bundle: Bundle

beforeAll(async () => {
  project = createPackedProject()
  bundle = await bundleEntry(project)
})
afterAll(() => rmSync(project, { recursive: true }))

describe('the entry for library authors', () => {
  test('stays within its budget, minified and compressed', () => {
    const bytes = gzipSync(bundle.code, { level: 9 }).length
    console.log(`smonitor: ${bytes} bytes of at most ${MAX_BYTES} (${bundle.code.length} before gzip)`)
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES)
    // So that an empty bundle does not pass.
    expect(bundle.exports).toEqual(['DiagnosticError', 'defineCatalog', 'emit', 'signal', 'span'])
  })

  test('is one module behind its list of exports, so that loading it costs little more than loading the API', () => {
    expect(bundle.modules).toEqual(['dist/shared/smonitor-emit.js'])
  })

  test('imports nothing but the OpenTelemetry API, anywhere behind it', () => {
    expect(bundle.packages).toEqual(['@opentelemetry/api', 'smonitor'])
    expect(bundle.imports).toEqual(['@opentelemetry/api'])
  })

  test('leaves no trace in the process that imports it', async () => {
    writeFileSync(join(project, 'traces.mjs'), TRACES)
    const { code, stdout, stderr } = await runNode(['traces.mjs'], { cwd: project })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { before, after } = JSON.parse(stdout) as { readonly before: unknown; readonly after: unknown }
    expect(after).toEqual(before)
  })
})

describe('the entry for captures', () => {
  test('stays within its budget, and imports nothing but Node and the OpenTelemetry API', async () => {
    const captures = await bundleEntry(project, 'smonitor/capture')
    const bytes = gzipSync(captures.code, { level: 9 }).length
    console.log(`smonitor/capture: ${bytes} bytes of at most ${MAX_CAPTURE_BYTES}`)
    expect(bytes).toBeLessThanOrEqual(MAX_CAPTURE_BYTES)
    expect(captures.exports).toContain('captureWarnings')
    expect(captures.imports.filter((name) => !name.startsWith('node:'))).toEqual(['@opentelemetry/api'])
  })
})

/** Prints what a module could have touched, before and after the import. */
const TRACES = `
  const read = () => ({
    globals: Reflect.ownKeys(globalThis).map(String),
    api: Reflect.ownKeys(globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {}),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    resources: process.getActiveResourcesInfo(),
    variables: { ...process.env },
    stackTraceLimit: Error.stackTraceLimit,
  })
  const methods = () => [
    ...['console', 'Promise', 'Error', 'process'].flatMap((name) =>
      Reflect.ownKeys(globalThis[name]).map((key) => Object.getOwnPropertyDescriptor(globalThis[name], key).value),
    ),
    ...[Object, Function, Promise, Error, Array].flatMap(({ prototype }) =>
      Reflect.ownKeys(prototype).map((key) => Object.getOwnPropertyDescriptor(prototype, key).value),
    ),
    process.stdout.write,
    process.stderr.write,
  ]
  // What the API itself leaves behind is not smonitor's.
  await import('@opentelemetry/api')
  const methodsBefore = methods()
  const before = read()
  await import('smonitor')
  const after = read()
  const methodsAfter = methods()
  before.replaced = 0
  after.replaced = methodsAfter.filter((method, at) => !Object.is(method, methodsBefore[at])).length
  before.methods = methodsBefore.length
  after.methods = methodsAfter.length
  console.log(JSON.stringify({ before, after }))
`

interface Bundle {
  readonly code: string
  /** The package's own modules, by their path in it. */
  readonly modules: readonly string[]
  /** The packages that any module asked for, before anything is left out. */
  readonly packages: readonly string[]
  /** What the bundle itself imports. */
  readonly imports: readonly string[]
  readonly exports: readonly string[]
}

/** Bundles a packed subpath as an application's bundler does, but for the API. */
async function bundleEntry(root: string, subpath = 'smonitor'): Promise<Bundle> {
  const entry = join(root, 'entry.mjs')
  writeFileSync(entry, `export * from '${subpath}'\n`)
  const packages = new Set<string>()
  const output = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        external: (specifier) => {
          if (!/^[./\0]/.test(specifier)) packages.add(specifier)
          return specifier === '@opentelemetry/api' || specifier.startsWith('node:')
        },
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  })) as Rolldown.RolldownOutput
  const [chunk, ...others] = output.output
  if (others.length > 0) throw new Error(`One chunk was expected, not ${others.length + 1}.`)
  return {
    code: chunk.code,
    modules: chunk.moduleIds
      .filter((id) => id.includes('/smonitor/dist/'))
      .map((id) => id.slice(id.indexOf('/smonitor/dist/') + '/smonitor/'.length))
      .toSorted(),
    packages: [...packages].toSorted(),
    imports: [...chunk.imports, ...chunk.dynamicImports],
    exports: chunk.exports.toSorted(),
  }
}
