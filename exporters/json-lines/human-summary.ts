import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import type { ParamAttribute } from '../../src/record/param-value.ts'
import { textForAudience } from '../text-for-audience.ts'

/** What a person has to know of an event: what happened, where, and what to do. */
export interface HumanSummary {
  readonly level: DiagnosticEvent['level']
  readonly code: string | null
  readonly message: string
  readonly source: string
  readonly hint: string | null
  readonly recommended_action: ParamAttribute | null
  readonly next_step: ParamAttribute | null
}

/** Sums an event up in the words that its catalog has for the reader. */
export function humanSummary(event: DiagnosticEvent, audience: Audience): HumanSummary {
  const { message, hint = null } = textForAudience(event, audience)
  const { recommended_action: action = null, next_step: nextStep = null } = event.extra
  return {
    level: event.level,
    code: event.code,
    message,
    source: event.source,
    hint,
    recommended_action: action,
    next_step: nextStep,
  }
}
