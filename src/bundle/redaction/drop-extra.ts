import { ATTR_SMONITOR_ARGS } from '../../../semconv/semconv.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { createNeedles } from '../../redact/needles.ts'

/** The message of a code as its catalog has it, with the names of its params in place of their values. */
export type MessageOf = (code: string) => string | undefined

/**
 * Leaves out of an event what was handed in beside its message. A message says its params, so that it is the catalog's own
 * with the names of the params in it; where that is not known, and in the exception, what the params had is taken out.
 */
export function dropExtraOf(
  event: DiagnosticEvent,
  messageOf: MessageOf,
  replacement: string,
): DiagnosticEvent {
  const without = withoutValues(Object.values(event.extra), replacement)
  const { exception } = event
  const template = event.code === null ? undefined : messageOf(event.code)
  return {
    ...event,
    message: template ?? without(event.message),
    hint: event.hint === null ? null : without(event.hint),
    extra: {},
    args: [],
    exception:
      exception === null
        ? null
        : {
            ...exception,
            message: without(exception.message),
            stacktrace: exception.stacktrace === null ? null : without(exception.stacktrace),
            causes: exception.causes.map(without),
          },
  }
}

/** Takes the values of params out of a text. Those of one to three characters stay: they are in words. */
function withoutValues(values: readonly unknown[], replacement: string): (text: string) => string {
  const needles = createNeedles()
  for (const value of values.flat()) {
    if (typeof value === 'string' || typeof value === 'number') needles.add(String(value))
  }
  if (needles.version === 0) return (text) => text
  return (text) => {
    let [made, from] = ['', 0]
    needles.find(text, (start, end) => {
      made += text.slice(from, start) + replacement
      from = end
    })
    return from === 0 ? text : made + text.slice(from)
  }
}

const PARAM = 'smonitor.param.'

/** Tells whether an attribute holds what was handed in. */
export function isExtraAttribute(name: string): boolean {
  return name.startsWith(PARAM) || name === ATTR_SMONITOR_ARGS
}
