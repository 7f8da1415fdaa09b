import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ResolvedText } from '../../src/record/resolve-text.ts'
import { clip } from './clip.ts'
import { formatParams, formatStack, heading } from './parts.ts'

/** Effectively no limit: the reader of this profile wants all of it. */
const LONG = 8192

/** For whoever debugs smonitor or the program itself: everything that the record holds, named. */
export function formatDebug(event: DiagnosticEvent, text: ResolvedText): string {
  const { context, exception } = event
  const named: readonly (readonly [string, string | null | undefined])[] = [
    ['title', text.title],
    ['hint', text.hint],
    ['chain', context.chain.length === 0 ? null : `${context.chain.join(' ❯ ')} (depth ${context.depth})`],
    ['params', formatParams(event.extra, LONG) || null],
    ['args', event.args.join(', ') || null],
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
    ...(exception?.causes ?? []).map((cause) => ['cause', cause] as const),
    ['docs', event.doc_url],
    ['issues', event.issues_url],
    ['api', event.api_url],
  ]
  return [
    `${event.timestamp} ${heading(event)} | ${clip(text.message, LONG)}`,
    ...named
      .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => `  ${name.padEnd(8)}${clip(value, LONG)}`),
    ...formatStack(exception, { withInternals: true }),
  ].join('\n')
}
