import { toSafeLine } from '../record/sanitise.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import type { TracedStage } from '../setup/trace-event.ts'

/** Renders the way of an event through the stages, a line each, and what was printed below its own. */
export function renderTrace(event: DiagnosticEvent, stages: readonly TracedStage[]): string {
  const { code, level, source } = event
  const rows = stages.map((one) => ({ ...one, name: one.sink === null ? one.stage : `sink ${one.sink}` }))
  const width = Math.max(...rows.map(({ name }) => name.length))
  return [
    toSafeLine(`Event: ${[code ?? 'no code', level, source].filter((part) => part !== '').join('  ')}`),
    '',
    ...rows.flatMap(({ name, outcome, reason, text }) => [
      toSafeLine(`${name.padEnd(width)}  ${outcome.padEnd(7)}  ${reason}`),
      ...(text === null || text === '' ? [] : indent(text, width + 2)),
    ]),
    '',
    '',
  ].join('\n')
}

function indent(text: string, columns: number): string[] {
  // The sink made it safe.
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(columns)}${line}`)
}
