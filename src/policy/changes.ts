import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_TAGS, ATTR_SMONITOR_TRIAGE_KEY } from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_TYPE } from '../../semconv/upstream.ts'
import { toLevel } from '../record/level.ts'
import type { Draft } from './draft.ts'
import { attributeOf } from './fields.ts'
import { createRedaction } from './redaction.ts'
import type { PolicyRule } from './rule.ts'

/** Changes a draft; told what went wrong in it, where it can go on. */
export type Change = (draft: Draft, onError: (error: unknown) => void) => void

/** What a rule changes. */
export interface Changes {
  readonly apply: Change
  /** Takes note of what goes by its name from a draft that goes nowhere; its trace may say it again. */
  readonly learn: ((draft: Draft) => void) | undefined
}

/**
 * Compiles what a rule changes, in the order of OTEP 4738: remove, redact, rename, set; then tags and the severity.
 *
 * @returns `undefined` where it changes nothing.
 */
export function compileChange(rule: PolicyRule): Changes | undefined {
  const redaction = rule.redact === undefined ? undefined : createRedaction(rule.redact)
  const steps: Change[] = [
    ...(rule.remove ?? []).map(
      (field): Change =>
        (draft) =>
          write(draft, field, undefined),
    ),
    ...(redaction === undefined ? [] : [redaction.apply]),
    ...Object.entries(rule.rename ?? {}).map(([from, to]) => rename(from, to)),
    ...Object.entries(rule.set ?? {}).map(
      ([field, value]): Change =>
        (draft) =>
          write(draft, field, Array.isArray(value) ? [...(value as string[])] : value),
    ),
    ...([rule.tag ?? []].flat().length === 0 ? [] : [addTags([rule.tag ?? []].flat())]),
    ...(rule.severity === undefined ? [] : [setSeverity(rule.severity)]),
  ]
  if (steps.length === 0) return undefined
  return {
    apply(draft, onError) {
      for (const step of steps) step(draft, onError)
    },
    learn: redaction?.learn,
  }
}

function isBody(field: string): boolean {
  return field === 'body' || field === 'message'
}

function write(draft: Draft, field: string, value: unknown): void {
  if (isBody(field)) {
    draft.body = value
    return
  }
  const key = attributeOf(field) as string
  // Without its key nobody takes a record for a diagnostic.
  if (value === undefined && key === ATTR_SMONITOR_TRIAGE_KEY) return
  if (value === undefined) Reflect.deleteProperty(draft.attributes, key)
  else draft.attributes[key] = value
}

function rename(from: string, to: string): Change {
  return (draft) => {
    const value = isBody(from) ? draft.body : draft.attributes[attributeOf(from) as string]
    if (value === undefined) return
    write(draft, from, undefined)
    write(draft, to, value)
  }
}

function addTags(tags: readonly string[]): Change {
  return ({ attributes }) => {
    const before = attributes[ATTR_SMONITOR_TAGS]
    attributes[ATTR_SMONITOR_TAGS] = [
      ...new Set([...(Array.isArray(before) ? (before as unknown[]) : []), ...tags]),
    ]
  }
}

function setSeverity(severity: string): Change {
  const level = toLevel(severity)
  const isFailure = level === 'error' || level === 'fatal'
  return (draft) => {
    draft.severity = level
    // A failure says of which type it is; the code is the type of a coded one.
    const type = draft.attributes[ATTR_SMONITOR_CODE] ?? draft.attributes[ATTR_EXCEPTION_TYPE]
    if (isFailure && type !== undefined) draft.attributes[ATTR_ERROR_TYPE] ??= type
  }
}
