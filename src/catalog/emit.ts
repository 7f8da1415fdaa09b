import { createClusterKey } from '../identity/cluster-key.ts'
import { normaliseLine } from '../identity/normalise-line.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import type { FlatAttributes } from '../otel/diagnostic-attributes.ts'
import { createLogEmitter, LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import {
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_SCHEMA_WARNING,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE, ERROR_TYPE_VALUE_OTHER } from '../../semconv/upstream.ts'
import { isAtLeast, LEVELS, toLevel, type Level } from '../record/level.ts'
import { truncate } from '../record/param-value.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { addPlace, emitDiagnostic, findPlace, type EmitOptions } from './emit-diagnostic.ts'

const MAX_MESSAGE_LENGTH = 8192

/**
 * Emits a diagnostic that has no code yet. Does nothing when nobody listens; never throws.
 *
 * Its triage key comes from the source and the message, with everything that varies taken out.
 *
 * @param level - How serious it is.
 * @param message - What happened, in a full sentence.
 * @example
 * ```ts
 * import { emit } from 'smonitor'
 *
 * emit('warn', 'The cache file is older than a day.', { source: 'cache.open', hint: 'Delete it.' })
 * ```
 */
export function emit(level: Level, message: string, options?: EmitOptions): void {
  try {
    // JavaScript may pass anything.
    emitKnown(toLevel(level), level, String(message), options)
  } catch (problem) {
    reportOnce('smonitor: a diagnostic could not be emitted.', problem)
  }
}

const emitter = createLogEmitter(LIBRARY_SCOPE)
const reportOnce = createOnceReporter()

function emitKnown(
  known: Level | undefined,
  given: unknown,
  message: string,
  options: EmitOptions | undefined,
): void {
  const level = known ?? 'error'
  const { severityNumber } = LEVELS[level]
  if (!emitter.isEnabled({ severityNumber, eventName: EVENT_SMONITOR_DIAGNOSTIC })) return
  const place = findPlace(LIBRARY_SCOPE.name, options)
  const line = normaliseLine(message)
  const attributes: FlatAttributes = {
    [ATTR_SMONITOR_SOURCE]: place.source,
    [ATTR_SMONITOR_TRIAGE_KEY]: createTriageKey({ source: place.source, line }),
    [ATTR_SMONITOR_CLUSTER_KEY]: createClusterKey({ line }),
    ...(isAtLeast(level, 'error') ? { [ATTR_ERROR_TYPE]: ERROR_TYPE_VALUE_OTHER } : {}),
    // X30: what is not known is taken for the worst that it may be, and never without a word.
    ...(known
      ? {}
      : { [ATTR_SMONITOR_SCHEMA_WARNING]: `The level ${truncate(safeStringify(given), 80)} is not known.` }),
  }
  addPlace(attributes, place, options)
  emitDiagnostic(emitter, level, truncate(message, MAX_MESSAGE_LENGTH), attributes, place, options)
}
