import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { clip } from './clip.ts'
import { formatParams, formatStack, MAX_PARAMS_LENGTH } from './parts.ts'
import { warningsOf, type Shown } from './shown.ts'

/**
 * For quality assurance: the code first, one line a diagnostic, the key that groups it at the end.
 *
 *     [MSM-W010] WARNING molsys.select | ambiguous selection=all | selection=all | tk1_0123456789abcdef
 */
export function formatQa(event: DiagnosticEvent, text: ResolvedText, shown: Shown): string {
  const exception = event.exception === null ? '' : `${event.exception.type}: `
  const params = formatParams(event)
  const line = [
    `[${clip(event.code ?? 'no code')}] ${event.level} ${clip(event.source)}`,
    clip(exception + text.message),
    ...(text.hint === undefined ? [] : [`hint: ${clip(text.hint)}`]),
    ...(params === '' ? [] : [params]),
    ...(event.args.length === 0 ? [] : [`args: ${clip(event.args.join(', '), MAX_PARAMS_LENGTH)}`]),
    ...warningsOf(event).map((warning) => `check: ${clip(warning)}`),
    clip(event.triage_key),
  ].join(' | ')
  return [line, ...(shown.showTraceback ? formatStack(event.exception) : [])].join('\n')
}
