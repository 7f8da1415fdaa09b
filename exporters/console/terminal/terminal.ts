import { loadPackage } from './load-package.ts'
import { hasUnicode } from './has-unicode.ts'

/** What of a stream decides how it is written to. */
export interface TerminalStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** What a terminal can show. */
export interface Terminal {
  readonly hasColours: boolean
  readonly hasHyperlinks: boolean
  /** Whether it shows the characters of boxes and icons. */
  readonly hasUnicode: boolean
  /** How many characters fit on a line now, from 40 to 200. */
  columns(): number
}

/** What is known better than it can be found out. */
export interface TerminalOverrides {
  readonly columns?: number | undefined
  readonly hyperlinks?: boolean | undefined
}

const MIN_COLUMNS = 40
const MAX_COLUMNS = 200
const DEFAULT_COLUMNS = 80

/** Finds out what the terminal behind a stream can show, by its type and the environment. */
export function describeTerminal(stream: TerminalStream, overrides: TerminalOverrides = {}): Terminal {
  const hasColours = wantsColours(stream)
  return {
    hasColours,
    // A link is an escape sequence too, and whoever wants no colours wants none of these.
    hasHyperlinks: overrides.hyperlinks ?? (hasColours && supportsHyperlinks(stream)),
    hasUnicode: hasUnicode(process.env, process.platform),
    columns() {
      const columns = overrides.columns ?? stream.columns ?? DEFAULT_COLUMNS
      return Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS))
    },
  }
}

/** Tells whether a stream is a terminal on which boxes and colours are welcome. */
export function isRichTerminal(stream: TerminalStream, columns = stream.columns ?? DEFAULT_COLUMNS): boolean {
  return stream.isTTY === true && columns >= MIN_COLUMNS && wantsColours(stream)
}

/**
 * FORCE_COLOR wins over NO_COLOR, as in Node itself; supports-color knows the rest: TERM, CI, Windows.
 *
 * https://no-color.org: set to anything but nothing, it means no.
 */
function wantsColours(stream: TerminalStream): boolean {
  const { FORCE_COLOR, NO_COLOR, NODE_DISABLE_COLORS } = process.env
  if (FORCE_COLOR === undefined && (NO_COLOR || NODE_DISABLE_COLORS)) return false
  const { createSupportsColor } = loadPackage('supports-color')
  // The arguments of the program are the program's own.
  return createSupportsColor(stream as never, { sniffFlags: false }) !== false
}

function supportsHyperlinks(stream: TerminalStream): boolean {
  const { createSupportsHyperlinks } = loadPackage('supports-hyperlinks')
  return createSupportsHyperlinks(stream)
}
