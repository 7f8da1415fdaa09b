import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { clip } from '../clip.ts'
import { displayWidth } from '../terminal/display-width.ts'
import { fitText } from '../terminal/wrap-text.ts'
import type { Canvas } from './canvas.ts'
import { joinCells } from './cell.ts'
import { LEVEL_STYLES, QUIET, STRONG } from './styles.ts'

/** The columns of a rule that are not for the code. */
const OTHERS = 36

/** Tells whether the code of an event has room in its rule; cut, nobody could search for it. */
export function isCodeInRule({ code }: DiagnosticEvent, { columns }: Canvas): boolean {
  return code !== null && displayWidth(clip(code)) <= columns - OTHERS
}

/** Draws the line that an event begins with: level, local time, source and code. */
export function drawRule(
  event: DiagnosticEvent,
  canvas: Canvas,
  { isCodeFirst }: { readonly isCodeFirst: boolean },
): string {
  const { columns, paint, symbols } = canvas
  const { line } = LEVEL_STYLES[event.level]
  const edge = paint(symbols.line.repeat(2), line)
  const space = paint(' ')
  const wide = paint('  ')
  const level = canvas.nameLevel(event.level, event.level)
  const code = isCodeInRule(event, canvas) ? [paint(clip(event.code ?? ''), STRONG)] : []
  const start = isCodeFirst && code.length > 0 ? [edge, space, ...code, wide, level] : [edge, space, level]
  const time = [wide, paint(localTime(event.timestamp), QUIET), wide]
  const end = isCodeFirst || code.length === 0 ? [edge] : [space, ...code, space, edge]

  const room = columns - joinCells([...start, ...time, ...end]).width
  const source = fitText(
    clip(event.source),
    Math.max(0, room - ' '.length - symbols.line.length),
    symbols.ellipsis,
  )
  const rest = Math.max(0, room - (source === '' ? 0 : displayWidth(source) + 1))
  return joinCells([
    ...start,
    ...time,
    ...(source === '' ? [] : [paint(source), paint(' ')]),
    paint(symbols.line.repeat(rest), line),
    ...end,
  ]).text
}

/** Hours, minutes and seconds where the reader is. */
function localTime(timestamp: string): string {
  const time = new Date(timestamp)
  if (Number.isNaN(time.getTime())) return '--:--:--'
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}
