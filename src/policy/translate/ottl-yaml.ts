import type { ItemKind } from '../rule.ts'

/** Statements of one context, in the order in which they are executed. */
export interface StatementGroup {
  readonly context: string
  readonly statements: readonly string[]
}

/** What the two processors are told. */
export interface Processors {
  /** Conditions for what is dropped. */
  readonly drops: Readonly<Record<ItemKind, readonly string[]>>
  readonly logs: readonly StatementGroup[]
  readonly traces: readonly StatementGroup[]
}

/** Writes the section `processors` of the configuration of a collector. */
export function renderProcessors({ drops, logs, traces }: Processors): string {
  const filter = [
    ...block('    logs:', list('log_record', drops.log)),
    ...block('    traces:', [...list('span', drops.span), ...list('spanevent', drops.span_event)]),
  ]
  const transform = [
    ...block('    log_statements:', logs.flatMap(group)),
    ...block('    trace_statements:', traces.flatMap(group)),
  ]
  const all = [...processor('filter/smonitor', filter), ...processor('transform/smonitor', transform)]
  return `${['processors:', ...(all.length === 0 ? ['  {}'] : all)].join('\n')}\n`
}

function processor(name: string, lines: readonly string[]): string[] {
  return block(`  ${name}:`, lines.length === 0 ? [] : ['    error_mode: ignore', ...lines])
}

function group({ context, statements }: StatementGroup): string[] {
  if (statements.length === 0) return []
  const lines = statements.map((line) => `          - ${scalar(line)}`)
  return [`      - context: ${context}`, '        statements:', ...lines]
}

function list(key: string, lines: readonly string[]): string[] {
  return block(
    `      ${key}:`,
    lines.map((line) => `        - ${scalar(line)}`),
  )
}

function block(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [head, ...lines]
}

/** A text of JSON is one of YAML too. The collector takes a `$` for the beginning of a variable, and two for one. */
function scalar(text: string): string {
  return JSON.stringify(text).replaceAll('$', '$$$$')
}
