import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import { clip, clipLines } from '../clip.ts'
import { LEVEL_WORDS } from '../format-user.ts'
import { framesOf } from '../parts.ts'
import { shownChain, type Shown } from '../shown.ts'
import { displayWidth } from '../terminal/display-width.ts'
import { fitText, wrapText } from '../terminal/wrap-text.ts'
import type { Canvas } from './canvas.ts'
import { cardBodyWidth, drawCard } from './card.ts'
import { joinCells, type Cell } from './cell.ts'
import { linkCell } from './link.ts'
import { LEVEL_STYLES, QUIET, STRONG } from './styles.ts'

const WHAT_TO_DO = 'What to do: '
const READ_MORE = 'Read more: '

/** A card for the person who runs the program: what happened, what to do, and the code to search for or to send. */
export function formatRichUser(
  event: DiagnosticEvent,
  text: ResolvedText,
  shown: Shown,
  canvas: Canvas,
): string[] {
  const { paint, symbols, hasHyperlinks } = canvas
  const { line } = LEVEL_STYLES[event.level]
  const inner = cardBodyWidth(canvas)
  const title = canvas.nameLevel(event.level, LEVEL_WORDS[event.level])
  const wrap = (value: string, indent = 0): string[] =>
    clipLines(value, undefined, symbols.ellipsis).flatMap((part) => wrapText(part, inner - indent))

  const code = clip(event.code ?? '')
  const hasCorner = displayWidth(code) <= inner - title.width - '  ─  '.length
  const body: Cell[] = wrap(text.message).map((part) => paint(part))
  if (!hasCorner) body.push(...wrapText(`(${code})`, inner).map((part) => paint(part, QUIET)))

  const advice: Cell[] = []
  const mark = () => paint(advice.length === 0 ? `${symbols.hint} ` : '  ', line)
  if (text.hint !== undefined) {
    const [first = '', ...rest] = wrap(WHAT_TO_DO + text.hint, 2)
    advice.push(joinCells([mark(), paint(WHAT_TO_DO, STRONG), paint(first.slice(WHAT_TO_DO.length))]))
    advice.push(...rest.map((part) => paint(`  ${part}`)))
  }

  // An address is of use in one piece only: one that does not fit stands below the card.
  const below: string[] = []
  if (event.doc_url !== null) {
    const url = clip(event.doc_url, 2048)
    const room = inner - '  '.length - READ_MORE.length
    const fits = hasHyperlinks || displayWidth(url) <= room
    const shownUrl = fits ? fitText(url, room, symbols.ellipsis) : url
    const link = linkCell(event.doc_url, shownUrl, paint, hasHyperlinks)
    if (fits) advice.push(joinCells([mark(), paint(READ_MORE), link]))
    else below.push(`  ${READ_MORE}${link.text}`)
  }

  if (advice.length > 0) body.push(paint(''), ...advice)
  if (shown.showTraceback) {
    const frames = framesOf(event.exception).flatMap((frame) => wrapText(`at ${clip(frame)}`, inner))
    if (frames.length > 0) body.push(paint(''), ...frames.map((frame) => paint(frame, QUIET)))
  }
  const footer = paint(chainText(event, shown, canvas, inner - 2), QUIET)
  const corner = paint(hasCorner ? code : '')
  return [...drawCard({ title, corner, body, footer, style: line }, canvas), ...below]
}

/** The chain in one line: what does not fit is left out from the outside. */
function chainText(event: DiagnosticEvent, shown: Shown, { symbols }: Canvas, width: number): string {
  if (event.context.chain.length < 2) return ''
  const names = shownChain(event, shown, symbols.ellipsis).map((name) => clip(name, 200))
  const join = (parts: readonly string[]): string => parts.join(` ${symbols.arrow} `)
  for (let at = 0; at < names.length; at++) {
    const rest = names.slice(at)
    const line = join(at === 0 || rest[0] === symbols.ellipsis ? rest : [symbols.ellipsis, ...rest])
    if (displayWidth(line) <= width) return line
  }
  return fitText(names.at(-1) ?? '', width, symbols.ellipsis)
}
