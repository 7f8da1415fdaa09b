import type { ParamAttribute } from '../record/param-value.ts'
import type { Incident, TriageSummary } from '../record/triage-summary.ts'

/** What an agent that repairs code gets of a run: a contract, described by `schemas/agent-payload.schema.json`. */
export interface AgentPayload {
  readonly schema: 'smonitor.agent/1'
  readonly run: {
    readonly program: string
    readonly runtime: string
    readonly state: TriageSummary['run']['state']
    readonly exit_code: number | null
    readonly signal: string | null
  }
  readonly totals: { readonly events: number; readonly incidents: number; readonly missing: number }
  /** What no OTLP endpoint has taken, and the command that sends it; absent where that is nothing. */
  readonly unsent?: { readonly diagnostics: number; readonly command: string }
  /** Most important first. */
  readonly incidents: readonly AgentIncident[]
  /** How many incidents did not fit into the budget; the least important ones. */
  readonly omitted: number
}

/** One incident for an agent. What is not known is left out. */
export interface AgentIncident {
  readonly key: string
  readonly code?: string
  readonly level: string
  readonly priority: number
  readonly count: number
  /** Left out where the message says the same. */
  readonly title?: string
  readonly message: string
  /** What to do, in the words for agents. */
  readonly hint?: string
  /** Where to begin. */
  readonly next_step: string
  readonly where: {
    readonly source: string
    /** The first line of the program on the stack. */
    readonly at?: string
    /** The call chain, outermost first. */
    readonly chain?: readonly string[]
    /** Other sources that it came from. */
    readonly also?: readonly string[]
  }
  /** What was thrown, with what, and what led to it. */
  readonly evidence: {
    readonly exception?: string
    readonly causes?: readonly string[]
    readonly params?: Readonly<Record<string, ParamAttribute>>
    readonly first: string
    readonly last: string
  }
  readonly docs?: string
}

/** Options of {@link toAgentPayload}. */
export interface AgentPayloadOptions {
  /** Most tokens that the payload takes as compact JSON, four characters counted as one. @default 4000 */
  readonly maxTokens?: number
}

const DEFAULT_MAX_TOKENS = 4000
const CHARACTERS_PER_TOKEN = 4
const MAX_TEXT = 400
const MAX_LIST = 5

/**
 * Sums a run up for an agent: the same for the same bundle, most important first, within a budget. Nothing is in it that
 * is not in the bundle. Take a summary for the audience `agent`, so that the hints are in its words.
 *
 * @throws RangeError for a budget that is not a positive number.
 * @example
 * ```ts
 * import { readBundle } from 'smonitor/bundle'
 * import { toAgentPayload } from 'smonitor/report'
 * import { summarise } from 'smonitor/triage'
 *
 * const summary = summarise(readBundle('out/demo/bundle'), { audience: 'agent' })
 * console.log(JSON.stringify(toAgentPayload(summary, { maxTokens: 2000 })))
 * ```
 */
export function toAgentPayload(
  { run, totals, unsent, incidents }: TriageSummary,
  { maxTokens = DEFAULT_MAX_TOKENS }: AgentPayloadOptions = {},
): AgentPayload {
  if (!(maxTokens > 0)) throw new RangeError(`maxTokens is ${maxTokens}, and must be more than 0.`)
  const base: AgentPayload = {
    schema: 'smonitor.agent/1',
    run: {
      program: cut(run.service_name || (run.entry ?? '')),
      runtime: cut(run.runtime),
      state: run.state,
      exit_code: run.exit_code,
      signal: run.signal === null ? null : cut(run.signal),
    },
    totals: {
      events: totals.events,
      incidents: totals.incidents,
      missing: totals.dropped + totals.left_out + totals.unreadable,
    },
    ...(unsent === undefined ? {} : { unsent }),
    incidents: [],
    omitted: incidents.length,
  }
  const room = maxTokens * CHARACTERS_PER_TOKEN
  const taken: AgentIncident[] = []
  let length = JSON.stringify(base).length
  for (const incident of incidents) {
    const entry = toAgentIncident(incident)
    // And the comma before it.
    const more = JSON.stringify(entry).length + 1
    if (length + more > room) break
    length += more
    taken.push(entry)
  }
  return { ...base, incidents: taken, omitted: incidents.length - taken.length }
}

function toAgentIncident(incident: Incident): AgentIncident {
  const { triage_key, code, level, priority, count, title, message, hint, doc_url } = incident
  const { sources, chain, at, exception_type, causes, params, first, last } = incident
  const [source = '', ...others] = sources
  return {
    key: triage_key,
    ...given('code', code),
    level,
    priority,
    count,
    ...given('title', title === message ? null : cut(title)),
    message: cut(message),
    ...given('hint', hint === null ? null : cut(hint)),
    next_step: nextStepOf(incident),
    where: {
      source: cut(source),
      ...given('at', at === null ? null : cut(at)),
      ...(chain.length > 1 ? { chain: chain.slice(-MAX_LIST).map(cut) } : {}),
      ...(others.length === 0 ? {} : { also: others.slice(0, MAX_LIST).map(cut) }),
    },
    evidence: {
      ...given('exception', exception_type),
      ...(causes.length === 0 ? {} : { causes: causes.slice(0, MAX_LIST).map(cut) }),
      ...(Object.keys(params).length === 0 ? {} : { params: cutParams(params) }),
      first,
      last,
    },
    ...given('docs', doc_url),
  }
}

/** The line of the program if it is known, else the page of the code, else the place. */
function nextStepOf({ hint, at, doc_url, sources }: Incident): string {
  const [source = 'the program'] = sources
  const then = hint === null ? '' : ' Then follow the hint.'
  if (at !== null) return `Open ${cut(at)}.${then}`
  if (doc_url !== null) return `Read ${cut(doc_url)}.${then}`
  return `Find ${cut(source)} in the program.${then}`
}

function cutParams(params: Incident['params']): Incident['params'] {
  const entries = Object.entries(params).slice(0, 2 * MAX_LIST)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? cut(value) : value] as const),
  )
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text
}

function given<Key extends string>(key: Key, value: string | null): { readonly [Name in Key]?: string } {
  return (value === null ? {} : { [key]: value }) as { readonly [Name in Key]?: string }
}
