import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import type { Shown } from '../shown.ts'
import type { Canvas } from './canvas.ts'
import { drawGrid, drawHeadline } from './grid.ts'
import { contextRows, exceptionRows, linkRows } from './rows.ts'
import { drawRule } from './rule.ts'

/** For the developer: what to do, where it arose, with what, and for an exception its causes and its stack in the program. */
export function formatRichDev(
  event: DiagnosticEvent,
  text: ResolvedText,
  shown: Shown,
  canvas: Canvas,
): string[] {
  const rows = [
    ...contextRows(event, text, shown, canvas),
    ...linkRows(event, canvas),
    ...exceptionRows(event, text, shown, canvas),
  ]
  return [
    drawRule(event, canvas, { isCodeFirst: false }),
    ...drawHeadline(text.message, canvas),
    ...drawGrid(rows, canvas),
  ]
}
