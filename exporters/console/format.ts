import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { textForAudience } from '../text-for-audience.ts'
import { formatAgent } from './format-agent.ts'
import { formatDebug } from './format-debug.ts'
import { formatDev } from './format-dev.ts'
import { formatQa } from './format-qa.ts'
import { formatUser } from './format-user.ts'
import { shownTo, type FormatOptions, type Shown } from './shown.ts'

/** Writes an event as the lines that one reader gets, without a final line break. */
export type ConsoleFormat = (event: DiagnosticEvent, text: ResolvedText, shown: Shown) => string

const FORMATS: Readonly<Record<Audience, ConsoleFormat>> = {
  user: formatUser,
  dev: formatDev,
  qa: formatQa,
  agent: formatAgent,
  debug: formatDebug,
}

/** Formats an event as plain text for one audience, in the words that its catalog has for that audience. */
export function formatForAudience(
  event: DiagnosticEvent,
  audience: Audience,
  options: FormatOptions = {},
): string {
  return FORMATS[audience](event, textForAudience(event, audience), shownTo(audience, options))
}
