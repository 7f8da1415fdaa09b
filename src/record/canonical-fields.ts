import {
  ATTR_SMONITOR_CALLER,
  ATTR_SMONITOR_CAUSAL_CHAIN,
  ATTR_SMONITOR_CAUSE_CODE,
  ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE,
  ATTR_SMONITOR_EVIDENCE,
  ATTR_SMONITOR_FAILURE_CLASS,
  ATTR_SMONITOR_FAILURE_REASON,
  ATTR_SMONITOR_INCIDENT_CONFIDENCE,
  ATTR_SMONITOR_INCIDENT_KIND,
  ATTR_SMONITOR_INCIDENT_PRIORITY,
  ATTR_SMONITOR_INCIDENT_SEVERITY,
  ATTR_SMONITOR_NEXT_STEP,
  ATTR_SMONITOR_RECOMMENDED_ACTION,
  ATTR_SMONITOR_RETRYABLE,
  ATTR_SMONITOR_RETRY_ATTEMPT,
  ATTR_SMONITOR_RETRY_DELAY,
  ATTR_SMONITOR_RETRY_EXHAUSTED,
  ATTR_SMONITOR_RETRY_MAX,
  ATTR_SMONITOR_SUPPORT_NEEDED,
  ATTR_SMONITOR_TARGET_ATTRIBUTE,
  ATTR_SMONITOR_TARGET_FORM,
  ATTR_SMONITOR_TARGET_OPERATION,
  ATTR_SMONITOR_TARGET_PROVIDER,
  ATTR_SMONITOR_TARGET_RESOURCE,
} from '../../semconv/semconv.ts'
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

/** Each field with its attribute and, for events, the name that the Python library gave it. */
const FIELDS: { readonly [Field in keyof CanonicalFields]-?: readonly [attribute: string, name: string] } = {
  caller: [ATTR_SMONITOR_CALLER, 'caller'],
  form: [ATTR_SMONITOR_TARGET_FORM, 'form'],
  requestedAttribute: [ATTR_SMONITOR_TARGET_ATTRIBUTE, 'requested_attribute'],
  resource: [ATTR_SMONITOR_TARGET_RESOURCE, 'resource'],
  provider: [ATTR_SMONITOR_TARGET_PROVIDER, 'provider'],
  operation: [ATTR_SMONITOR_TARGET_OPERATION, 'operation'],
  retryAttempt: [ATTR_SMONITOR_RETRY_ATTEMPT, 'retry_attempt'],
  retryMax: [ATTR_SMONITOR_RETRY_MAX, 'retry_max'],
  retryExhausted: [ATTR_SMONITOR_RETRY_EXHAUSTED, 'retry_exhausted'],
  retryDelayS: [ATTR_SMONITOR_RETRY_DELAY, 'retry_delay_s'],
  failureClass: [ATTR_SMONITOR_FAILURE_CLASS, 'failure_class'],
  lastFailureReason: [ATTR_SMONITOR_FAILURE_REASON, 'last_failure_reason'],
  causeExceptionType: [ATTR_SMONITOR_CAUSE_EXCEPTION_TYPE, 'cause_exception_type'],
  causeCode: [ATTR_SMONITOR_CAUSE_CODE, 'cause_code'],
  causalChain: [ATTR_SMONITOR_CAUSAL_CHAIN, 'causal_chain'],
  incidentKind: [ATTR_SMONITOR_INCIDENT_KIND, 'incident_kind'],
  severity: [ATTR_SMONITOR_INCIDENT_SEVERITY, 'severity'],
  priority: [ATTR_SMONITOR_INCIDENT_PRIORITY, 'priority'],
  diagnosticConfidence: [ATTR_SMONITOR_INCIDENT_CONFIDENCE, 'diagnostic_confidence'],
  recommendedAction: [ATTR_SMONITOR_RECOMMENDED_ACTION, 'recommended_action'],
  nextStep: [ATTR_SMONITOR_NEXT_STEP, 'next_step'],
  retryable: [ATTR_SMONITOR_RETRYABLE, 'retryable'],
  supportNeeded: [ATTR_SMONITOR_SUPPORT_NEEDED, 'support_needed'],
  evidence: [ATTR_SMONITOR_EVIDENCE, 'evidence'],
}

/** By attribute, the name that a field has in an event. */
export const FIELD_NAMES: ReadonlyMap<string, string> = new Map(Object.values(FIELDS))

/** Adds the fields that are set under their attributes. */
export function addFields(attributes: Record<string, ParamAttribute>, fields: CanonicalFields): void {
  for (const field of Object.keys(fields)) {
    // JavaScript may pass a field that there is not.
    if (!Object.hasOwn(FIELDS, field)) continue
    const value = fields[field as keyof CanonicalFields]
    if (value === undefined || value === null) continue
    const [attribute] = FIELDS[field as keyof CanonicalFields]
    attributes[attribute] = toParamAttribute(
      field === 'evidence' && typeof value !== 'string' ? safeStringify(value) : value,
    )
  }
}
