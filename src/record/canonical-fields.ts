import type * as semconv from '../../semconv/semconv.ts'
import { read } from './is-object.ts'
import { toParamAttribute, type ParamAttribute } from './param-value.ts'
import { safeStringify } from './safe-stringify.ts'

/** What can be said of any diagnostic, whatever its code: each field has an attribute of its own. */
export interface CanonicalFields {
  /** The function of the user's code that called the library. */
  readonly caller?: string
  /** The form, or format, of the thing that the operation worked on. */
  readonly form?: string
  /** The attribute of the thing that was asked for. */
  readonly requestedAttribute?: string
  /** The thing that the operation worked on, such as a file, a table or an address. */
  readonly resource?: string
  /** The service or backend that the operation depended on. */
  readonly provider?: string
  /** What was being done to the thing. */
  readonly operation?: string
  /** The attempt that this is about, the first being 1. */
  readonly retryAttempt?: number
  /** How many attempts are made at most. */
  readonly retryMax?: number
  /** Whether no attempt is left. */
  readonly retryExhausted?: boolean
  /** The time until the next attempt, in seconds. */
  readonly retryDelayS?: number
  /** The class of the failure, one of a few, such as `timeout`. */
  readonly failureClass?: string
  /** The reason of the last failure, in words. */
  readonly lastFailureReason?: string
  /** The type of the exception that is the direct cause. */
  readonly causeExceptionType?: string
  /** The diagnostic code of the direct cause. */
  readonly causeCode?: string
  /** The code, else the exception type, of each cause, the nearest first. */
  readonly causalChain?: readonly string[]
  /** The kind of incident that this is a sign of, such as `external_service`. */
  readonly incidentKind?: string
  /** How bad the incident is, on the scale of the application's support. */
  readonly severity?: string
  /** How soon the incident needs an answer, on the scale of the application's support. */
  readonly priority?: string
  /** How sure the library is that its diagnosis is right, such as `high`. */
  readonly diagnosticConfidence?: string
  /** What the library recommends, in a word that a program can match. */
  readonly recommendedAction?: string
  /** What to do after that, or where it did not help. */
  readonly nextStep?: string
  /** Whether the same operation can succeed when it is tried again. */
  readonly retryable?: boolean
  /** Whether the reader needs the help of the library's authors. */
  readonly supportNeeded?: boolean
  /** The facts that the diagnosis rests on; it travels as JSON text. */
  readonly evidence?: unknown
}

/** Each field with its attribute, a name of the registry. */
export const FIELDS: { readonly [Field in keyof CanonicalFields]-?: Registered } = {
  caller: 'smonitor.caller',
  form: 'smonitor.target.form',
  requestedAttribute: 'smonitor.target.attribute',
  resource: 'smonitor.target.resource',
  provider: 'smonitor.target.provider',
  operation: 'smonitor.target.operation',
  retryAttempt: 'smonitor.retry.attempt',
  retryMax: 'smonitor.retry.max',
  retryExhausted: 'smonitor.retry.exhausted',
  retryDelayS: 'smonitor.retry.delay',
  failureClass: 'smonitor.failure.class',
  lastFailureReason: 'smonitor.failure.reason',
  causeExceptionType: 'smonitor.cause.exception_type',
  causeCode: 'smonitor.cause.code',
  causalChain: 'smonitor.causal_chain',
  incidentKind: 'smonitor.incident.kind',
  severity: 'smonitor.incident.severity',
  priority: 'smonitor.incident.priority',
  diagnosticConfidence: 'smonitor.incident.confidence',
  recommendedAction: 'smonitor.recommended_action',
  nextStep: 'smonitor.next_step',
  retryable: 'smonitor.retryable',
  supportNeeded: 'smonitor.support_needed',
  evidence: 'smonitor.evidence',
}

/** The attributes of the registry. */
type Registered = Extract<(typeof semconv)[keyof typeof semconv & `ATTR_${string}`], string>

/** Adds the fields that are set under their attributes. */
export function addFields(attributes: Record<string, ParamAttribute>, fields: CanonicalFields): void {
  // Those that there are, and not those that JavaScript may pass.
  for (const field of Object.keys(FIELDS) as (keyof CanonicalFields)[]) {
    const value = read(fields, field)
    if (value === undefined || value === null) continue
    attributes[FIELDS[field]] = toParamAttribute(
      field === 'evidence' && typeof value !== 'string' ? safeStringify(value) : value,
    )
  }
}
