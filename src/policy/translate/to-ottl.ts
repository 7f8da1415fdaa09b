import { kindsOf } from '../kinds-of.ts'
import { parseKeep } from '../keep-notation.ts'
import { expandPresets } from '../presets.ts'
import type { ItemKind, PolicyRule } from '../rule.ts'
import { toOttlCondition } from './ottl-condition.ts'
import { cachePath } from './ottl-places.ts'
import { redactStatements } from './ottl-redact.ts'
import { writeStatement } from './ottl-statement.ts'
import { changeStatements } from './ottl-statements.ts'
import { allOf, CONTEXTS, not } from './ottl-text.ts'
import { renderProcessors, type StatementGroup } from './ottl-yaml.ts'
import { NoEqual, orNote, type Untranslated } from './untranslated.ts'

/** Rules as processors of the collector, and what these have no equal for. */
export interface OttlTranslation {
  /** The section `processors` of a collector's configuration, as YAML. */
  readonly yaml: string
  readonly untranslated: readonly Untranslated[]
}

/**
 * Translates rules into the collector's processors `filter` and `transform`, in OTTL with the context before each path.
 * As in smonitor, conditions see what came in: all of them are asked before the first statement changes anything.
 */
export function toOttl(rules: readonly PolicyRule[]): OttlTranslation {
  const notes: Untranslated[] = []
  const known = expandPresets(rules)
    .map((rule, at) => ({ ...rule, id: rule.id ?? `policy[${at}]` }))
    .filter(({ enabled }) => enabled !== false)
  const drops = { log: dropsOf(known, 'log', notes), span: dropsOf(known, 'span', notes) }
  const drop = { ...drops, span_event: dropsOf(known, 'span_event', notes) }
  const changes = {
    log: changesOf(known, 'log', notes),
    span: changesOf(known, 'span', notes),
    span_event: changesOf(known, 'span_event', notes),
  }
  for (const rule of known) noteRest(rule, notes)
  // Events before their span, for which they ask, and what many have in common last.
  const yaml = renderProcessors({
    drops: drop,
    logs: [changes.log, ...commonOf(known, 'log')],
    traces: [changes.span_event, changes.span, ...commonOf(known, 'span')],
  })
  return { yaml, untranslated: distinct(notes) }
}

type Named = PolicyRule & { readonly id: string }

/** The conditions for what is dropped, without what rules before protect. */
function dropsOf(rules: readonly Named[], kind: ItemKind, notes: Untranslated[]): readonly string[] {
  const keepers: string[] = []
  let unknown: string | undefined
  return rules.flatMap((rule) => {
    const { drop, keep } = { ...rule, ...parseKeep(rule.keep) }
    // A rule that keeps protects from itself, too.
    const isDropping = (rule.drop === true || drop === true) && keep !== true
    if ((!isDropping && keep !== true) || !kindsOf(rule).includes(kind)) return []
    const condition = orNote(rule.id, notes, () => {
      if (isDropping && unknown !== undefined) {
        throw new NoEqual('drop', `the rule ${unknown} before it protects what cannot be asked for`)
      }
      return toOttlCondition(rule.when ?? {}, kind)
    })
    const protecting = [...keepers]
    if (keep === true) {
      if (condition === undefined) unknown ??= rule.id
      else keepers.push(condition)
    }
    const all = allOf([condition ?? 'false', ...protecting.map(not)])
    return isDropping && all !== 'false' ? [all] : []
  })
}

/** The statements of all rules for one kind: first which of them hold, then what they change. */
function changesOf(rules: readonly Named[], kind: ItemKind, notes: Untranslated[]): StatementGroup {
  const context = CONTEXTS[kind]
  const asked: string[] = []
  const changes: string[] = []
  for (const [at, rule] of rules.entries()) {
    if (!kindsOf(rule).includes(kind)) continue
    const statements = changeStatements(rule, kind, `kept ${at}`)
    if (statements.length === 0) continue
    const condition = orNote(rule.id, notes, () => toOttlCondition(rule.when ?? {}, kind))
    if (condition === undefined || condition === 'false') continue
    const mark = cachePath(context, `rule ${at}`)
    if (condition !== 'true') asked.push(`set(${mark}, true) where ${condition}`)
    const holds = condition === 'true' ? condition : `${mark} == true`
    changes.push(...statements.map((one) => writeStatement(one, holds)))
  }
  return { context, statements: [...asked, ...changes] }
}

/** What records have in common is redacted by rules without a condition: another would change it for all of them. */
function commonOf(rules: readonly Named[], kind: 'log' | 'span'): readonly StatementGroup[] {
  return ['scope', 'resource'].map((context) => ({
    context,
    statements: rules.flatMap((rule, at) => {
      if (!kindsOf(rule).includes(kind) || Object.keys(rule.when ?? {}).length > 0) return []
      return redactStatements(rule.redact, context, `kept ${at}`).map((one) => writeStatement(one, 'true'))
    }),
  }))
}

const LOCAL: Readonly<Record<string, string>> = {
  coalesce: 'the processor log_dedup comes near it: it knows records by all of their content',
  dedupe: 'the processor log_dedup comes near it: it knows records by all of their content',
  rate: 'there is no limit by condition',
  sample: 'the processor probabilistic_sampler has no condition',
  route: 'the connector routing does that',
}

/** Lists what no processor does. */
function noteRest(rule: Named, notes: Untranslated[]): void {
  const note = (part: string, reason: string): number => notes.push({ rule: rule.id, part, reason })
  const all = { ...rule, ...parseKeep(rule.keep) }
  for (const [part, reason] of Object.entries(LOCAL)) {
    if (all[part as keyof PolicyRule] !== undefined) note(part, reason)
  }
  if ((rule.remove ?? []).some((field) => field === 'body' || field === 'message')) {
    note('remove.body', 'the text of a record becomes an empty one')
  }
  const { patterns, replacement: _replacement, ...others } = rule.redact ?? {}
  for (const part of Object.keys(others)) note(`redact.${part}`, 'only patterns have an equal')
  if (patterns === undefined) return
  note(
    'redact.patterns',
    'lists, maps, names of attributes and links are not looked through, and a key within a longer text does not stay',
  )
  if (Object.keys(rule.when ?? {}).length > 0) {
    note('redact.resource', 'a resource and a scope belong to more than what the rule is about')
  }
}

function distinct(notes: readonly Untranslated[]): Untranslated[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()]
}
