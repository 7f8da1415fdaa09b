import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { readRegistry } from './model.ts'
import type { Registry } from './registry.ts'
import { renderConstants, renderConstantsModule } from './render-constants.ts'
import { renderIndex } from './render-index.ts'
import { renderPage } from './render-page.ts'
import * as upstream from './upstream.ts'

/** Renders every generated file, by its path from the root of the repository. */
export function generateFiles(registry: Registry): ReadonlyMap<string, string> {
  const constants = renderConstants(registry)
  const names = constants.map(({ name }) => name)
  return new Map([
    ['semconv/semconv.ts', renderConstantsModule(constants)],
    ['semconv/index.ts', renderIndex(names, Object.keys(upstream))],
    ['docs/reference/telemetry.md', renderPage(registry, upstream.UPSTREAM_NAMES)],
  ])
}

/** Shows the first lines in which a file differs from what would be generated; empty if it does not. */
export function showDifference(actual: string, expected: string): string {
  if (actual === expected) return ''
  const before = actual.split('\n')
  const after = expected.split('\n')
  const first = after.findIndex((line, index) => line !== before[index])
  const start = first === -1 ? after.length : first
  const show = (sign: string, lines: readonly string[]): readonly string[] =>
    lines.slice(start, start + 3).map((line) => `${sign} ${line}`)
  return [`line ${start + 1}`, ...show('-', before), ...show('+', after)].join('\n')
}

function main(args: readonly string[]): number {
  const unknown = args.find((arg) => arg !== '--check')
  if (unknown !== undefined) {
    console.error(`The argument "${unknown}" is not known. Use: node semconv/generate.ts [--check]`)
    return 2
  }
  const { registry, problems } = readRegistry(import.meta.dirname)
  for (const { file, key, reason, remedy } of problems) {
    console.error(`semconv/${file}: ${key}: ${reason} ${remedy}`)
  }
  if (problems.length > 0) return 1

  const root = join(import.meta.dirname, '..')
  const stale: string[] = []
  for (const [path, text] of generateFiles(registry)) {
    const target = join(root, path)
    const difference = showDifference(existsSync(target) ? readFileSync(target, 'utf8') : '', text)
    if (difference === '') continue
    stale.push(path)
    if (args.includes('--check')) {
      console.error(`${path} is stale, ${difference}`)
    } else {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
      console.log(`Wrote ${path}.`)
    }
  }
  if (stale.length === 0 || !args.includes('--check')) return 0
  console.error('Run: npm run semconv:generate')
  return 1
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))
