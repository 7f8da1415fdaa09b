import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_TAGS, ATTR_SMONITOR_TRIAGE_KEY } from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ATTR_EXCEPTION_TYPE } from '../../semconv/upstream.ts'
import { toLevel } from '../record/level.ts'
import type { Redactor } from '../redact/redactor.ts'
import { createRedactor } from '../redact/create-redactor.ts'
import { compilePattern } from '../redact/compile-pattern.ts'
import type { Draft } from './draft.ts'
import { attributeOf } from './fields.ts'
import type { PolicyRule } from './rule.ts'

/** Changes a draft; told what went wrong in it, where it can go on. */
export type Change = (draft: Draft, onError: (error: unknown) => void) => void

/**
 * Compiles what a rule changes, in the order of OTEP 4738: remove, redact, rename, set; then tags and the severity.
 *
 * @returns `undefined` where it changes nothing.
 */
export function compileChange(rule: PolicyRule): Change | undefined {
  const steps: Change[] = [
    ...(rule.remove ?? []).map(
      (field): Change =>
        (draft) =>
          write(draft, field, undefined),
    ),
    ...(rule.redact === undefined
      ? []
      : [redact(createRedactor(withPlaces(rule.redact), compilePattern), rule.redact.replacement)]),
    ...Object.entries(rule.rename ?? {}).map(([from, to]) => rename(from, to)),
    ...Object.entries(rule.set ?? {}).map(
      ([field, value]): Change =>
        (draft) =>
          write(draft, field, Array.isArray(value) ? [...(value as string[])] : value),
    ),
    ...(rule.tag === undefined ? [] : [addTags([rule.tag].flat())]),
    ...(rule.severity === undefined ? [] : [setSeverity(rule.severity)]),
  ]
  if (steps.length === 0) return undefined
  return (draft, onError) => {
    for (const step of steps) step(draft, onError)
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

/** What a value becomes that could not be looked through: better gone than told. */
const FALLBACK = '[REDACTED]'

function redact(redactor: Redactor, replacement = FALLBACK): Change {
  function one(path: readonly string[], before: unknown, onError: (error: unknown) => void): unknown {
    try {
      return redactor.value(before, path)
    } catch (error) {
      onError(error)
      return replacement
    }
  }

  return (draft, onError) => {
    const fields: (readonly [readonly string[], unknown])[] = [
      [['body'], draft.body],
      [['name'], draft.spanName],
      [['status', 'message'], draft.statusMessage],
      ...Object.entries(draft.attributes).map(([key, value]) => [['attributes', key], value] as const),
    ]
    let values: readonly unknown[]
    try {
      // Together: what goes by its name from a param goes from the message too.
      values = redactor.values(fields)
    } catch {
      values = fields.map(([path, value]) => one(path, value, onError))
    }
    for (const [at, [path]] of fields.entries()) {
      const value = values[at]
      if (path[0] === 'attributes') draft.attributes[path[1] as string] = value
      else if (value === undefined) continue
      else if (path[0] === 'body') draft.body = value
      else if (path[0] === 'name') draft.spanName = value as string
      else draft.statusMessage = value as string
    }
  }
}

/** Paths in the words of rules, as the redactor has them. */
function withPlaces(options: NonNullable<PolicyRule['redact']>): NonNullable<PolicyRule['redact']> {
  const { paths } = options
  if (paths === undefined) return options
  const placeOf = (path: string): string => {
    if (isBody(path)) return 'body'
    const key = attributeOf(path)
    return key === undefined ? path : `attributes.${key}`
  }
  return { ...options, paths: paths.map(placeOf) }
}
