import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { clip } from './clip.ts'
import { formatParams, formatThrown, heading } from './parts.ts'
import { shownChain, warningsOf, type Shown } from './shown.ts'

/**
 * For the developer: the code, where it arose, the chain of calls, the values, and for errors the stack.
 *
 *     WARNING [MSM-W010] molsys.select | Selection all is ambiguous.
 *       chain   molsys.load ❯ molsys.select
 *       hint    Use explicit selectors.
 *       params  selection=all; example=name
 */
export function formatDev(event: DiagnosticEvent, text: ResolvedText, shown: Shown): string {
  const chain = shownChain(event, shown)
  const lines = [`${heading(event)} | ${clip(text.message)}`]
  if (event.context.chain.length > 1) lines.push(`  chain   ${clip(chain.join(' ❯ '))}`)
  if (text.hint !== undefined) lines.push(`  hint    ${clip(text.hint)}`)
  const params = formatParams(event)
  if (params !== '') lines.push(`  params  ${params}`)
  for (const warning of warningsOf(event)) lines.push(`  check   ${clip(warning)}`)
  if (event.doc_url !== null) lines.push(`  docs    ${clip(event.doc_url)}`)
  lines.push(...formatThrown(event.exception, shown.showTraceback ? { maxFrames: 8 } : undefined))
  return lines.join('\n')
}
