import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { afterAll, describe, expect, test } from 'vitest'
import { findCircles } from './helpers/find-circles.ts'

const ROOT = resolve(import.meta.dirname, '..')

const sandbox = mkdtempSync(join(tmpdir(), 'smonitor-architecture-'))
afterAll(() => rmSync(sandbox, { recursive: true }))

interface Layer {
  /** A folder may import folders of a lower level, and itself. */
  readonly level: number
  /** Folders besides, of which it may import anything. */
  readonly also?: readonly string[]
  /** Packages, by the start of their name. */
  readonly packages?: readonly string[]
  /** Packages of which it may import types only. */
  readonly types?: readonly string[]
}

const API = '@opentelemetry/api'
const SDK = '@opentelemetry/'

/** The layer table of the design. What may import only some lower levels names them in `also`, with level -1. */
const LAYERS: Readonly<Record<string, Layer>> = {
  semconv: { level: 0 },
  'src/record': { level: 1 },
  'src/identity': { level: 1 },
  'src/files': { level: 1, packages: ['node:'] },
  // The engine of patterns is loaded with the first one.
  'src/redact': { level: 1, packages: ['node:module'], types: ['re2js'] },
  'src/otel': { level: 2, packages: [API], types: [SDK] },
  'src/catalog': { level: 3, packages: [API] },
  'src/signal': { level: 3, also: ['src/catalog'], packages: [API] },
  // Level 4 stands on levels 0 to 2: a sink must work for whoever emitted.
  'src/policy': {
    level: -1,
    also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/otel'],
    packages: ['node:'],
  },
  'src/spool': {
    level: -1,
    also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/otel', 'src/files'],
    packages: ['node:'],
  },
  'src/bundle': {
    level: -1,
    also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/otel', 'src/files'],
    packages: ['node:'],
    // Loaded for a bundle that is an archive.
    types: ['tar'],
  },
  exporters: {
    level: -1,
    also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/otel', 'src/spool', 'src/bundle'],
    packages: ['node:', 'fastest-levenshtein'],
    // Loaded when there is a terminal, by what they know of it.
    types: ['string-width', 'supports-color', 'supports-hyperlinks'],
  },
  'src/profiles': { level: 5, packages: ['node:', API] },
  'src/capture': { level: 5, packages: ['node:', API] },
  'src/setup': { level: 6, packages: ['node:', SDK], types: ['jiti', 'fastest-levenshtein', 'yaml'] },
  'src/triage': { level: -1, also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/bundle'] },
  'src/report': { level: -1, also: ['semconv', 'src/record', 'src/identity', 'src/redact', 'src/bundle'] },
  'src/testing': {
    level: 4,
    also: ['src/bundle', 'src/triage', 'src/report'],
    packages: ['node:', 'vitest', 'fastest-levenshtein', API],
  },
  'src/cli': {
    level: 7,
    also: ['src/triage', 'src/report', 'src/testing'],
    packages: ['node:', 'commander', SDK],
    // Loaded by the commands that read policies of others, and config files and versions of OTel.
    types: ['yaml', 'semver'],
  },
  // Beside the entry, so that the entry does not grow.
  'src/support': { level: 4, packages: [API] },
  // The library author's entry: Emit and what it stands on.
  'src/index.ts': { level: 4 },
}

/** Where a level is asked for: level 4 has no number of its own above, since it may not import level 3. */
const LEVEL_OF: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(LAYERS).map(([folder, { level }]) => [folder, level])),
  'src/policy': 4,
  'src/spool': 4,
  'src/bundle': 4,
  exporters: 4,
  'src/triage': 8,
  'src/report': 8,
  'src/testing': 8,
}

interface Import {
  readonly specifier: string
  readonly isType: boolean
}

/** Build tools of `semconv/`, which are not part of the package. */
const NOT_SHIPPED = /^semconv\/(?!index\.ts$|semconv\.ts$|upstream\.ts$)/

describe('the layer table', () => {
  const files = sourcesOf(ROOT)

  test('holds for every file, type imports included', () => {
    const violations = files.flatMap((file) => violationsOf(ROOT, file))
    expect(violations).toEqual([])
    expect(files.length).toBeGreaterThan(60)
  })

  test('names every folder that has sources', () => {
    const folders = new Set(files.map((file) => folderOf(file)))
    expect([...folders].filter((folder) => folder === undefined)).toEqual([])
  })

  test.each([
    [
      'src/record/a.ts',
      "import { signal } from '../signal/signal.ts'",
      'src/record must not import src/signal',
    ],
    [
      'src/record/a.ts',
      "import type { Sink } from '../../exporters/sink.ts'",
      'src/record must not import exporters',
    ],
    ['src/record/a.ts', "import { x } from '../identity/x.ts'", 'src/record must not import src/identity'],
    ['src/record/a.ts', "export { x } from '../otel/x.ts'", 'src/record must not import src/otel'],
    [
      'src/catalog/a.ts',
      "const x = await import('../setup/index.ts')",
      'src/catalog must not import src/setup',
    ],
    ['src/catalog/a.ts', "import { readFileSync } from 'node:fs'", 'src/catalog must not import node:fs'],
    [
      'src/catalog/a.ts',
      "import { signal } from '../signal/signal.ts'",
      'src/catalog must not import src/signal',
    ],
    [
      'src/bundle/a.ts',
      "import { defineCatalog } from '../catalog/x.ts'",
      'src/bundle must not import src/catalog',
    ],
    [
      'src/otel/a.ts',
      "import { LoggerProvider } from '@opentelemetry/sdk-logs'",
      'src/otel must not import @opentelemetry/sdk-logs',
    ],
    ['src/triage/a.ts', "import { render } from '../report/x.ts'", 'src/triage must not import src/report'],
    ['src/setup/a.ts', "import { main } from '../cli/main.ts'", 'src/setup must not import src/cli'],
    ['src/setup/a.ts', "import { Command } from 'commander'", 'src/setup must not import commander'],
    [
      'src/index.ts',
      "import { startSmonitor } from './setup/index.ts'",
      'src/index.ts must not import src/setup',
    ],
  ])('fails when %s has %s', (file, text, violation) => {
    const root = mkdtempSync(join(sandbox, 'tree-'))
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), `${text}\n`)
    expect(violationsOf(root, file)).toEqual([expect.stringContaining(violation)])
  })

  test.each([
    ['src/signal/a.ts', "import type { AnyFunction } from '../catalog/catalog.ts'"],
    ['src/otel/a.ts', "import type { LoggerProvider } from '@opentelemetry/sdk-logs'"],
    ['exporters/a.ts', "import { openSpool } from '../src/spool/spool.ts'"],
    ['src/cli/a.ts', "import { Command } from 'commander'"],
  ])('allows %s to have %s', (file, text) => {
    const root = mkdtempSync(join(sandbox, 'tree-'))
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), `${text}\n`)
    expect(violationsOf(root, file)).toEqual([])
  })
})

describe('the imports of files', () => {
  test('go in no circle, those of types included: whoever reads one file need not read the others first', () => {
    expect(findCircles(sourcesOf(ROOT), (file) => filesThatItImports(ROOT, file))).toEqual([])
  })

  test.each([
    ['a value', "import { b } from './b.ts'", "import { a } from './a.ts'"],
    ['a type', "import type { B } from './b.ts'", "import { type A } from './a.ts'"],
    ['what is handed on', "export { b } from './b.ts'", "export type { A } from './a.ts'"],
    ['what is loaded later', "const load = () => import('./b.ts')", "import type { A } from './a.ts'"],
  ])('are refused in a circle by %s', (_case, a, b) => {
    const root = mkdtempSync(join(sandbox, 'circle-'))
    mkdirSync(join(root, 'src'))
    const texts = { 'src/a.ts': a, 'src/b.ts': b, 'src/c.ts': "import { a } from './a.ts'" }
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(root, file), `${text}\n`)
    expect(findCircles(Object.keys(texts), (file) => filesThatItImports(root, file))).toEqual([
      ['src/a.ts', 'src/b.ts', 'src/a.ts'],
    ])
  })
})

function filesThatItImports(root: string, file: string): string[] {
  return importsOf(join(root, file))
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => join(dirname(file), specifier))
}

function violationsOf(root: string, file: string): string[] {
  const own = folderOf(file)
  if (own === undefined) return [`${file} is in no folder of the layer table`]
  const layer = LAYERS[own] as Layer
  return importsOf(join(root, file)).flatMap((found) => {
    const target = targetOf(file, found.specifier)
    return isAllowed(own, layer, target, found) ? [] : [`${file}: ${own} must not import ${target.name}`]
  })
}

interface Target {
  readonly name: string
  readonly isPackage: boolean
}

function targetOf(file: string, specifier: string): Target {
  if (!specifier.startsWith('.')) return { name: specifier, isPackage: true }
  const path = relative('/', resolve('/', dirname(file), specifier))
  return { name: folderOf(path) ?? path, isPackage: false }
}

function isAllowed(own: string, layer: Layer, { name, isPackage }: Target, { isType }: Import): boolean {
  if (isPackage) {
    const packages = [...(layer.packages ?? []), ...(isType ? (layer.types ?? []) : [])]
    return packages.some(
      (start) =>
        name === start || name.startsWith(start.endsWith('/') || start.endsWith(':') ? start : `${start}/`),
    )
  }
  if (name === own || layer.also?.includes(name) === true) return true
  return (LEVEL_OF[name] ?? Infinity) < layer.level
}

function folderOf(file: string): string | undefined {
  return Object.keys(LAYERS).find((folder) => file === folder || file.startsWith(`${folder}/`))
}

function importsOf(path: string): Import[] {
  const { module, errors, program } = parseSync(path, readFileSync(path, 'utf8'))
  expect(errors).toEqual([])
  const imports: Import[] = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    isType: entries.length > 0 && entries.every((entry) => entry.isType),
  }))
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest !== null) imports.push({ specifier: moduleRequest.value, isType })
    }
  }
  const text = readFileSync(path, 'utf8')
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^['"`](.*)['"`]$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[1] !== undefined) imports.push({ specifier: literal[1], isType: false })
  }
  expect(program.type).toBe('Program')
  return imports
}

function sourcesOf(root: string): string[] {
  return ['semconv', 'src', 'exporters']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((file) => file.endsWith('.ts') && !NOT_SHIPPED.test(file))
}
