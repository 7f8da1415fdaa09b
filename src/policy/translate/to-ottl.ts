import { LEVELS, toLevel } from '../../record/level.ts'
import { attributeOf } from '../fields.ts'
import { parseKeep } from '../keep-notation.ts'
import { SEVERITY } from '../operators.ts'
import { expandPresets } from '../presets.ts'
import { readOperators, readWhen } from '../read-operators.ts'
import type { ItemKind, PolicyRule, When } from '../rule.ts'
import { NoEqual, orNote, quotePattern, type Untranslated } from './untranslated.ts'

/** Rules as processors of the collector, and what these have no equal for. */
export interface OttlTranslation {
  /** The section `processors` of a collector's configuration, as YAML. */
  readonly yaml: string
  readonly untranslated: readonly Untranslated[]
}

const CONTEXTS: Readonly<Record<ItemKind, string>> = { log: 'log', span: 'span', span_event: 'spanevent' }

/** Translates rules into the collector's processors `filter` and `transform`, in OTTL with the context before each path. */
export function toOttl(rules: readonly PolicyRule[]): OttlTranslation {
  const untranslated: Untranslated[] = []
  const drops: Record<ItemKind, string[]> = { log: [], span: [], span_event: [] }
  const statements: Record<ItemKind, string[]> = { log: [], span: [], span_event: [] }
  const keepers: Record<ItemKind, string[]> = { log: [], span: [], span_event: [] }
  for (const [at, rule] of expandPresets(rules).entries()) {
    if (rule.enabled === false) continue
    const id = rule.id ?? `policy[${at}]`
    for (const kind of kindsOf(rule)) {
      orNote(id, untranslated, () => {
        const condition = conditionOf(rule.when ?? {}, 'when', kind)
        const { drop, keep } = { ...rule, ...parseKeep(rule.keep) }
        if (rule.drop === true || drop === true) {
          drops[kind].push([condition, ...keepers[kind].map((keeper) => `not (${keeper})`)].join(' and '))
        }
        if (keep === true) keepers[kind].push(condition)
        statements[kind].push(...statementsOf(id, rule, kind, condition, untranslated))
      })
    }
    noteLocal(id, rule, untranslated)
  }
  return { yaml: render(drops, statements), untranslated }
}

function kindsOf({ on, when = {}, drop }: PolicyRule): readonly ItemKind[] {
  if (on !== undefined) return [on].flat()
  if (JSON.stringify(when).includes('"span.')) return ['span']
  return drop === true ? ['log', 'span_event'] : ['log', 'span', 'span_event']
}

const LOCAL: Readonly<Record<string, string>> = {
  coalesce: 'the processor log_dedup comes near it: it knows records by all of their content',
  dedupe: 'the processor log_dedup comes near it: it knows records by all of their content',
  rate: 'there is no limit by condition',
  sample: 'the processor probabilistic_sampler has no condition',
  route: 'the connector routing does that',
}

function noteLocal(id: string, rule: PolicyRule, notes: Untranslated[]): void {
  const all = { ...rule, ...parseKeep(rule.keep) }
  for (const [part, reason] of Object.entries(LOCAL)) {
    if (all[part as keyof PolicyRule] !== undefined) notes.push({ rule: id, part, reason })
  }
}

function conditionOf(when: When, path: string, kind: ItemKind): string {
  const parts = readWhen(when).map((part): string => {
    const place = `${path}.${part.key}`
    if (part.logic === 'not') return `not (${conditionOf(part.value as When, place, kind)})`
    if (part.logic !== undefined) {
      const all = (part.value as When[]).map((one, at) => `(${conditionOf(one, `${place}[${at}]`, kind)})`)
      if (all.length === 0) return part.logic === 'all' ? 'true' : 'false'
      return part.logic === 'all' ? all.join(' and ') : `(${all.join(' or ')})`
    }
    const target = pathOf(part.field, place, kind)
    const { tests, isNegated, isCaseInsensitive } = readOperators(part.comparison)
    const texts = tests.map(({ operator, operand }) =>
      compare({ field: part.field, target, place, isCaseInsensitive }, operator, operand),
    )
    const joined = texts.join(' and ')
    return isNegated ? `(${target} == nil or not (${joined}))` : joined
  })
  return parts.length === 0 ? 'true' : parts.join(' and ')
}

function pathOf(field: string, place: string, kind: ItemKind): string {
  const context = CONTEXTS[kind]
  const key = attributeOf(field)
  if (key !== undefined) return `${context}.attributes[${quote(key)}]`
  if (field.startsWith('resource.')) return `resource.attributes[${quote(field.slice('resource.'.length))}]`
  if (field.startsWith('scope.attributes.')) {
    return `scope.attributes[${quote(field.slice('scope.attributes.'.length))}]`
  }
  const paths: Readonly<Record<string, string | undefined>> = {
    library: 'scope.name',
    'scope.name': 'scope.name',
    'scope.version': 'scope.version',
    'span.name': kind === 'log' ? undefined : 'span.name',
    'span.kind': kind === 'log' ? undefined : 'span.kind.string',
    'span.status': kind === 'log' ? undefined : 'span.status.code',
    body: kind === 'log' ? 'log.body.string' : undefined,
    message: kind === 'log' ? 'log.body.string' : undefined,
    severity: kind === 'log' ? 'log.severity_number' : undefined,
    severity_text: kind === 'log' ? 'log.severity_text' : undefined,
    level: kind === 'log' ? 'log.severity_text' : undefined,
    event_name: kind === 'log' ? 'log.event_name' : kind === 'span_event' ? 'spanevent.name' : undefined,
    trace_id: kind === 'log' ? 'log.trace_id.string' : 'span.trace_id.string',
    span_id: kind === 'log' ? 'log.span_id.string' : 'span.span_id.string',
  }
  const path = paths[field]
  if (path === undefined) throw new NoEqual(place, `${field} has no path in the context ${context}`)
  return path
}

interface Compared {
  readonly field: string
  readonly target: string
  readonly place: string
  readonly isCaseInsensitive: boolean
}

function compare(compared: Compared, operator: string, operand: unknown): string {
  const { field, target, place, isCaseInsensitive } = compared
  if (operator === 'exists') return `${target} ${operand === true ? '!=' : '=='} nil`
  if (field === SEVERITY) return compareSeverity(target, operator, operand, place)
  const matches = (pattern: string): string =>
    `(${target} != nil and IsMatch(${target}, ${quote(`${isCaseInsensitive ? '(?i)' : ''}${pattern}`)}))`
  const equals = (value: unknown): string => {
    if (field === 'tags') return `ContainsValue(${target}, ${literal(value)})`
    if (field === 'span.kind') return `${target} == ${quote(capital(String(value)))}`
    if (field === 'span.status') return `${target} == STATUS_CODE_${String(value).toUpperCase()}`
    if (field === 'level') return `${target} == ${quote(LEVELS[toLevel(value) ?? 'info'].severityText)}`
    if (isCaseInsensitive) return matches(`^${quotePattern(String(value))}$`)
    return `${target} == ${literal(value)}`
  }
  switch (operator) {
    case 'eq':
      return equals(operand)
    case 'in':
      return (operand as unknown[]).length === 0
        ? 'false'
        : `(${(operand as unknown[]).map(equals).join(' or ')})`
    case 'prefix':
      return matches(`^${quotePattern(String(operand))}`)
    case 'suffix':
      return matches(`${quotePattern(String(operand))}$`)
    case 'contains':
      return matches(quotePattern(String(operand)))
    case 'regex':
      return matches(String(operand))
    default:
      return `${target} ${SIGNS[operator]} ${literal(operand)}`
  }
}

const SIGNS: Readonly<Record<string, string>> = { gte: '>=', gt: '>', lte: '<=', lt: '<' }

/** The words for levels are ranges of four numbers. */
function compareSeverity(target: string, operator: string, operand: unknown, place: string): string {
  const range = (value: unknown): readonly [number, number] => {
    const level = toLevel(value)
    if (level === undefined) return [Number(value), Number(value)]
    const { severityNumber } = LEVELS[level]
    // `debug` has those of trace, too.
    return [level === 'debug' ? 1 : severityNumber, severityNumber + 3]
  }
  const among = (value: unknown): string => {
    const [low, high] = range(value)
    return low === high ? `${target} == ${low}` : `(${target} >= ${low} and ${target} <= ${high})`
  }
  if (operator === 'in') return `(${(operand as unknown[]).map(among).join(' or ') || 'false'})`
  if (operator === 'eq') return among(operand)
  const sign = SIGNS[operator]
  if (sign === undefined) throw new NoEqual(place, 'a severity is a number')
  const [low, high] = range(operand)
  const unset = operator.startsWith('l') ? `${target} > 0 and ` : ''
  return `${unset}${target} ${sign} ${operator === 'gte' || operator === 'lt' ? low : high}`
}

function statementsOf(
  id: string,
  rule: PolicyRule,
  kind: ItemKind,
  condition: string,
  notes: Untranslated[],
): string[] {
  const context = CONTEXTS[kind]
  const where = (more?: string): string =>
    ` where ${[condition, ...(more === undefined ? [] : [more])].join(' and ')}`
  const isThere = (field: string): boolean => attributeOf(field) !== undefined || kind === 'log'
  const target = (field: string): string =>
    attributeOf(field) === undefined
      ? 'log.body'
      : `${context}.attributes[${quote(attributeOf(field) ?? '')}]`
  const remove = (field: string): string =>
    attributeOf(field) === undefined
      ? 'set(log.body, "")'
      : `delete_key(${context}.attributes, ${quote(attributeOf(field) ?? '')})`
  const { replacement = '[REDACTED]', patterns = [], ...others } = rule.redact ?? {}
  for (const part of Object.keys(others)) {
    if (kind === 'log')
      notes.push({ rule: id, part: `redact.${part}`, reason: 'only patterns have an equal' })
  }
  const level = rule.severity === undefined ? undefined : LEVELS[toLevel(rule.severity) ?? 'info']
  return [
    ...(rule.remove ?? []).filter(isThere).map((field) => `${remove(field)}${where()}`),
    ...patterns.flatMap((pattern) => [
      `replace_all_patterns(${context}.attributes, "value", ${quote(pattern)}, ${quote(replacement)})${where()}`,
      ...(kind === 'log'
        ? [`replace_pattern(log.body.string, ${quote(pattern)}, ${quote(replacement)})${where()}`]
        : []),
    ]),
    ...Object.entries(rule.rename ?? {})
      .filter(([from, to]) => isThere(from) && isThere(to))
      .flatMap(([from, to]) => [
        `set(${target(to)}, ${target(from)})${where(`${target(from)} != nil`)}`,
        `${remove(from)}${where(`${target(from)} != nil`)}`,
      ]),
    ...Object.entries(rule.set ?? {})
      .filter(([field]) => isThere(field))
      .map(([field, value]) => `set(${target(field)}, ${literal(value)})${where()}`),
    ...[rule.tag ?? []]
      .flat()
      .map((tag) => `append(${context}.attributes["smonitor.tags"], ${quote(tag)})${where()}`),
    ...(level === undefined || kind !== 'log'
      ? []
      : [
          `set(log.severity_number, ${level.severityNumber})${where()}`,
          `set(log.severity_text, ${quote(level.severityText)})${where()}`,
        ]),
  ]
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return typeof value === 'string' ? quote(value) : String(value)
}

function quote(text: string): string {
  return JSON.stringify(text)
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

/** JSON texts are YAML texts too. */
function render(drops: Record<ItemKind, string[]>, statements: Record<ItemKind, string[]>): string {
  const list = (key: string, lines: readonly string[], indent: string): string[] =>
    lines.length === 0
      ? []
      : [`${indent}${key}:`, ...lines.map((line) => `${indent}  - ${JSON.stringify(line)}`)]
  const logs = list('log_record', drops.log, '      ')
  const traces = [...list('span', drops.span, '      '), ...list('spanevent', drops.span_event, '      ')]
  const filter = [
    ...(logs.length === 0 ? [] : ['    logs:', ...logs]),
    ...(traces.length === 0 ? [] : ['    traces:', ...traces]),
  ]
  const transform = [
    ...list('log_statements', statements.log, '    '),
    ...list('trace_statements', [...statements.span, ...statements.span_event], '    '),
  ]
  const block = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`  ${name}:`, '    error_mode: ignore', ...lines]
  const all = [...block('filter/smonitor', filter), ...block('transform/smonitor', transform)]
  return `${['processors:', ...(all.length === 0 ? ['  {}'] : all)].join('\n')}\n`
}
