import { ATTR_SMONITOR_PARAM } from '../../semconv/semconv.ts'
import { KNOWN_NAMES } from './field-types.ts'

const PARAM = ATTR_SMONITOR_PARAM('')
const OURS = 'smonitor.'
// The event of an exception: https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
const EXCEPTION = 'exception'

/** Tells whether a name is one of the telemetry's own, by which everybody finds what it names. */
export function isKnownName(name: string): boolean {
  return name === EXCEPTION || KNOWN_NAMES.has(name) || (name.startsWith(OURS) && !name.startsWith(PARAM))
}

/** Parts the name of an attribute into what stays and what a program may have made from its data. */
export function partName(name: string): readonly [kept: string, rest: string] {
  if (name.startsWith(PARAM)) return [PARAM, name.slice(PARAM.length)]
  return isKnownName(name) ? [name, ''] : ['', name]
}
