import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_TAGS, ATTR_SMONITOR_TRIAGE_KEY } from '../../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_TYPE } from '../../../semconv/upstream.ts'
import { LEVELS, toLevel } from '../../record/level.ts'
import { attributeOf } from '../fields.ts'
import type { ItemKind, PolicyRule } from '../rule.ts'
import { redactStatements } from './ottl-redact.ts'
import { statement, type Statement } from './ottl-statement.ts'
import { attributePath, CONTEXTS, literal, quote } from './ottl-text.ts'

/**
 * Translates what a rule changes of items of a kind, in the order in which smonitor does.
 *
 * @param name - Tells what is kept for this rule from what is kept for others.
 */
export function changeStatements(rule: PolicyRule, kind: ItemKind, name: string): readonly Statement[] {
  const context = CONTEXTS[kind]
  return [
    ...(rule.remove ?? []).flatMap((field) => remove(field, kind)),
    ...redactStatements(rule.redact, context, name),
    ...Object.entries(rule.rename ?? {}).flatMap(([from, to]) => rename(from, to, kind)),
    ...Object.entries(rule.set ?? {}).flatMap(([field, value]) => {
      const target = targetOf(field, kind)
      return target === undefined ? [] : [statement(`set(${target}, ${literal(value)})`)]
    }),
    ...[rule.tag ?? []].flat().map((tag) => addTag(tag, context)),
    ...(rule.severity === undefined ? [] : setSeverity(rule.severity, kind)),
  ]
}

/** Where a field is that rules change; only a record has a text. */
function targetOf(field: string, kind: ItemKind): string | undefined {
  const key = attributeOf(field)
  if (key !== undefined) return attributePath(CONTEXTS[kind], key)
  return kind === 'log' ? 'log.body' : undefined
}

function remove(field: string, kind: ItemKind): Statement[] {
  const key = attributeOf(field)
  // Without it nobody takes a record for a diagnostic.
  if (key === ATTR_SMONITOR_TRIAGE_KEY) return []
  if (key !== undefined) return [statement(`delete_key(${CONTEXTS[kind]}.attributes, ${quote(key)})`)]
  return kind === 'log' ? [statement('set(log.body, "")')] : []
}

function rename(from: string, to: string, kind: ItemKind): Statement[] {
  const source = targetOf(from, kind)
  const target = targetOf(to, kind)
  if (source === undefined || source === target) return []
  const isThere = `${source} != nil`
  return [
    ...(target === undefined ? [] : [statement(`set(${target}, ${source})`, isThere)]),
    ...remove(from, kind).map(({ action }) => statement(action, isThere)),
  ]
}

function addTag(tag: string, context: string): Statement {
  const tags = attributePath(context, ATTR_SMONITOR_TAGS)
  return statement(
    `append(${tags}, ${quote(tag)})`,
    `${tags} == nil or not ContainsValue(${tags}, ${quote(tag)})`,
  )
}

/** A failure says of which type it is; only a record has a severity. */
function setSeverity(severity: string, kind: ItemKind): Statement[] {
  const { severityNumber, severityText } = LEVELS[toLevel(severity) ?? 'info']
  const context = CONTEXTS[kind]
  const type = attributePath(context, ATTR_ERROR_TYPE)
  const isFailure = severityNumber >= LEVELS.error.severityNumber
  return [
    ...(kind === 'log'
      ? [
          statement(`set(log.severity_number, ${severityNumber})`),
          statement(`set(log.severity_text, ${quote(severityText)})`),
        ]
      : []),
    ...(isFailure ? [ATTR_SMONITOR_CODE, ATTR_EXCEPTION_TYPE] : []).map((key) => {
      const source = attributePath(context, key)
      return statement(`set(${type}, ${source})`, `${type} == nil`, `${source} != nil`)
    }),
  ]
}
