import { wrapText } from '../../../exporters/console/terminal/wrap-text.ts'
import { toSafeLine } from '../../record/sanitise.ts'
import type { Finding, NextStep, Note } from './finding.ts'

/** What the doctor found, for a person. */
export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
  /** The command line of the program that was looked into. */
  readonly command: readonly string[]
  readonly cwd: string
}

const WIDEST = 100
const INDENT = '  '
const MOST_EVIDENCE = 8

/** Renders a diagnosis for a terminal: the worst first, then what is in order, in one line each. */
export function renderDiagnosis({ findings, notes }: Diagnosis, columns: number): string {
  const width = Math.max(40, Math.min(columns, WIDEST))
  return [
    ...findings.flatMap((finding) => [...renderFinding(finding, width), '']),
    ...notes.flatMap((note) => renderNote(note, width)),
    ...(notes.length > 0 ? [''] : []),
    ...wrap(verdictOf(findings), width),
    '',
  ].join('\n')
}

function renderFinding(
  { code, level, title, message, hint, evidence, nextStep }: Finding,
  width: number,
): string[] {
  const shown = evidence.slice(0, MOST_EVIDENCE)
  const rest = evidence.length - shown.length
  return [
    `${level === 'error' ? 'Error' : 'Warning'}: ${title} (${code})`,
    ...block('', message, width),
    ...block('What to do: ', hint, width),
    ...block('Next:       ', describeStep(nextStep), width),
    ...shown.flatMap((fact, at) => block(at === 0 ? 'Seen:       ' : '            ', fact, width)),
    ...(rest === 0 ? [] : block('            ', `and ${rest} more, with --json`, width)),
  ]
}

/** Says a step in words, the thing itself last so that it can be copied. */
export function describeStep({ kind, text }: NextStep): string {
  return `${kind} ${text}`
}

function renderNote({ state, text }: Note, width: number): string[] {
  const label = state === 'ok' ? 'ok    ' : 'info  '
  return wrap(text, width - label.length).map(
    (line, at) => `${at === 0 ? label : ' '.repeat(label.length)}${line}`,
  )
}

function block(label: string, text: string, width: number): string[] {
  const indent = INDENT.length + label.length
  return wrap(text, width - indent).map(
    (line, at) => `${INDENT}${at === 0 ? label : ' '.repeat(label.length)}${line}`,
  )
}

function wrap(text: string, width: number): string[] {
  return wrapText(toSafeLine(text), Math.max(20, width), { keepsPaths: true })
}

function verdictOf(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === 'error').length
  const warnings = findings.length - errors
  if (findings.length === 0) return 'Nothing is wrong.'
  const parts = [
    ...(errors === 0 ? [] : [`${errors} ${errors === 1 ? 'error' : 'errors'}`]),
    ...(warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`]),
  ]
  return `${parts.join(' and ')}. \`smonitor explain CODE\` tells more of each.`
}
