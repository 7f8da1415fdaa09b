import type { Condition, Need } from './conditions.ts'
import { readerOf, type ReadField } from './fields.ts'
import type { PolicyItem } from './policy-item.ts'
import { createPrefixTable, type PrefixTable } from './prefix-table.ts'

/** What is needed of a rule to look it up. */
export interface Indexed {
  /** Its place among the rules, which is the order that they count in. */
  readonly order: number
  readonly condition: Pick<Condition, 'needs'>
}

/** Finds the rules that an item could be about. */
export interface RuleIndex<Rule extends Indexed> {
  /** Those rules in their order: all that hold, and perhaps others. */
  find(item: PolicyItem): readonly Rule[]
}

interface FieldTable<Rule> {
  readonly read: ReadField
  readonly values: ReadonlyMap<unknown, readonly Rule[]>
  readonly prefixes: PrefixTable<Rule> | undefined
}

/**
 * Creates an index: rules that need a value, a prefix or a severity are looked up by it, so that what cannot hold
 * costs nothing, however many there are. The others are tried each time.
 */
export function createRuleIndex<Rule extends Indexed>(rules: readonly Rule[]): RuleIndex<Rule> {
  const always: Rule[] = []
  const bySeverity = new Map<number, Rule[]>()
  const fields = new Map<string, { values: Map<unknown, Rule[]>; prefixes: [string, Rule][] }>()
  for (const rule of rules) {
    const { needs } = rule.condition
    if (needs === undefined) always.push(rule)
    else for (const need of needs) add(need, rule)
  }

  function add(need: Need, rule: Rule): void {
    if (need.by === 'severity') {
      push(bySeverity, need.lowest, rule)
      return
    }
    const field = fields.get(need.field) ?? { values: new Map<unknown, Rule[]>(), prefixes: [] }
    fields.set(need.field, field)
    if (need.by === 'value') push(field.values, need.value, rule)
    else field.prefixes.push([need.value, rule])
  }

  const tables: FieldTable<Rule>[] = [...fields].map(([name, { values, prefixes }]) => ({
    read: readerOf(name) as ReadField,
    values,
    prefixes: prefixes.length === 0 ? undefined : createPrefixTable(prefixes),
  }))
  const severities = [...bySeverity]

  return {
    find(item) {
      let found: readonly Rule[] = always
      for (const table of tables) found = join(found, lookUp(table, table.read(item)))
      const { severity = 0 } = item
      for (const [lowest, list] of severities) if (severity >= lowest) found = join(found, list)
      return found
    },
  }
}

function lookUp<Rule extends Indexed>(table: FieldTable<Rule>, value: unknown): readonly Rule[] {
  if (value === undefined) return NONE
  if (Array.isArray(value)) {
    let found: readonly Rule[] = NONE
    for (const one of value as unknown[]) if (!Array.isArray(one)) found = join(found, lookUp(table, one))
    return found
  }
  const byValue = table.values.get(value) ?? NONE
  if (table.prefixes === undefined) return byValue
  if (typeof value === 'string') return join(byValue, table.prefixes.find(value))
  // Numbers and truth values are compared as they are written.
  const isPlain = typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? join(byValue, table.prefixes.find(String(value))) : byValue
}

const NONE: readonly never[] = []

/** Both, in order and each once. */
function join<Rule extends Indexed>(one: readonly Rule[], other: readonly Rule[]): readonly Rule[] {
  if (other.length === 0) return one
  const all = one.length === 0 ? other : [...one, ...other]
  let isInOrder = true
  for (let at = 1; at < all.length && isInOrder; at += 1) {
    isInOrder = (all[at - 1] as Rule).order < (all[at] as Rule).order
  }
  if (isInOrder) return all
  return [...new Set(all)].toSorted((left, right) => left.order - right.order)
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
