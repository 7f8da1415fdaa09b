import {
  RUN_TO_RUN_STATES,
  type BundleComparison,
  type ComparedIncident,
  type ComparedRun,
  type CountDelta,
} from '../record/bundle-comparison.ts'
import { howItEnded, type RenderTerminalOptions } from './render-terminal.ts'
import { STATE_WORDS } from './state-words.ts'
import { counted, number, safe } from './words.ts'
import { wrap } from './wrap.ts'

/** Most rows of a list of counts. */
const MAX_ROWS = 10

/**
 * Writes a comparison as plain text for a terminal: what is new first, and what is gone last.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { renderComparison } from 'smonitor/report'
 * import { compareBundles } from 'smonitor/triage'
 *
 * const bundle = readBundle('out/demo/bundle')
 * console.log(renderComparison(compareBundles(bundle, bundle), { width: 80 }))
 * ```
 */
export function renderComparison(
  comparison: BundleComparison,
  { width = 100 }: RenderTerminalOptions = {},
): string {
  const columns = Math.max(40, Math.min(width, 120))
  const { current, previous, incidents, notes } = comparison
  const blocks = [
    [
      ...renderRun('current ', current, columns),
      ...renderRun('previous', previous, columns),
      '',
      ...wrap(verdictOf(comparison), columns, ''),
      ...notes.flatMap((note) => wrap(`Note: ${safe(note)}`, columns, '')),
    ],
    ...RUN_TO_RUN_STATES.map((state) => incidents.filter((one) => one.state === state))
      .filter((group) => group.length > 0)
      .map((group) => renderGroup(group, columns)),
    ...renderLists(comparison, columns),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** One sentence: is it worse? */
export function verdictOf({ states, incidents }: BundleComparison): string {
  const counts = RUN_TO_RUN_STATES.filter((state) => states[state] > 0).map(
    (state) => `${number(states[state])} ${STATE_WORDS[state].title.toLowerCase()}`,
  )
  if (incidents.length === 0) return 'Neither run has any diagnostics.'
  const worse = states.new + states.spreading + states.changed
  return `${worse === 0 ? 'Nothing new' : 'There is something new'}: ${counts.join(', ')}.`
}

function renderRun(side: string, { bundle, run, events, incidents }: ComparedRun, columns: number): string[] {
  const who = [run.service_name || (run.entry ?? ''), run.runtime, howItEnded(run)].filter(Boolean)
  const found = `${counted(events, 'diagnostic')} in ${counted(incidents, 'incident')}`
  return [
    ...wrap(`${side}  ${safe(bundle)}`, columns, ''),
    ...wrap([...who, found].map(safe).join(' · '), columns, '          '),
  ]
}

function renderGroup(group: readonly ComparedIncident[], columns: number): string[] {
  const { title, meaning } = STATE_WORDS[(group[0] as ComparedIncident).state]
  return [
    ...wrap(`${title} (${number(group.length)}): ${meaning}`, columns, ''),
    ...group.flatMap((one) => renderIncident(one, columns)),
  ]
}

function renderIncident(
  { state, triage_key, previous_key, before, after, new_places, incident }: ComparedIncident,
  columns: number,
): string[] {
  const indent = '      '
  const code = incident.code === null || incident.code === incident.title ? '' : `${incident.code}  `
  const isAbsent = after === 0
  const [head = '', ...rest] = wrap(
    `${incident.level}  ${safe(code)}${safe(incident.title)}  (${timesOf(before, after)})`,
    columns,
    indent,
  )
  const hint = isAbsent || state === 'recurrent' ? null : incident.hint
  return [
    `  ${isAbsent ? '-' : signOf(state)} ${head.trim()}`.trimEnd(),
    ...rest,
    ...(incident.message === incident.title || isAbsent ? [] : wrap(safe(incident.message), columns, indent)),
    ...(hint === null ? [] : wrap(`What to do: ${safe(hint)}`, columns, indent)),
    ...(new_places.length === 0 ? [] : wrap(`Now also in: ${listOf(new_places)}`, columns, indent)),
    ...(state === 'recurrent' || isAbsent
      ? []
      : wrap(`Where: ${safe(incident.ways[0] ?? incident.sources[0] ?? '')}`, columns, indent)),
    ...wrap(
      `Key: ${safe(triage_key)}${previous_key === null ? '' : `, before ${safe(previous_key)}`}`,
      columns,
      indent,
    ),
  ]
}

function signOf(state: ComparedIncident['state']): string {
  return state === 'recurrent' ? '=' : '+'
}

/** How often, before and now. */
export function timesOf(before: number, after: number): string {
  if (before === after) return after === 1 ? 'once, as before' : `${number(after)} times, as before`
  if (before === 0) return after === 1 ? 'once' : `${number(after)} times`
  return `${number(before)} before, ${number(after)} now`
}

function listOf(places: readonly string[]): string {
  const shown = places.slice(0, 3).map(safe).join('; ')
  return places.length > 3 ? `${shown}; and ${number(places.length - 3)} more` : shown
}

function renderLists(
  { codes, sources, slow_signals, changes }: BundleComparison,
  columns: number,
): string[][] {
  return [
    renderDeltas('Codes', codes),
    renderDeltas('Sources', sources),
    renderDeltas('Slow signals', slow_signals),
    changes.length === 0
      ? []
      : [
          'Changed between the runs',
          ...changes.flatMap(({ what, before, after }) =>
            wrap(`${safe(what)}: ${safe(before ?? 'none')} → ${safe(after ?? 'none')}`, columns, '  '),
          ),
        ],
  ].filter((lines) => lines.length > 0)
}

function renderDeltas(title: string, deltas: readonly CountDelta[]): string[] {
  if (deltas.length === 0) return []
  const more = deltas.length - MAX_ROWS
  return [
    title,
    ...deltas
      .slice(0, MAX_ROWS)
      .map(
        ({ name, before, after, delta }) =>
          `  ${`${delta > 0 ? '+' : ''}${number(delta)}`.padStart(8)}  ${safe(name === '' ? '(no code)' : name)}  ${number(before)} → ${number(after)}`,
      ),
    ...(more > 0 ? [`            and ${number(more)} more`] : []),
  ]
}
