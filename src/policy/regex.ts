import { loadEngine } from '../redact/load-engine.ts'

/** Longest text that a pattern is tried on, in UTF-16 code units: the engine is linear, and this bounds the line. */
const MAX_INPUT = 65_536

/** Tells whether a text has a match. */
export type TestText = (text: string) => boolean

/**
 * Compiles a pattern in the syntax of RE2, whose time grows with the length of the text and nothing else, so that no
 * pattern can hang the program. A pattern without any special character is searched for as it is.
 *
 * @throws an error of re2js where the pattern is not valid.
 */
export function compileRegex(pattern: string, isCaseInsensitive: boolean): TestText {
  if (!isCaseInsensitive && !/[\\^$.*+?()[\]{}|]/.test(pattern)) return (text) => text.includes(pattern)
  const engine = loadEngine()
  const compiled = engine.compile(pattern, isCaseInsensitive ? engine.CASE_INSENSITIVE : 0)
  return (text) => compiled.test(text.length > MAX_INPUT ? text.slice(0, MAX_INPUT) : text)
}
