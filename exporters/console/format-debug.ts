import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { clip, LONG } from './clip.ts'
import { formatParams, formatThrown, heading } from './parts.ts'
import { warningsOf, type Shown } from './shown.ts'

/** For whoever debugs smonitor or the program itself: everything that the record holds, named. */
export function formatDebug(event: DiagnosticEvent, text: ResolvedText, shown: Shown): string {
  const { exception } = event
  return [
    `${clip(event.timestamp)} ${heading(event)} | ${clip(text.message, LONG)}`,
    ...debugFields(event, text).map(([name, value]) => `  ${`${name} `.padEnd(8)}${clip(value, LONG)}`),
    ...formatThrown(exception, shown.showTraceback ? { withInternals: true } : undefined),
  ].join('\n')
}

/** Names everything that a record holds besides what was thrown. */
export function debugFields(
  event: DiagnosticEvent,
  text: ResolvedText,
  arrow = '❯',
): [name: string, value: string][] {
  const { context } = event
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['title', text.title],
    ['hint', text.hint],
    [
      'chain',
      context.chain.length === 0 ? null : `${context.chain.join(` ${arrow} `)} (depth ${context.depth})`,
    ],
    ['params', formatParams(event, LONG) || null],
    ['args', event.args.join(', ') || null],
    ...warningsOf(event).map((warning) => ['check', warning] as const),
    ['tags', event.tags.length === 0 ? null : event.tags.join(', ')],
    ['category', event.category],
    ['library', [event.library.name, event.library.version].filter(Boolean).join(' ')],
    ['event', event.event_name],
    ['key', event.triage_key],
    ['hash', event.trace_hash],
    ['cluster', event.cluster_key],
    ['trace', event.trace_id === null ? null : `${event.trace_id} span ${event.span_id ?? ''}`],
    ['run', event.run_id],
    ['correl', event.correlation_id],
    ['docs', event.doc_url],
    ['issues', event.issues_url],
    ['api', event.api_url],
  ]
  return fields.filter((field): field is [string, string] => typeof field[1] === 'string')
}
