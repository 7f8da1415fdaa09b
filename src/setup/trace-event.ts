import { createConsoleSink, type ConsoleSinkOptions } from '../../exporters/console/console-sink.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { isAtLeast, toLevel } from '../record/level.ts'
import { toRecordOfEvent } from '../policy/from-event.ts'
import { toEvent } from '../record/to-event.ts'
import { createGate } from './gate.ts'
import { isRouted, pipelinesOf } from './route-targets.ts'
import { policyOf } from './rules-of.ts'
import { isSink } from './settings/check-value.ts'
import type { Settings } from './settings/settings.ts'

/** What a stage did with an event. */
export interface TracedStage {
  readonly stage: 'enabled' | 'silence' | 'correlationId' | 'policy' | 'sink'
  /** The name of a sink, else `null`. */
  readonly sink: string | null
  /** `stopped`: it went no further; `ignored`: this sink did not take it, and the others are asked. */
  readonly outcome: 'passed' | 'changed' | 'stopped' | 'taken' | 'ignored'
  /** A sentence that says why, or where the event went. */
  readonly reason: string
  /** What was printed, as plain text. */
  readonly text: string | null
}

/** Options of {@link traceEvent}. */
export interface TraceOptions {
  /** Columns of the terminal that is printed for. @default 80 */
  readonly columns?: number
}

/**
 * Sends an event through what settings ask for, and tells what each stage makes of it. Nothing is written: of files
 * and of sinks of the program's own it says that they would get the event.
 */
export function traceEvent(
  event: DiagnosticEvent,
  settings: Settings,
  { columns = 80 }: TraceOptions = {},
): readonly TracedStage[] {
  const verdict = createGate(settings).judge(event)
  if (verdict.outcome === 'disabled') {
    return [stage('enabled', 'stopped', 'smonitor is switched off: the setting enabled is false.')]
  }
  const stages = [stage('enabled', 'passed', 'smonitor is switched on.')]
  if (verdict.outcome === 'silenced') {
    const reason = `The source ${event.source} falls under ${verdict.by} in the setting silence.`
    return [...stages, stage('silence', 'stopped', reason)]
  }
  stages.push(stage('silence', 'passed', silenceReason(event, settings)))
  if (verdict.event !== event) {
    const reason = `It gets the correlation id ${settings.correlationId}, since it has none.`
    stages.push(stage('correlationId', 'changed', reason))
  }
  const ruled = tracePolicy(verdict.event, settings)
  const all = [...stages, ...ruled.stages]
  if (ruled.event === undefined) return all
  const sinks = traceSinks(ruled.event, settings, columns)
  return [...all, ...sinks.map((one) => traceRoute(one, ruled.sendTo))]
}

interface RuledEvent {
  readonly stages: readonly TracedStage[]
  readonly event: DiagnosticEvent | undefined
  /** The pipelines that get it, where not all do. */
  readonly sendTo?: readonly string[] | undefined
}

function tracePolicy(event: DiagnosticEvent, settings: Settings): RuledEvent {
  const policy = policyOf(settings)
  if (policy === undefined) return { stages: [stage('policy', 'passed', 'There are no rules.')], event }
  const record = toRecordOfEvent(event)
  const { rule, outcome, steps, sendTo } = policy.explainLog(record)
  const known = pipelinesOf(settings)
  const nobody = (sendTo ?? []).filter((name) => !known.includes(name))
  const said = [
    ...steps.map(({ rule: id, text }) => `${id}: ${text}`),
    ...nobody.map((name) => `No sink is called ${name}; there are: ${known.join(', ')}.`),
  ].join(' ')
  if (rule !== undefined) {
    return {
      stages: [stage('policy', 'stopped', `The rule ${rule} stops it (${outcome}).`)],
      event: undefined,
    }
  }
  const { item = record } = policy.decideLog(record)
  const run = { runId: event.run_id, sessionId: event.session_id }
  return item === record
    ? { stages: [stage('policy', 'passed', said === '' ? 'No rule is about it.' : said)], event, sendTo }
    : { stages: [stage('policy', 'changed', said)], event: toEvent(item, run), sendTo }
}

/** What a sink does not get, since it is routed to others. */
function traceRoute(traced: TracedStage, sendTo: readonly string[] | undefined): TracedStage {
  if (traced.sink === null || isRouted(sendTo, traced.sink)) return traced
  const reason = 'A rule routes it to others.'
  return { ...traced, outcome: 'ignored', reason, text: null }
}

function silenceReason({ source }: DiagnosticEvent, { silence }: Settings): string {
  return silence.length === 0
    ? 'Nothing is silenced.'
    : `The source ${source === '' ? 'of the event is empty and' : source} falls under no entry of the setting silence.`
}

function traceSinks(event: DiagnosticEvent, settings: Settings, columns: number): TracedStage[] {
  const { json, file, spool, bundle, sinks } = settings
  const listed = sinks.map((entry) => traceListed(entry, event, settings, columns))
  const hasConsole = listed.some(({ sink }) => sink === 'console')
  return [
    taken(
      'memory',
      `It is one of the newest ${settings.eventBufferSize} that report() and exportBundle() have.`,
    ),
    ...(spool === undefined ? [] : [taken('spool', `A line in a new folder of ${spool.folder}.`)]),
    ...(json === undefined ? [] : [taken('json', `A line at the end of ${json}.`)]),
    ...(file === undefined ? [] : [taken('file', `A line at the end of ${file.path}.`)]),
    ...(bundle === undefined ? [] : [taken('bundle', `It is in the bundle ${bundle} at the end.`)]),
    ...listed,
    ...(hasConsole ? [] : [traceConsole(event, settings, {}, columns)]),
  ]
}

function traceListed(
  entry: Settings['sinks'][number],
  event: DiagnosticEvent,
  settings: Settings,
  columns: number,
): TracedStage {
  if (isSink(entry)) return taken(entry.name, 'It is handed to this sink of the program.')
  const spec = typeof entry === 'string' ? { type: entry } : entry
  if (spec.type === 'console') {
    const { type: _type, stream: _stream, ...options } = spec as { type: 'console'; stream?: unknown }
    return traceConsole(event, settings, options, columns)
  }
  const { path, folder } = spec as { readonly path?: string; readonly folder?: string }
  const place = path ?? folder
  return taken(spec.type, place === undefined ? 'It takes the event.' : `It takes the event to ${place}.`)
}

/** Lets the console sink of these settings print the event, where nobody sees it. */
function traceConsole(
  event: DiagnosticEvent,
  settings: Settings,
  own: ConsoleSinkOptions,
  columns: number,
): TracedStage {
  const { audience, level, theme, traceDepth, showTraceback } = settings
  const depth = showTraceback === undefined ? { traceDepth } : { traceDepth, showTraceback }
  const options = { audience, level, theme, ...depth, columns, ...own }
  const ignored = whyNotPrinted(event, options.level)
  if (ignored !== undefined) {
    return { stage: 'sink', sink: 'console', outcome: 'ignored', reason: ignored, text: null }
  }
  let text = ''
  // No terminal: what is told here is text, whatever the theme.
  const sink = createConsoleSink({ ...options, stream: { write: (part) => (text += part) } })
  sink.handle(event)
  sink.close?.()
  const reason = `It is printed in the words for ${options.audience}.`
  return { stage: 'sink', sink: 'console', outcome: 'taken', reason, text }
}

function whyNotPrinted(event: DiagnosticEvent, level: Settings['level']): string | undefined {
  if (event.iostream !== null)
    return `It is on the terminal already: the program wrote it to ${event.iostream}.`
  if (isAtLeast(toLevel(event.level) ?? 'info', level)) return undefined
  return `Its level is ${event.level}, and what is below ${level} is not printed (setting level).`
}

function stage(name: TracedStage['stage'], outcome: TracedStage['outcome'], reason: string): TracedStage {
  return { stage: name, sink: null, outcome, reason, text: null }
}

function taken(sink: string, reason: string): TracedStage {
  return { stage: 'sink', sink, outcome: 'taken', reason, text: null }
}
