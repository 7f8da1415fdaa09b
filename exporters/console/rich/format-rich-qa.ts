import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import type { Shown } from '../shown.ts'
import type { Canvas } from './canvas.ts'
import { drawGrid, drawHeadline, textRow } from './grid.ts'
import { contextRows, exceptionRows } from './rows.ts'
import { drawRule } from './rule.ts'

/** For quality assurance: the code first, and the key that groups it last. */
export function formatRichQa(
  event: DiagnosticEvent,
  text: ResolvedText,
  shown: Shown,
  canvas: Canvas,
): string[] {
  const rows = [
    ...contextRows(event, text, shown, canvas),
    ...exceptionRows(event, text, shown, canvas),
    textRow('key', event.triage_key, canvas),
  ]
  return [
    drawRule(event, canvas, { isCodeFirst: true }),
    ...drawHeadline(text.message, canvas),
    ...drawGrid(rows, canvas),
  ]
}
