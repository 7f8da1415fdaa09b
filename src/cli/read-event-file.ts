import { readFileSync } from 'node:fs'
import { parseEvent } from '../bundle/parse-event.ts'
import type { CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import { findOwner } from '../record/catalog-registry.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { resolveText } from '../record/resolve-text.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { createTriageKey } from '../identity/triage-key.ts'

/** How much of a text is looked at, in UTF-16 code units: an event has a few thousand. */
const MAX_LENGTH = 16 * 1024 * 1024

/**
 * Reads the first event of a file: a JSON object, or a line of `events.jsonl` or of the JSON lines sink. What it
 * lacks comes from its code, where a catalog is known that has it.
 *
 * @param path - `-` is the standard input.
 * @throws DiagnosticError SMON-E126
 */
export function readEventFile(path: string): DiagnosticEvent {
  const text = readText(path)
  const found = parseText(text.trim())
  if (typeof found === 'string') throw problem(path, found)
  const completed = complete(found)
  const event = parseEvent(JSON.stringify(completed))
  if (event === undefined) {
    const { level } = found
    throw problem(
      path,
      level === undefined
        ? 'it has no level, and no catalog of the config has its code'
        : `its level is ${JSON.stringify(level)}`,
    )
  }
  return event
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').slice(0, MAX_LENGTH)
  } catch (cause) {
    throw problem(path, (cause as Error).message, cause)
  }
}

type Data = Readonly<Record<string, unknown>>

/** The object, or what is wrong with the text. */
function parseText(text: string): Data | string {
  if (text === '') return 'it is empty'
  const [firstLine = ''] = text.split('\n', 1)
  // A whole document may have line breaks, and a file of lines may have further events.
  for (const part of [text, firstLine]) {
    try {
      const value: unknown = JSON.parse(part)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Data
      return 'it is JSON, and no object'
    } catch {
      // The other part may be JSON.
    }
  }
  return 'it is not JSON'
}

function complete(data: Data): Data {
  const { code, extra } = data
  const catalog = typeof code === 'string' ? findOwner(code) : undefined
  const definition = catalog?.codes[code as string]
  const known = {
    timestamp: new Date().toISOString(),
    event_name: 'smonitor.diagnostic',
    ...(catalog === undefined || definition === undefined
      ? {}
      : ofCode(code as string, catalog, definition, data, extra)),
  }
  return { ...known, ...data }
}

function ofCode(
  code: string,
  { name, version }: CatalogDefinition,
  definition: CodeDefinition,
  data: Data,
  extra: unknown,
): Data {
  const params = typeof extra === 'object' && extra !== null ? (extra as Record<string, never>) : {}
  const source = typeof data['source'] === 'string' ? data['source'] : name
  return {
    level: definition.level,
    source,
    library: { name, version: version ?? null },
    triage_key: createTriageKey({ code, source }),
    ...resolveText(definition, params),
  }
}

function problem(path: string, reason: string, cause?: unknown) {
  const file = path === '-' ? 'the standard input' : path
  return ownDiagnostics.error('SMON-E126', { file, reason }, cause === undefined ? {} : { cause })
}
