import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { toLogfmt } from './logfmt.ts'
import { framesOf } from './parts.ts'

/**
 * For a program that repairs code: one line of logfmt, machine-readable and complete.
 *
 *     code=MSM-W010 level=WARNING source=molsys.select message="Selection all is ambiguous." hint=narrow_selection …
 */
export function formatAgent(event: DiagnosticEvent, text: ResolvedText): string {
  const fields: [string, string | null | undefined][] = [
    ['code', event.code],
    ['level', event.level],
    ['source', event.source],
    ['message', text.message],
    ['hint', text.hint],
    ['triage_key', event.triage_key],
    ['chain', event.context.chain.length > 1 ? event.context.chain.join('>') : null],
    ['exception_type', event.exception_type],
    ['at', framesOf(event.exception)[0]],
    ['args', event.args.length === 0 ? null : event.args.join(', ')],
    ['docs', event.doc_url],
    ['issues', event.issues_url],
    ['trace_id', event.trace_id],
  ]
  const params = Object.entries(event.extra).map(([name, value]): [string, string] => [
    `param.${name}`,
    typeof value === 'object' ? value.join(',') : String(value),
  ])
  return toLogfmt([...fields, ...params])
}
