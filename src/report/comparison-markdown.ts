import {
  RUN_TO_RUN_STATES,
  type BundleComparison,
  type ComparedIncident,
  type ComparedRun,
  type CountDelta,
} from '../record/bundle-comparison.ts'
import { toMarkdownCode, toMarkdownLink, toMarkdownText } from './markdown.ts'
import { timesOf, verdictOf } from './render-comparison.ts'
import { howItEnded } from './render-terminal.ts'
import { STATE_WORDS } from './state-words.ts'
import { counted, number } from './words.ts'

/** Most incidents of a state that are listed; a comment on a pull request has a limit of 65,536 characters. */
const MAX_INCIDENTS = 20
const MAX_ROWS = 20

/**
 * Writes a comparison as GitHub Markdown, for a comment on a pull request or the summary of a CI job. Nothing that a
 * diagnostic holds becomes markup.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { comparisonToMarkdown } from 'smonitor/report'
 * import { compareBundles } from 'smonitor/triage'
 *
 * const bundle = readBundle('out/demo/bundle')
 * console.log(comparisonToMarkdown(compareBundles(bundle, bundle)))
 * ```
 */
export function comparisonToMarkdown(comparison: BundleComparison): string {
  const { current, previous, states, incidents, codes, sources, slow_signals, changes, notes } = comparison
  const counts = RUN_TO_RUN_STATES.filter((state) => states[state] > 0)
  const lines = [
    '## smonitor: what differs between two runs',
    '',
    `**${verdictOf(comparison)}**`,
    '',
    ...notes.map((note) => `> ${toMarkdownText(note)}\n`),
    ...table(
      ['Run', 'Bundle', 'What it was', 'Diagnostics', 'Incidents'],
      [rowOf('current', current), rowOf('previous', previous)],
    ),
    ...(counts.length === 0
      ? []
      : table(
          ['State', 'Incidents', 'Meaning'],
          counts.map((state) => [
            STATE_WORDS[state].title,
            number(states[state]),
            STATE_WORDS[state].meaning,
          ]),
        )),
    ...RUN_TO_RUN_STATES.flatMap((state) => section(incidents.filter((one) => one.state === state))),
    ...deltas('Codes', codes),
    ...deltas('Sources', sources),
    ...deltas('Slow signals', slow_signals),
    ...(changes.length === 0
      ? []
      : [
          '### Changed between the runs',
          '',
          ...table(
            ['What', 'Before', 'Now'],
            changes.map(({ what, before, after }) => [
              toMarkdownText(what),
              before === null ? 'none' : toMarkdownCode(before),
              after === null ? 'none' : toMarkdownCode(after),
            ]),
          ),
        ]),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function rowOf(side: string, { bundle, run, events, incidents }: ComparedRun): string[] {
  const who = [run.service_name || (run.entry ?? ''), run.runtime, howItEnded(run)].filter(Boolean)
  return [side, toMarkdownCode(bundle), toMarkdownText(who.join(', ')), number(events), number(incidents)]
}

function section(group: readonly ComparedIncident[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const more = group.length - MAX_INCIDENTS
  return [
    `### ${STATE_WORDS[first.state].title}`,
    '',
    ...group.slice(0, MAX_INCIDENTS).flatMap(describe),
    ...(more > 0 ? [`- and ${counted(more, 'incident')} more`] : []),
    '',
  ]
}

function describe({
  state,
  triage_key,
  previous_key,
  before,
  after,
  new_places,
  incident,
}: ComparedIncident): string[] {
  const { code, level, title, hint, doc_url, message } = incident
  const name = code === null || code === title ? '' : `${toMarkdownCode(code)} `
  const isTold = after > 0 && state !== 'recurrent'
  const key = `${toMarkdownCode(triage_key)}${previous_key === null ? '' : `, before ${toMarkdownCode(previous_key)}`}`
  return [
    `- **${level}** ${name}${toMarkdownText(title)} (${timesOf(before, after)}), key ${key}`,
    ...(isTold && message !== title ? [`  - ${toMarkdownText(message)}`] : []),
    ...(isTold && hint !== null ? [`  - What to do: ${toMarkdownText(hint)}`] : []),
    ...(isTold && doc_url !== null ? [`  - Read more: ${toMarkdownLink(doc_url)}`] : []),
    ...(new_places.length === 0
      ? []
      : [`  - Now also in: ${new_places.slice(0, 5).map(toMarkdownCode).join(', ')}`]),
  ]
}

function deltas(title: string, list: readonly CountDelta[]): string[] {
  if (list.length === 0) return []
  const more = list.length - MAX_ROWS
  return [
    `### ${title}`,
    '',
    ...table(
      ['Name', 'Before', 'Now', 'Difference'],
      list
        .slice(0, MAX_ROWS)
        .map(({ name, before, after, delta }) => [
          name === '' ? '(no code)' : toMarkdownCode(name),
          number(before),
          number(after),
          `${delta > 0 ? '+' : ''}${number(delta)}`,
        ]),
    ),
    ...(more > 0 ? [`and ${number(more)} more`, ''] : []),
  ]
}

/** Rows of cells that are Markdown already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '']
}
