import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import type { OtelDetails } from '../../record/otel-details.ts'

/**
 * Takes out of what an event says of its log record what was taken out of its fields: a param that is there in its text
 * form is there whole too, under another path.
 */
export function withoutRedactedParams(before: DiagnosticEvent, after: DiagnosticEvent): DiagnosticEvent {
  const params = after.otel?.params
  if (after.otel === undefined || params === undefined) return after
  const isSame = (name: string): boolean =>
    JSON.stringify(before.extra[name]) === JSON.stringify(after.extra[name])
  const kept = Object.entries(params).filter(([name]) => Object.hasOwn(after.extra, name) && isSame(name))
  return { ...after, otel: { ...after.otel, params: Object.fromEntries(kept) } }
}

/** Leaves out attributes by their names, and all params if they are left out of the event. */
export function withoutDetails(
  event: DiagnosticEvent,
  isLeftOut: (attribute: string) => boolean,
  hasParams: boolean,
): DiagnosticEvent {
  if (event.otel === undefined) return event
  const { params, named_params, attributes = {}, ...rest } = event.otel
  const kept = Object.entries(attributes).filter(([name]) => !isLeftOut(name))
  const otel: OtelDetails = {
    ...rest,
    ...(kept.length === 0 ? {} : { attributes: Object.fromEntries(kept) }),
    ...(hasParams && params !== undefined ? { params } : {}),
    ...(hasParams && named_params !== undefined ? { named_params } : {}),
  }
  return { ...event, otel }
}
