import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import { clip, LONG } from '../clip.ts'
import { debugFields } from '../format-debug.ts'
import { framesOf } from '../parts.ts'
import type { Shown } from '../shown.ts'
import type { Canvas } from './canvas.ts'
import { drawGrid, drawHeadline, textRow, type GridRow } from './grid.ts'
import { codeRows, linkRows } from './rows.ts'
import { drawRule } from './rule.ts'

/** For whoever debugs smonitor or the program itself: everything that the record holds, named. */
export function formatRichDebug(
  event: DiagnosticEvent,
  text: ResolvedText,
  shown: Shown,
  canvas: Canvas,
): string[] {
  const { exception } = event
  const whole = (name: string, value: string | readonly string[]): GridRow =>
    textRow(name, value, canvas, { maxLength: LONG })
  const rows = [
    ...codeRows(event, canvas),
    whole('time', event.timestamp),
    ...debugFields(event, text, canvas.symbols.arrow)
      .filter(([name]) => name !== 'docs')
      .map(([name, value]) => whole(name, value)),
    ...linkRows(event, canvas),
  ]
  if (exception !== null) {
    rows.push(whole('thrown', `${exception.type}: ${exception.message}`))
    if (exception.causes.length > 0) rows.push(whole('cause', exception.causes))
    const frames = shown.showTraceback ? framesOf(exception, true) : []
    rows.push({ name: 'stack', cells: frames.map((frame) => canvas.paint(`at ${clip(frame, LONG)}`)) })
  }
  return [
    drawRule(event, canvas, { isCodeFirst: false }),
    ...drawHeadline(text.message, canvas, LONG),
    ...drawGrid(rows, canvas),
  ]
}
