import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { clip, LONG } from '../console/clip.ts'
import { formatAgent } from '../console/format-agent.ts'
import { toLogfmt } from '../console/logfmt.ts'
import { formatParams, framesOf, heading, thrownText } from '../console/parts.ts'
import { textForAudience } from '../text-for-audience.ts'

type Part = readonly [name: string, value: string | null | undefined]

/**
 * Writes an event as one line of a log file: the time, what happened, and ` | name: value` for what its reader wants
 * to know besides.
 *
 *     2026-03-01T10:00:00.000Z WARNING [MSM-W010] molsys.select | Selection all is ambiguous. | chain: molsys.load -> molsys.select
 */
export function formatLine(event: DiagnosticEvent, audience: Audience): string {
  const text = textForAudience(event, audience)
  const { timestamp, code, level, exception } = event
  if (audience === 'agent') return `${toLogfmt([['time', timestamp]])} ${formatAgent(event, text)}`

  const chain: Part = ['chain', event.context.chain.length > 1 ? event.context.chain.join(' -> ') : null]
  const hint: Part = ['hint', text.hint]
  const docs: Part = ['docs', event.doc_url]
  const frames = framesOf(exception, audience === 'debug')
  const thrown: readonly Part[] = [
    ['thrown', exception === null ? null : thrownText(exception, text.message)],
    ['cause', exception?.causes.join(' <- ')],
  ]
  switch (audience) {
    case 'user': {
      const message = `${clip(text.message)}${code === null ? '' : ` (${clip(code)})`}`
      return join([timestamp, level, message].join(' '), [
        ['what to do', text.hint],
        ['read more', event.doc_url],
      ])
    }
    case 'qa': {
      const start = `${timestamp} [${clip(code ?? 'no code')}] ${level} ${clip(event.source)}`
      const params: Part = ['params', formatParams(event)]
      return join(`${start} | ${clip(text.message)}`, [
        hint,
        chain,
        params,
        ...thrown,
        ['key', event.triage_key],
      ])
    }
    case 'dev': {
      const start = `${timestamp} ${heading(event)} | ${clip(text.message)}`
      const params: Part = ['params', formatParams(event)]
      return join(start, [chain, hint, params, ...thrown, ['at', frames[0]], docs])
    }
    case 'debug': {
      const start = `${timestamp} ${heading(event)} | ${clip(text.message, LONG)}`
      const more: readonly Part[] = [
        ['tags', event.tags.join(', ')],
        ['category', event.category],
        ['library', [event.library.name, event.library.version].filter(Boolean).join(' ')],
        ['event', event.event_name],
        ['key', event.triage_key],
        ['trace', event.trace_id],
        ['span', event.span_id],
        ['run', event.run_id],
        ['session', event.session_id],
        ['correlation', event.correlation_id],
        ['at', frames.join(' <- ')],
      ]
      return join(start, [chain, hint, ['params', formatParams(event, LONG)], ...thrown, docs, ...more], LONG)
    }
  }
}

/** Leaves out what is not there. */
function join(start: string, parts: readonly Part[], maxLength?: number): string {
  const present = parts.filter((part): part is readonly [string, string] => Boolean(part[1]))
  return [clip(start, LONG), ...present.map(([name, value]) => `${name}: ${clip(value, maxLength)}`)].join(
    ' | ',
  )
}
