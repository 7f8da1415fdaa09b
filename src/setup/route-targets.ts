import type { PolicyRule } from '../policy/rule.ts'
import { isSink } from './settings/check-value.ts'
import type { Settings } from './settings/settings.ts'

/** What keeps everything that is accepted, wherever it is routed to. */
const KEEPERS: readonly string[] = ['memory', 'spool', 'bundle']

/** Tells whether what is routed to some pipelines goes to one. */
export function isRouted(sendTo: readonly string[] | undefined, name: string): boolean {
  return sendTo === undefined || KEEPERS.includes(name) || sendTo.includes(name)
}

/** A name that a rule routes to. */
export interface RouteTarget {
  readonly rule: string
  readonly name: string
}

/** Lists the names that rules route to, each with the first rule that does. */
export function targetsOf(rules: readonly PolicyRule[]): readonly RouteTarget[] {
  const byName = new Map<string, RouteTarget>()
  for (const [at, { id = `policy[${at}]`, route = [], enabled }] of rules.entries()) {
    if (enabled === false) continue
    for (const name of [route].flat()) if (!byName.has(name)) byName.set(name, { rule: id, name })
  }
  return [...byName.values()]
}

/** Adds what keeps everything to the names of sinks that there are. */
export function withKeepers(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].filter((name) => !KEEPERS.includes(name)).concat(KEEPERS)
}

/**
 * Lists the pipelines that settings make, as far as settings alone tell: whether there is an exporter is a matter of the
 * program, and whether there is a console one of how it is started.
 */
export function pipelinesOf({
  json,
  file,
  sinks,
}: Pick<Settings, 'json' | 'file' | 'sinks'>): readonly string[] {
  return withKeepers([
    'console',
    'otlp',
    ...(json === undefined ? [] : ['json']),
    ...(file === undefined ? [] : ['file']),
    ...sinks.map((entry) => (isSink(entry) ? entry.name : typeof entry === 'string' ? entry : entry.type)),
  ])
}
