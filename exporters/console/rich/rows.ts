import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import { clip } from '../clip.ts'
import { framesOf, thrownText } from '../parts.ts'
import { paramsOf, shownChain, warningsOf, type Shown } from '../shown.ts'
import { displayWidth } from '../terminal/display-width.ts'
import type { Canvas } from './canvas.ts'
import { gridValueWidth, textRow, type GridRow } from './grid.ts'
import { linkCell } from './link.ts'
import { isCodeInRule } from './rule.ts'
import { shortenFrame } from './shorten-frame.ts'
import { QUIET } from './styles.ts'

/** Longest param, in UTF-16 code units, and how many have a line. */
const MAX_PARAM_LENGTH = 240
const MAX_PARAMS = 12
const MAX_FRAMES = 8

/** The code, where it has no room in the rule. */
export function codeRows(event: DiagnosticEvent, canvas: Canvas): GridRow[] {
  return event.code === null || isCodeInRule(event, canvas) ? [] : [textRow('code', event.code, canvas)]
}

/** What to do, where it arose, and with what. */
export function contextRows(
  event: DiagnosticEvent,
  text: ResolvedText,
  shown: Shown,
  canvas: Canvas,
): GridRow[] {
  const chain = shownChain(event, shown, canvas.symbols.ellipsis).join(` ${canvas.symbols.arrow} `)
  return [
    ...codeRows(event, canvas),
    ...(text.hint === undefined ? [] : [textRow('hint', text.hint, canvas)]),
    ...(event.context.chain.length > 1 ? [textRow('chain', chain, canvas)] : []),
    ...paramRows(event, canvas),
    ...warningsOf(event).map((warning) => textRow('check', warning, canvas)),
  ]
}

/** In one line if they fit, else one line each. */
function paramRows(event: DiagnosticEvent, canvas: Canvas): GridRow[] {
  const pairs = paramsOf(event).map(([name, value]) => clip(`${name}=${value}`, MAX_PARAM_LENGTH))
  if (pairs.length === 0) return []
  const line = pairs.join('; ')
  if (displayWidth(line) <= gridValueWidth(canvas)) return [textRow('params', line, canvas)]
  const more = pairs.length - MAX_PARAMS
  const rest = more > 0 ? [`${canvas.symbols.ellipsis} ${more} more`] : []
  return [textRow('params', [...pairs.slice(0, MAX_PARAMS), ...rest], canvas)]
}

/** The page of the code. */
export function linkRows(event: DiagnosticEvent, { paint, hasHyperlinks }: Canvas): GridRow[] {
  if (event.doc_url === null) return []
  const link = linkCell(event.doc_url, clip(event.doc_url, 2048), paint, hasHyperlinks)
  return [{ name: 'docs', cells: [link] }]
}

/** What was thrown, what caused it, and the stack where the reader wants it. */
export function exceptionRows(
  { exception }: DiagnosticEvent,
  text: ResolvedText,
  { showTraceback }: Shown,
  canvas: Canvas,
): GridRow[] {
  if (exception === null) return []
  return [
    textRow('thrown', thrownText(exception, text.message), canvas),
    ...(exception.causes.length === 0 ? [] : [textRow('cause', exception.causes, canvas)]),
    ...(showTraceback ? stackRows(framesOf(exception), canvas) : []),
  ]
}

/** The frames of the program itself if there are any; each in one piece, so that it can be clicked or copied. */
function stackRows(frames: readonly string[], { paint, symbols }: Canvas): GridRow[] {
  const own = frames.filter((frame) => !/\/node_modules\/|\bnode:/.test(frame))
  const listed = (own.length > 0 ? own : frames).slice(0, MAX_FRAMES)
  const more = frames.length - listed.length
  const cells = listed.map((frame) => paint(`at ${clip(shortenFrame(frame))}`))
  if (more > 0) cells.push(paint(`${symbols.ellipsis} ${more} more`, QUIET))
  return cells.length === 0 ? [] : [{ name: 'stack', cells }]
}
