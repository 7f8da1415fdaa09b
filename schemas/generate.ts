import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { showDifference } from '../semconv/generate.ts'
import { completeSchema } from './complete-schema.ts'
import { readConfigSchema, type ConfigSchema } from './config-schema.ts'
import { JSON_NOTATION, layOut } from './lay-out.ts'
import { completePolicySchema, isPolicyPart, readPolicySchema } from './policy-schema.ts'
import { renderInterface } from './render-interface.ts'
import { renderPage } from './render-page.ts'
import { renderShape } from './render-shape.ts'

/** Renders every file that follows from the definitions of the schema, by its path from the root. */
export function generateFiles(source: ConfigSchema, rules: ConfigSchema): ReadonlyMap<string, string> {
  const policy = completePolicySchema(rules)
  const own = Object.entries(source.definitions).filter(([name]) => !isPolicyPart(name))
  const schema = completeSchema({
    ...source,
    definitions: { ...Object.fromEntries(own), ...policy.definitions },
  })
  return new Map([
    ['schemas/policy.schema.json', `${layOut(policy, JSON_NOTATION)}\n`],
    ['schemas/config.schema.json', `${layOut(schema, JSON_NOTATION)}\n`],
    ['src/setup/settings/smonitor-config.ts', renderInterface(schema)],
    ['src/setup/settings/config-shape.ts', renderShape(schema)],
    ['docs/reference/configuration.md', renderPage(schema)],
  ])
}

function main(args: readonly string[]): number {
  const unknown = args.find((arg) => arg !== '--check')
  if (unknown !== undefined) {
    console.error(`The argument "${unknown}" is not known. Use: node schemas/generate.ts [--check]`)
    return 2
  }
  const root = join(import.meta.dirname, '..')
  const stale = [
    ...generateFiles(readConfigSchema(import.meta.dirname), readPolicySchema(import.meta.dirname)),
  ].filter(([path, text]) => {
    const target = join(root, path)
    const difference = showDifference(existsSync(target) ? readFileSync(target, 'utf8') : '', text)
    if (difference === '') return false
    if (args.includes('--check')) {
      console.error(`${path} is stale, ${difference}`)
    } else {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
      console.log(`Wrote ${path}.`)
    }
    return true
  })
  if (stale.length === 0 || !args.includes('--check')) return 0
  console.error('Run: npm run schemas:generate')
  return 1
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))
