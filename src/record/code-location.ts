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
