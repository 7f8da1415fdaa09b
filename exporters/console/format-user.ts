import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { JsonLevel } from '../../src/record/json-level.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { clip } from './clip.ts'
import { formatStack } from './parts.ts'
import type { Shown } from './shown.ts'

/** What a user calls a level. */
export const LEVEL_WORDS: Readonly<Record<JsonLevel, string>> = {
  DEBUG: 'Detail',
  INFO: 'Note',
  WARNING: 'Warning',
  ERROR: 'Error',
  CRITICAL: 'Fatal error',
}

/**
 * For the person who runs the program: what happened, what to do, and the code to search for or to send.
 *
 *     Warning: The film has no title. (MOV-E001)
 *       What to do: Add a title.
 */
export function formatUser(event: DiagnosticEvent, text: ResolvedText, shown: Shown): string {
  const code = event.code === null ? '' : ` (${clip(event.code)})`
  const lines = [`${LEVEL_WORDS[event.level]}: ${clip(text.message)}${code}`]
  if (text.hint !== undefined) lines.push(`  What to do: ${clip(text.hint)}`)
  if (event.doc_url !== null && isSevere(event)) lines.push(`  Read more: ${clip(event.doc_url)}`)
  if (shown.showTraceback) lines.push(...formatStack(event.exception))
  return lines.join('\n')
}

function isSevere(event: DiagnosticEvent): boolean {
  return event.level === 'ERROR' || event.level === 'CRITICAL'
}
