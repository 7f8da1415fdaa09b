import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { LineCounter, parseDocument } from 'yaml'

import type { Problem, Registry, Released } from './registry.ts'
import { checkRules } from './rules.ts'
import { checkShape } from './shape.ts'

/** Names the files of the registry, relative to `semconv/`. */
export const REGISTRY_FILES = {
  manifest: 'manifest.yaml',
  attributes: 'registry/attributes.yaml',
  events: 'registry/events.yaml',
  spans: 'registry/spans.yaml',
  metrics: 'registry/metrics.yaml',
  released: 'released.json',
} as const

/** Holds what was read and everything that is wrong with it. */
export interface RegistryReading {
  /** The registry; complete only if there are no problems. */
  readonly registry: Registry
  /** Every problem of every file. */
  readonly problems: readonly Problem[]
}

/** Reads and validates the registry in a folder. It reports what is wrong and does not throw for it. */
export function readRegistry(folder: string): RegistryReading {
  const sources: Record<string, string> = {}
  for (const file of Object.values(REGISTRY_FILES)) {
    const path = join(folder, file)
    if (existsSync(path)) sources[file] = readFileSync(path, 'utf8')
  }
  return parseRegistry(sources)
}

/**
 * Validates the text of the registry files.
 *
 * @param sources - The text of each file, by its name in {@link REGISTRY_FILES}.
 */
export function parseRegistry(sources: Sources): RegistryReading {
  const problems: Problem[] = []
  const manifest = parseWhole(sources, 'manifest', problems)
  const released = parseWhole(sources, 'released', problems)
  const attributes = parseList(sources, 'attributes', 'key', problems)
  const events = parseList(sources, 'events', 'name', problems)
  const spans = parseList(sources, 'spans', 'type', problems)
  const metrics = parseList(sources, 'metrics', 'name', problems)

  const registry: Registry = {
    manifest: manifest ?? { schema_url: '', description: '', stability: 'development', dependencies: [] },
    attributes: attributes.entries,
    events: events.entries,
    spans: spans.entries,
    metrics: metrics.entries,
  }
  const names = {
    attributes: attributes.names,
    events: events.names,
    spans: spans.names,
    metrics: metrics.names,
  }
  problems.push(
    ...checkRules(registry, names, released ?? { attributes: [], events: [], spans: [], metrics: [] }),
  )
  return { registry, problems }
}

type Sources = Readonly<Record<string, string>>
type Whole = Pick<Registry, 'manifest'> & { readonly released: Released }
type Lists = Omit<Registry, 'manifest'>

function parseWhole<Part extends keyof Whole>(
  sources: Sources,
  part: Part,
  problems: Problem[],
): Whole[Part] | undefined {
  const value = parseFile(sources, REGISTRY_FILES[part], problems)
  if (value === undefined) return undefined
  const faults = checkShape(part, value)
  problems.push(...faults.map((fault) => ({ file: REGISTRY_FILES[part], key: part, ...fault })))
  return faults.length === 0 ? (value as Whole[Part]) : undefined
}

/** The entries of the right shape, and the names of all, so that a wrong entry is not also an unknown name. */
function parseList<Part extends keyof Lists>(
  sources: Sources,
  part: Part,
  nameField: string,
  problems: Problem[],
): { readonly entries: Lists[Part]; readonly names: ReadonlySet<string> | undefined } {
  const file = REGISTRY_FILES[part]
  const value = parseFile(sources, file, problems)
  if (value === undefined) return { entries: [], names: undefined }

  const remedy = `Let the file hold "file_format: definition/2" and a list "${part}", and nothing else.`
  const { file_format: format, [part as string]: list, ...others } = asRecord(value)
  if (format !== 'definition/2') {
    problems.push({
      file,
      key: 'file_format',
      reason: `The file format is ${JSON.stringify(format)}.`,
      remedy,
    })
  }
  for (const key of Object.keys(others)) {
    problems.push({ file, key, reason: `The section "${key}" does not belong in this file.`, remedy })
  }
  if (!Array.isArray(list)) {
    problems.push({ file, key: part, reason: `The list "${part}" is missing.`, remedy })
    return { entries: [], names: undefined }
  }

  const names = new Set<string>()
  const entries = list.filter((entry: unknown, index) => {
    const name = asRecord(entry)[nameField]
    if (typeof name === 'string') names.add(name)
    const key = typeof name === 'string' ? name : `entry ${index + 1}`
    const faults = checkShape(part, entry)
    problems.push(...faults.map((fault) => ({ file, key, ...fault })))
    return faults.length === 0
  })
  return { entries, names }
}

function parseFile(sources: Sources, file: string, problems: Problem[]): unknown {
  const source = sources[file]
  if (source === undefined) {
    problems.push({ file, key: 'file', reason: 'The file is missing.', remedy: 'Restore the file.' })
    return undefined
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(source, { lineCounter, prettyErrors: false })
  const refuse = (key: string, message: string): void => {
    const reason = `The file is not valid YAML: ${message}.`
    problems.push({ file, key, reason, remedy: 'Correct the line.' })
  }
  for (const error of document.errors) {
    refuse(`line ${lineCounter.linePos(error.pos[0]).line}`, error.message)
  }
  if (document.errors.length > 0) return undefined
  try {
    return document.toJS() ?? {}
  } catch (error) {
    // Only now does yaml look up what an alias stands for.
    refuse('file', (error as Error).message)
    return undefined
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
