import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What is known of the project that `smonitor init` is run in. */
export interface Project {
  readonly folder: string
  /** The name of its catalog. */
  readonly name: string
  /** What its codes begin with. */
  readonly prefix: string
  /** Its `.js` and `.ts` files are ES modules. */
  readonly isModule: boolean
  /** An import of a TypeScript file names it with `.ts`, and not with the `.js` that becomes of it. */
  readonly importsTypeScript: boolean
}

/** A file to be written. */
export interface NewFile {
  readonly name: string
  readonly text: string
}

/** What `smonitor init` writes. */
export interface FirstFiles {
  readonly config: NewFile
  readonly catalog: NewFile
  /** How the catalog is imported. */
  readonly specifier: string
}

/** Looks at package.json and tsconfig.json, if they are there. */
export function describeProject(folder: string): Project {
  const { name, type } = readManifest(folder)
  const tsconfig = readText(join(folder, 'tsconfig.json'))
  const plainName = typeof name === 'string' && name !== '' ? name : basename(folder)
  return {
    folder,
    name: plainName,
    prefix: prefixOf(plainName),
    isModule: type === 'module',
    // Without a tsconfig it is Node that runs TypeScript, which takes the names as they are.
    importsTypeScript:
      tsconfig === undefined ||
      /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(tsconfig),
  }
}

/** Makes the first config and the first catalog of a project. */
export function firstFiles(project: Project, isJson: boolean): FirstFiles {
  const m = project.isModule ? '' : 'm'
  if (isJson) {
    return {
      config: { name: 'smonitor.config.json', text: jsonConfig() },
      catalog: { name: `diagnostics.${m}js`, text: catalogOf(project) },
      specifier: `./diagnostics.${m}js`,
    }
  }
  const specifier = `./diagnostics.${m}${project.importsTypeScript ? 'ts' : 'js'}`
  return {
    config: { name: `smonitor.config.${m}ts`, text: config(specifier) },
    catalog: { name: `diagnostics.${m}ts`, text: catalogOf(project) },
    specifier,
  }
}

function config(catalog: string): string {
  return `import { defineConfig } from 'smonitor/sdk'
import { diagnostics } from '${catalog}'

// The environment wins over this file: SMONITOR_PROFILE=staging, for example. \`npx smonitor check\` tells what counts.
export default defineConfig({
  // Who reads the terminal: user, dev, qa, agent, debug, or a profile of your own.
  profile: 'user',
  // A file for every diagnostic, as a line of JSON.
  // json: 'out/diagnostics.jsonl',
  catalogs: [diagnostics],
  profiles: {
    staging: { extends: 'qa', level: 'warn' },
  },
})
`
}

function jsonConfig(): string {
  const value = {
    $schema: './node_modules/smonitor/schemas/config.schema.json',
    profile: 'user',
    profiles: { staging: { extends: 'qa', level: 'warn' } },
  }
  return `${JSON.stringify(value, undefined, 2)}\n`
}

function catalogOf({ name, prefix }: Project): string {
  return `import { defineCatalog } from 'smonitor'

// A code is permanent: it is never renamed, and never used again for something else.
export const diagnostics = defineCatalog({
  name: ${JSON.stringify(name)},
  codes: {
    '${prefix}-W001': {
      level: 'warn',
      title: 'File skipped',
      message: 'The file {path} was skipped: {reason}.',
      hint: 'Correct the file, or leave it out.',
    },
    '${prefix}-E001': {
      level: 'error',
      title: 'File not found',
      message: 'There is no file {path}.',
      hint: 'Check the path.',
    },
  },
})
`
}

/** `@scope/my-shop` has codes such as `SHOP-W001`: the last word that is long enough to be told apart. */
function prefixOf(name: string): string {
  const words = name
    .replace(/^@[^/]*\//, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
  const word = words.filter((part) => /^[A-Z][A-Z0-9]{2,}$/.test(part)).at(-1)
  return word?.slice(0, 8) ?? 'APP'
}

function readManifest(folder: string): { readonly name?: unknown; readonly type?: unknown } {
  try {
    const value: unknown = JSON.parse(readText(join(folder, 'package.json')) ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
