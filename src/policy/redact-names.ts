import { ATTR_SMONITOR_PARAM } from '../../semconv/semconv.ts'
import * as upstream from '../../semconv/upstream.ts'

const PARAM = ATTR_SMONITOR_PARAM('')
const OURS = 'smonitor.'
const UPSTREAM = new Set<unknown>([...Object.values(upstream), 'exception'])

/** Tells whether a name is one of the telemetry's own, by which everybody finds what it names. */
export function isKnownName(name: string): boolean {
  return UPSTREAM.has(name) || (name.startsWith(OURS) && !name.startsWith(PARAM))
}

/** Parts the name of an attribute into what stays and what a program may have made from its data. */
export function partName(name: string): readonly [kept: string, rest: string] {
  if (name.startsWith(PARAM)) return [PARAM, name.slice(PARAM.length)]
  return isKnownName(name) ? [name, ''] : ['', name]
}
