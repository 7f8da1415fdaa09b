import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
} from '../../semconv/upstream.ts'

/** Writes where a record was made, as a stack does: `readFilm (src/films.mjs:24)`; `null` when it does not say. */
export function toLocation(attributes: Readonly<Record<string, unknown>>): string | null {
  const { [ATTR_CODE_FILE_PATH]: file, [ATTR_CODE_LINE_NUMBER]: line } = attributes
  if (typeof file !== 'string') return null
  const place = typeof line === 'number' ? `${file}:${line}` : file
  const name = attributes[ATTR_CODE_FUNCTION_NAME]
  return typeof name === 'string' ? `${name} (${place})` : place
}

/** The parts of a place in the source, each `undefined` where it is not known. */
export interface CodeLocation {
  readonly functionName: string | undefined
  readonly filePath: string | undefined
  readonly lineNumber: number | undefined
}

/** Takes apart what {@link toLocation} wrote, as far as that can be told: a file may have any name. */
export function fromLocation(location: string | null): CodeLocation {
  if (location === null) return { functionName: undefined, filePath: undefined, lineNumber: undefined }
  const [, functionName, inBrackets] = /^(.+) \((.+)\)$/s.exec(location) ?? []
  const place = inBrackets ?? location
  const [, filePath = place, line] = /^(.+):(\d{1,15})$/s.exec(place) ?? []
  return { functionName, filePath, lineNumber: line === undefined ? undefined : Number(line) }
}
