import { readFileSync, statSync } from 'node:fs'
import { BundleError } from '../bundle-error.ts'
import { parseEvent } from '../parse-event.ts'
import { isPythonManifest } from '../python-manifest.ts'
import { asObject, asText } from '../read-fields.ts'
import { readLines } from '../read-lines.ts'
import { MAX_DOCUMENT_BYTES, type BundleSource, type Data } from './bundle-source.ts'
import { hashLines } from './hash-lines.ts'
import { NO_MANIFEST, withoutMark } from './open-folder.ts'
import { openEventLines } from './open-lines.ts'
import { keyOf, PART_FILES } from './part-files.ts'

/**
 * Opens a bundle that is one JSON document, which is read as a whole: one of the Python library, or ours when somebody
 * has laid it out anew. Where it is no document, but some of its lines are events, it is read as a file of these.
 *
 * @throws BundleError when it is neither, or too large.
 */
export function openDocument(path: string): BundleSource {
  const document = parseDocument(path)
  if (document === undefined) return openEventLines(path)
  const isList = Array.isArray(document)
  const manifest = isList ? undefined : toManifest(asObject(document))
  const events = isList ? document : [document]
  if (manifest === undefined && !events.some(isEvent)) {
    throw new BundleError('not-a-bundle', path, `${path} is JSON, and no bundle: ${whatIs(document)}.`)
  }
  const parts = manifest === undefined ? { events } : asObject(document)
  return {
    path,
    form: manifest === undefined ? 'lines' : 'json',
    manifest,
    notes: manifest === undefined ? [NO_MANIFEST] : [],
    lines(file, onBytes) {
      const part = PART_FILES.find((name) => name === file)
      const list = part === undefined ? undefined : parts[keyOf(part)]
      if (!Array.isArray(list)) return undefined
      const lines = stringify(list)
      return onBytes === undefined ? lines : hashLines(lines, onBytes)
    },
    close: () => undefined,
  }
}

/** Its counts have their place again where its events are. */
function toManifest(document: Data): Data | undefined {
  if (isPythonManifest(document)) return document
  if (asText(document['schema'])?.startsWith('smonitor.bundle/') !== true) return undefined
  return Array.isArray(document['events']) ? { ...document, events: document['counts'] } : document
}

function parseDocument(path: string): unknown {
  const { size } = statSync(path)
  if (size > MAX_DOCUMENT_BYTES) {
    throw new BundleError(
      'not-a-bundle',
      path,
      `${path} is larger than 512 MiB, and laid out in a way that can only be read as a whole. Write the bundle as a folder, as .jsonl or as .tar.gz, which are read line by line.`,
    )
  }
  try {
    return JSON.parse(withoutMark(readFileSync(path, 'utf8')))
  } catch (error) {
    if (hasEventLines(path)) return undefined
    throw new BundleError(
      'not-a-bundle',
      path,
      size === 0
        ? `${path} is no bundle: it is empty.`
        : `${path} is no bundle, or a damaged one: it is not valid JSON: ${(error as Error).message}.`,
      error,
    )
  }
}

/** How many lines of a file that nobody can make sense of are looked at. */
const MAX_LINES = 1000

function hasEventLines(path: string): boolean {
  let left = MAX_LINES
  for (const line of readLines(path)) {
    if (line !== undefined && parseEvent(line) !== undefined) return true
    left -= 1
    if (left === 0) return false
  }
  return false
}

function isEvent(value: unknown): boolean {
  const { level, message, schema } = asObject(value)
  return typeof level === 'string' && typeof message === 'string' && schema === undefined
}

function whatIs(document: unknown): string {
  const schema = asText(asObject(document)['schema'])
  return schema === null
    ? 'it has neither the schema of one nor events'
    : `its schema is "${schema.slice(0, 100)}"`
}

function* stringify(items: readonly unknown[]): Generator<string | undefined> {
  for (const item of items) {
    try {
      yield JSON.stringify(item)
    } catch {
      // Nested deeper than anything of ours.
      yield undefined
    }
  }
}
