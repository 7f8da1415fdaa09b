import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/event.schema.json'), 'utf8'),
) as object
// What smonitor writes has no field that the schema does not know; what others write may.
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile({
  ...schema,
  additionalProperties: false,
})

const MAX_DEPTH = 4
const MAX_BYTES = 4_000_000

/** Says in a sentence each how an event breaks `schemas/event.schema.json`. */
export function checkEvent(event: unknown): string[] {
  if (validate(event)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** Does so for each whole line of each file of a program that holds events: JSON lines, spools and bundles. */
export function checkEventFiles(folder: string): string[] {
  return linesIn(folder, 0).flatMap(({ file, line }) =>
    checkEvent(line).map((problem) => `${file}: ${problem}`),
  )
}

function linesIn(folder: string, depth: number): { readonly file: string; readonly line: unknown }[] {
  if (depth > MAX_DEPTH) return []
  return entriesOf(folder).flatMap((entry) => {
    const file = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : linesIn(file, depth + 1)
    if (!entry.name.endsWith('.jsonl')) return []
    const text = unlessGone(() => (statSync(file).size > MAX_BYTES ? '' : readFileSync(file, 'utf8'))) ?? ''
    return text.split('\n').flatMap((written) => {
      const line = parse(written)
      return line !== undefined && 'triage_key' in line && 'session_id' in line ? [{ file, line }] : []
    })
  })
}

/** A line may be torn, and a file may hold something else. */
function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Another program may write beside this one, and what it has written for the moment is gone the next. */
function entriesOf(folder: string): Dirent[] {
  return unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? []
}

function unlessGone<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
