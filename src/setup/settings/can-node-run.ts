import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * Tells whether Node runs a TypeScript file as it is, and what it imports from its project. Where in doubt it says
 * no, which costs a quarter of a second: jiti takes it then.
 *
 * It has to be known before. Node takes neither enums nor imports without their extension, and when it finds one, the
 * packages that are imported beside it are left half loaded, for good.
 */
export function canNodeRun(path: string): boolean {
  return doesNodeStripTypes() && isPlain(path, new Set())
}

function doesNodeStripTypes(): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown }
  if (typescript === undefined || typescript === false) return false
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  // These warn each time that they do it.
  return major !== 23 && !(major === 24 && minor < 3)
}

/** What is more than types: Node only leaves types out. */
const MORE_THAN_TYPES =
  /\b(?:enum|namespace|module)\s+[\w'"]|^\s*@\w|\bconstructor\s*\([^)]*\b(?:public|private|protected|readonly|override)\b|\bimport\s+(?:type\s+)?\w+\s*=|\bexport\s*=/m
const RELATIVE_IMPORT = /\b(?:from|import|require)\s*\(?\s*['"](\.[^'"]*)['"]/g

function isPlain(path: string, seen: Set<string>): boolean {
  if (seen.has(path)) return true
  seen.add(path)
  const text = readText(path)
  if (text === undefined || MORE_THAN_TYPES.test(text)) return false
  // Of a file that could be either kind of module Node warns.
  if (path.endsWith('.ts') && typeOfPackage(dirname(path)) !== 'module') return false
  return [...text.matchAll(RELATIVE_IMPORT)].every(([, specifier = '']) => {
    const target = resolve(dirname(path), specifier)
    return isFile(target) && (!/\.[cm]?tsx?$/.test(target) || isPlain(target, seen))
  })
}

function typeOfPackage(folder: string): unknown {
  const text = readText(join(folder, 'package.json'))
  const parent = dirname(folder)
  if (text === undefined) return parent === folder ? undefined : typeOfPackage(parent)
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
