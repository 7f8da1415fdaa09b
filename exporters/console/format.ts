import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { textForAudience } from '../text-for-audience.ts'
import { formatAgent } from './format-agent.ts'
import { formatDebug } from './format-debug.ts'
import { formatDev } from './format-dev.ts'
import { formatQa } from './format-qa.ts'
import { formatUser } from './format-user.ts'

/** Writes an event as the lines that one reader gets, without a final line break. */
export type ConsoleFormat = (event: DiagnosticEvent, text: ResolvedText) => string

const FORMATS: Readonly<Record<Audience, ConsoleFormat>> = {
  user: formatUser,
  dev: formatDev,
  qa: formatQa,
  agent: formatAgent,
  debug: formatDebug,
}

/** Formats an event for one audience, in the words that its catalog has for that audience. */
export function formatForAudience(event: DiagnosticEvent, audience: Audience): string {
  return FORMATS[audience](event, textForAudience(event, audience))
}
