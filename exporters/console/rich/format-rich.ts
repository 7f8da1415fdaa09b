import type { Audience } from '../../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../../src/record/resolve-text.ts'
import { textForAudience } from '../../text-for-audience.ts'
import { shownTo, type FormatOptions, type Shown } from '../shown.ts'
import type { Canvas } from './canvas.ts'
import { formatRichDebug } from './format-rich-debug.ts'
import { formatRichDev } from './format-rich-dev.ts'
import { formatRichQa } from './format-rich-qa.ts'
import { formatRichUser } from './format-rich-user.ts'

/** An audience that reads with its eyes: an agent's line is plain on every terminal. */
export type RichAudience = Exclude<Audience, 'agent'>

type RichFormat = (event: DiagnosticEvent, text: ResolvedText, shown: Shown, canvas: Canvas) => string[]

const FORMATS: Readonly<Record<RichAudience, RichFormat>> = {
  user: formatRichUser,
  dev: formatRichDev,
  qa: formatRichQa,
  debug: formatRichDebug,
}

/** Draws an event for one audience, in the words that its catalog has for that audience; without a final line break. */
export function formatRich(
  event: DiagnosticEvent,
  audience: RichAudience,
  options: FormatOptions,
  canvas: Canvas,
): string {
  const text = textForAudience(event, audience)
  return FORMATS[audience](event, text, shownTo(audience, options), canvas).join('\n')
}
