import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { JsonLevel } from '../../src/record/json-level.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { toSafeLine } from '../../src/record/sanitise.ts'
import { clip } from './clip.ts'

const WORDS: Readonly<Record<JsonLevel, string>> = {
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
export function formatUser(event: DiagnosticEvent, text: ResolvedText): string {
  const code = event.code === null ? '' : ` (${toSafeLine(event.code)})`
  const lines = [`${WORDS[event.level]}: ${clip(text.message)}${code}`]
  if (text.hint !== undefined) lines.push(`  What to do: ${clip(text.hint)}`)
  if (event.doc_url !== null && isSevere(event)) lines.push(`  Read more: ${clip(event.doc_url)}`)
  return lines.join('\n')
}

function isSevere(event: DiagnosticEvent): boolean {
  return event.level === 'ERROR' || event.level === 'CRITICAL'
}
