import { collapseQuotes } from './collapse-quotes.ts'
import { canoniseWording } from './canonise-wording.ts'
import { firstLine } from './first-line.ts'
import { normaliseDates } from './normalise-dates.ts'
import { normaliseEndpoints } from './normalise-endpoints.ts'
import { normaliseIds } from './normalise-ids.ts'
import { normaliseNumbers } from './normalise-numbers.ts'
import { normalisePaths } from './normalise-paths.ts'
import { normaliseQuantities } from './normalise-quantities.ts'
import { normaliseUrls } from './normalise-urls.ts'

/** What `normaliseLine` may know about the message. */
export interface NormaliseOptions {
  /** The project's folder, see `toRootPattern`: paths below it become relative, else they are `<abs>/basename`. */
  readonly root?: RegExp | undefined
  /** Whether the message compares values: quoted texts, objects and lists in it are then operands. @default false */
  readonly isAssertion?: boolean
}

/**
 * Takes out of an error message what varies between runs, machines and checkouts, and keeps its first informative line.
 *
 * Never throws, gives the same line again when given its own result, and answers with 1000 characters at most.
 * Two values that may take each other's shape (a number, a hash of digits only, a random id) are both `<n>`.
 */
export function normaliseLine(message: string, options: NormaliseOptions = {}): string {
  let line = message
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = normaliseOnce(line, options)
    if (next === line) return line
    line = next
  }
  return UNSTABLE
}

/** The second pass normally only confirms the first. Text made to need more than this has no stable line. */
const MAX_PASSES = 12
const UNSTABLE = '<text>'

/** The order matters: each step leaves placeholders in angle brackets that no later step reads as a value. */
function normaliseOnce(message: string, { root, isAssertion = false }: NormaliseOptions): string {
  let line = canoniseWording(firstLine(message))
  line = normalisePaths(normaliseUrls(line), root)
  line = normaliseDates(normaliseIds(line))
  line = normaliseQuantities(normaliseEndpoints(line))
  line = normaliseNumbers(collapseQuotes(line, isAssertion))
  return shorten(line.trim())
}

const MAX_LINE = 1000
const TAIL = 300

/** Shortens at the end, not before: how long a port or a path was must not move the cut. Long statements end with the reason. */
function shorten(line: string): string {
  return line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE - TAIL - 1)}…${line.slice(-TAIL)}`
}
