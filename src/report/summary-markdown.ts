import { describeUnsentNote } from '../bundle/unsent-note.ts'
import type { Incident, TriageSummary } from '../record/triage-summary.ts'
import { toMarkdownCode, toMarkdownLink, toMarkdownText } from './markdown.ts'
import { howItEnded, isWhole } from './render-terminal.ts'
import { counted, number } from './words.ts'

/** Most incidents that are listed; a comment on an issue has a limit of 65,536 characters. */
const MAX_INCIDENTS = 30

/**
 * Writes a summary as GitHub Markdown, for an issue, a comment, or the summary of a CI job. Nothing that a diagnostic
 * holds becomes markup.
 *
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { summaryToMarkdown } from 'smonitor/report'
 * import { summarise } from 'smonitor/triage'
 *
 * console.log(summaryToMarkdown(summarise(readBundle('out/demo/bundle'))))
 * ```
 */
export function summaryToMarkdown({ bundle, run, totals, notes, unsent, incidents }: TriageSummary): string {
  const who = [run.service_name || (run.entry ?? ''), run.runtime, howItEnded(run)].filter(Boolean)
  const missing: [number, string][] = [
    [totals.dropped, 'did not fit or were cut off'],
    [totals.left_out, 'were not asked for'],
    [totals.unreadable, 'are damaged or not ours'],
  ]
  const shownNotes = notes.flatMap((note) => [`> ${toMarkdownText(note)}`, ''])
  const more = incidents.length - MAX_INCIDENTS
  const lines = [
    '## smonitor report',
    '',
    `${toMarkdownCode(bundle)}: ${toMarkdownText(who.join(', '))}`,
    '',
    ...(totals.events === 0 ? shownNotes : []),
    totals.events === 0
      ? isWhole(totals, notes)
        ? '**No diagnostics: nothing was reported in this run.**'
        : '**No diagnostics are in this bundle.**'
      : `**${counted(totals.events, 'diagnostic')} in ${counted(totals.incidents, 'incident')}.**`,
    '',
    ...missing.filter(([count]) => count > 0).flatMap(([count, why]) => [`> ${number(count)} ${why}.`, '']),
    ...(totals.events === 0 ? [] : shownNotes),
    ...(unsent === undefined ? [] : [`> ${toMarkdownText(describeUnsentNote(unsent))}`, '']),
    ...(incidents.length === 0
      ? []
      : [
          '| | Level | Code | What | Times | Key |',
          '| --- | --- | --- | --- | --- | --- |',
          ...incidents.slice(0, MAX_INCIDENTS).map(toRow),
          '',
          ...incidents.slice(0, MAX_INCIDENTS).flatMap(describe),
        ]),
    ...(more > 0 ? [`and ${counted(more, 'incident')} more`] : []),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function toRow({ level, code, title, count, triage_key }: Incident, at: number): string {
  const cells = [
    String(at + 1),
    level,
    code === null ? '' : toMarkdownCode(code),
    toMarkdownText(title),
    number(count),
    toMarkdownCode(triage_key),
  ]
  return `| ${cells.join(' | ')} |`
}

function describe(incident: Incident, at: number): string[] {
  const { code, title, message, hint, doc_url, issues_url, causes, ways, sources } = incident
  const head = code === null || code === title ? '' : `${toMarkdownCode(code)} `
  const rows: (readonly [string, string])[] = [
    ...(message === title ? [] : [['What', toMarkdownText(message)] as const]),
    ...(hint === null ? [] : [['What to do', toMarkdownText(hint)] as const]),
    ...(doc_url === null ? [] : [['Read more', toMarkdownLink(doc_url)] as const]),
    ...(issues_url === null || hint !== null ? [] : [['Report it', toMarkdownLink(issues_url)] as const]),
    ...causes.map((cause) => ['Because of', toMarkdownText(cause)] as const),
    ...(incident.at === null ? [] : [['Line', toMarkdownCode(incident.at)] as const]),
    ['Where', toMarkdownCode(ways[0] ?? sources[0] ?? '')],
  ]
  return [
    `### ${at + 1}. ${head}${toMarkdownText(title)}`,
    '',
    ...rows.map(([name, text]) => `- ${name}: ${text}`),
    '',
  ]
}
