import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CONTRACT_WARNING,
  ATTR_SMONITOR_SCHEMA_WARNING,
  ATTR_SMONITOR_SUPPORT_TIER,
} from '../../../semconv/semconv.ts'
import { ATTR_EXCEPTION_TYPE } from '../../../semconv/upstream.ts'
import { isAftermath } from '../../capture/own-doing.ts'
import { leaveViolation } from '../../otel/emission.ts'
import type { Audience } from '../../record/catalog-definition.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { checkContract } from './check-contract.ts'
import { checkSchema } from './check-schema.ts'

/** What decides whether diagnostics are checked, and what comes of it. */
export interface CheckSettings {
  readonly audience: Audience
  readonly strictSignals: boolean
  readonly strictSchema: boolean
}

/** Checks a diagnostic before anybody else has it, and says on it what is wrong. */
export type RecordCheck = (record: LogRecordLike) => void

/**
 * Creates the checks of diagnostics: against the contract of their signal and against the schema. They are for those
 * who can do something about it: nothing is checked but for the audiences `dev` and `qa`.
 *
 * A strict mode throws SMON-E140 or SMON-E141 at the call that emitted the diagnostic, once every processor has it.
 * It never throws for what was captured or for an exception on its way: the host did not call us there.
 */
export function createRecordChecks({ audience, strictSignals, strictSchema }: CheckSettings): RecordCheck {
  if (audience !== 'dev' && audience !== 'qa') return () => undefined
  return (record) => {
    const { attributes, instrumentationScope: library } = record
    // Ours are checked where they are tested; what is captured has codes that are no catalog's.
    if (library.name === ownDiagnostics.name && attributes[ATTR_SMONITOR_CODE] !== undefined) return
    const isCalled =
      attributes[ATTR_EXCEPTION_TYPE] === undefined &&
      // Whoever calls what is supported in part has called no diagnostic.
      attributes[ATTR_SMONITOR_SUPPORT_TIER] === undefined &&
      !isAftermath()
    const contract = checkContract(record, { isCalled, isStrict: strictSignals })
    const schema = checkSchema(record, isCalled)
    if (contract.length > 0) annotate(record, ATTR_SMONITOR_CONTRACT_WARNING, contract.join(' '))
    if (schema.length > 0) annotate(record, ATTR_SMONITOR_SCHEMA_WARNING, schema.join(' '))
    if (isCalled && strictSignals && contract.length > 0)
      leaveViolation(ownDiagnostics.error('SMON-E140', { reason: contract.join(' ') }))
    else if (isCalled && strictSchema && schema.length > 0)
      leaveViolation(ownDiagnostics.error('SMON-E141', { reason: schema.join(' ') }))
  }
}

function annotate(record: LogRecordLike, key: string, value: string): void {
  const { setAttribute } = record as { setAttribute?: (key: string, value: string) => unknown }
  setAttribute?.call(record, key, value)
}
