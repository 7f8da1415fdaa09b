import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { toSafeLine } from '../../src/record/sanitise.ts'
import { clip } from './clip.ts'
import { formatParams, formatStack, heading } from './parts.ts'

/**
 * For the developer: the code, where it arose, the chain of calls, the values, and for errors the stack.
 *
 *     WARNING [MSM-W010] molsys.select | Selection all is ambiguous.
 *       chain   molsys.load ❯ molsys.select
 *       hint    Use explicit selectors.
 *       params  selection=all; example=name
 */
export function formatDev(event: DiagnosticEvent, text: ResolvedText): string {
  const { chain } = event.context
  const lines = [`${heading(event)} | ${clip(text.message)}`]
  if (chain.length > 1) lines.push(`  chain   ${clip(chain.join(' ❯ '))}`)
  if (text.hint !== undefined) lines.push(`  hint    ${clip(text.hint)}`)
  const params = formatParams(event.extra)
  if (params !== '') lines.push(`  params  ${params}`)
  for (const cause of event.exception?.causes ?? []) lines.push(`  cause   ${clip(cause)}`)
  if (event.doc_url !== null) lines.push(`  docs    ${toSafeLine(event.doc_url)}`)
  lines.push(...formatStack(event.exception, { maxFrames: 8 }))
  return lines.join('\n')
}
