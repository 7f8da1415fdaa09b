import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Registry } from '../../semconv/registry.ts'
import { findAttribute, type EmittedRecord, type EmittedSpan } from './check-record.ts'

/** What the tests of one process have emitted. */
export interface Emitted {
  readonly records?: readonly EmittedRecord[]
  readonly spans?: readonly EmittedSpan[]
  /** The attributes of resources. */
  readonly resources?: readonly Readonly<Record<string, unknown>>[]
}

/** The folder in which the processes of a test run note the names that they have emitted. */
export const FOLDER_VARIABLE = 'SMONITOR_LIVE_CHECK'

const noted = new Set<string>()

/** Notes each name of the registry that was emitted, for the whole test run to be judged at its end. */
export function noteNames(registry: Registry, emitted: Emitted): void {
  const folder = process.env[FOLDER_VARIABLE]
  if (folder === undefined) return
  const fresh = namesOf(registry, emitted).filter((name) => !noted.has(name))
  if (fresh.length === 0) return
  for (const name of fresh) noted.add(name)
  // A file for each process and thread: nobody waits and no line is torn.
  appendFileSync(join(folder, `${process.pid}-${threadId}.txt`), `${[...new Set(fresh)].join('\n')}\n`)
}

/** Reads all names that were noted in a folder. */
export function readNames(folder: string): ReadonlySet<string> {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
  return new Set(lines.filter((line) => line !== ''))
}

function namesOf(registry: Registry, { records = [], spans = [], resources = [] }: Emitted): string[] {
  const keys = [
    ...records.map(({ attributes }) => attributes),
    ...spans.flatMap(({ attributes, events }) => [
      attributes,
      ...events.map((event) => event.attributes ?? {}),
    ]),
    ...resources,
  ].flatMap((attributes) => Object.keys(attributes))
  const known = keys.flatMap((key) => findAttribute(registry, key)?.key ?? [])
  return [...records.flatMap(({ eventName }) => eventName ?? []), ...known]
}
