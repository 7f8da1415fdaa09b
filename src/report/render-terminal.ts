import { describeUnsentNote } from '../bundle/unsent-note.ts'
import type { JsonLevel } from '../record/json-level.ts'
import type { Incident, TriageSummary } from '../record/triage-summary.ts'
import { clock, dayOf, number, plural, safe } from './words.ts'
import { wrap } from './wrap.ts'

/** Options of {@link renderTerminal}. */
export interface RenderTerminalOptions {
  /** Columns of the terminal. @default 100 */
  readonly width?: number
}

/**
 * Writes a summary as plain text for a terminal: the run, the totals, and each incident with what to do.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { renderTerminal } from 'smonitor/report'
 * import { summarise } from 'smonitor/triage'
 *
 * console.log(renderTerminal(summarise(readBundle('out/demo/bundle')), { width: 80 }))
 * ```
 */
export function renderTerminal(summary: TriageSummary, { width = 100 }: RenderTerminalOptions = {}): string {
  const columns = Math.max(40, Math.min(width, 120))
  const blocks = [
    renderHead(summary, columns),
    ...summary.incidents.map((incident, at) => renderIncident(incident, at + 1, columns)),
    ...(summary.noise.length === 0 ? [] : [renderNoise(summary.noise)]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const LEVEL_WORDS: Readonly<Record<JsonLevel, readonly [one: string, many: string]>> = {
  CRITICAL: ['fatal error', 'fatal errors'],
  ERROR: ['error', 'errors'],
  WARNING: ['warning', 'warnings'],
  INFO: ['note', 'notes'],
  DEBUG: ['detail', 'details'],
}

function renderHead({ bundle, run, totals, notes, unsent }: TriageSummary, columns: number): string[] {
  const who = [run.service_name || run.entry, run.runtime].filter((part) => part !== null && part !== '')
  const counts = Object.entries(LEVEL_WORDS)
    .map(([level, words]) => ({ count: totals.by_level[level] ?? 0, words }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${number(count)} ${words[count === 1 ? 0 : 1]}`)
  const found =
    totals.events === 0
      ? isWhole(totals, notes)
        ? 'No diagnostics: nothing was reported in this run.'
        : 'No diagnostics are in this bundle.'
      : `${number(totals.events)} ${plural(totals.events, 'diagnostic')} in ${number(totals.incidents)} ${plural(totals.incidents, 'incident')}: ${counts.join(', ')}`
  const shownNotes = notes.flatMap((note) => wrap(`Note: ${safe(note)}`, columns, ''))
  return [
    ...wrap(`smonitor report: ${safe(bundle)}`, columns, ''),
    ...wrap([...who, howItEnded(run)].map(safe).join(' · '), columns, ''),
    '',
    // What is damaged tells why there is nothing, and comes before that.
    ...(totals.events === 0 ? shownNotes : []),
    ...wrap(found, columns, ''),
    ...(totals.dropped > 0
      ? wrap(`Not in this bundle: ${number(totals.dropped)} that did not fit or were cut off.`, columns, '')
      : []),
    ...(totals.left_out > 0
      ? wrap(`Not in this bundle: ${number(totals.left_out)} that were not asked for.`, columns, '')
      : []),
    ...(totals.unreadable > 0
      ? wrap(
          `Not read: ${number(totals.unreadable)} ${plural(totals.unreadable, 'line')} of the bundle, damaged or not ours.`,
          columns,
          '',
        )
      : []),
    ...(totals.events === 0 ? [] : shownNotes),
    ...(unsent === undefined ? [] : wrap(safe(describeUnsentNote(unsent)), columns, '')),
  ]
}

/** Whether what is not there was never reported, for all that is known. */
export function isWhole(totals: TriageSummary['totals'], notes: readonly string[]): boolean {
  return totals.dropped + totals.left_out + totals.unreadable === 0 && notes.length === 0
}

/** A rule is in one piece, so that it can be copied. */
function renderNoise(noise: TriageSummary['noise']): string[] {
  return [
    'Noisiest first. A rule in the setting policy keeps the first of a kind, and a count:',
    ...noise.map(
      ({ count, share, rule }) =>
        `${number(count).padStart(8)}  ${`${Math.round(share * 100)}%`.padStart(4)}  ${safe(JSON.stringify(rule))}`,
    ),
  ]
}

/** When a run was, and how it ended. */
export function howItEnded(run: TriageSummary['run']): string {
  if (run.ended_at === '' && run.started_at === '') return 'when it was, and how it ended, is not known'
  const when =
    run.started_at === ''
      ? `${dayOf(run.ended_at)} until ${clock(run.ended_at)} UTC`
      : `${dayOf(run.started_at)} ${clock(run.started_at)} to ${clock(run.ended_at)} UTC`
  if (run.signal !== null) return `${when} · ended by ${run.signal}`
  if (run.exit_code !== null) return `${when} · ended with exit code ${run.exit_code}`
  if (run.state === 'running') return `${when} · still running then`
  return run.state === 'killed' ? `${when} · killed or crashed: it left no word` : when
}

function renderIncident(incident: Incident, rank: number, columns: number): string[] {
  const indent = '    '
  const code = incident.code === null || incident.code === incident.title ? '' : `${safe(incident.code)}  `
  const times = incident.count === 1 ? 'once' : `${number(incident.count)} times`
  const isMoment = incident.first.slice(0, 19) === incident.last.slice(0, 19)
  const span = isMoment
    ? `at ${clock(incident.first)}`
    : `from ${clock(incident.first)} to ${clock(incident.last)}`
  const [head = '', ...rest] = wrap(
    `${incident.level}  ${code}${safe(incident.title)}  (${times})`,
    columns,
    indent,
  )
  const example = incident.count === 1 ? '' : 'For example: '
  const message =
    incident.count === 1 && incident.message === incident.title
      ? []
      : wrap(example + safe(incident.message), columns, indent)
  return [
    `${String(rank).padStart(2)}  ${head.trimStart()}`,
    ...rest,
    ...message,
    ...(incident.hint === null ? [] : wrap(`What to do: ${safe(incident.hint)}`, columns, indent)),
    ...(incident.doc_url === null ? [] : wrap(`Read more: ${safe(incident.doc_url)}`, columns, indent)),
    // Who is told what to do tries that first, and a warning is no reason to write to anybody.
    ...(incident.issues_url === null || incident.hint !== null || !isSevere(incident)
      ? []
      : wrap(`Report it: ${safe(incident.issues_url)}`, columns, indent)),
    ...incident.causes.flatMap((cause) => wrap(`Because of: ${safe(cause)}`, columns, indent)),
    ...(incident.at === null ? [] : wrap(`Line: ${safe(incident.at)}`, columns, indent)),
    ...wrap(`Where: ${where(incident)}, ${span}`, columns, indent),
    `${indent}Key: ${safe(incident.triage_key)}`,
  ]
}

function isSevere({ level }: Incident): boolean {
  return level === 'ERROR' || level === 'CRITICAL'
}

function where({ sources, chain }: Incident): string {
  if (chain.length > 1 && sources.length === 1) return safe(chain.join(' > '))
  const shown = sources.slice(0, 3).map(safe).join(', ')
  return sources.length > 3 ? `${shown} and ${sources.length - 3} more` : shown
}
