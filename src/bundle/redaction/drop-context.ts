import {
  ATTR_SMONITOR_ARGS,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
} from '../../../semconv/semconv.ts'
import { ATTR_EXCEPTION_STACKTRACE } from '../../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'

/**
 * Leaves out of an event where it arose: the calls around it and what they were given, stacks and locations. Its source and
 * `trace_hash` stay, by which it is found again.
 */
export function dropContextOf(event: DiagnosticEvent): DiagnosticEvent {
  return {
    ...event,
    context: { chain: [], depth: 0 },
    args: [],
    exception: event.exception === null ? null : { ...event.exception, stacktrace: null },
    location: null,
  }
}

const CONTEXT = new Set<string>([
  ATTR_SMONITOR_ARGS,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_EXCEPTION_STACKTRACE,
])

/** Tells whether an attribute says where a record arose. */
export function isContextAttribute(name: string): boolean {
  return CONTEXT.has(name) || name.startsWith('code.')
}
