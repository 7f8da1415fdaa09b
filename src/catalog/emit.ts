import { createClusterKey } from '../identity/cluster-key.ts'
import { normaliseLine } from '../identity/normalise-line.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { createLogEmitter, LIBRARY_SCOPE } from '../otel/log-emitter.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import { ATTR_SMONITOR_HINT, EVENT_SMONITOR_DIAGNOSTIC } from '../../semconv/semconv.ts'
import { LEVELS, toLevel, type Level } from '../record/level.ts'
import { truncate } from '../record/param-value.ts'
import { emitDiagnostic, type EmitOptions } from './emit-diagnostic.ts'

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
    emitKnown(toLevel(level) ?? 'error', String(message), options ?? {})
  } catch (problem) {
    reportOnce('smonitor: a diagnostic could not be emitted.', problem)
  }
}

const emitter = createLogEmitter(LIBRARY_SCOPE)
const reportOnce = createOnceReporter()

function emitKnown(level: Level, message: string, options: EmitOptions): void {
  const { severityNumber } = LEVELS[level]
  if (!emitter.isEnabled({ severityNumber, eventName: EVENT_SMONITOR_DIAGNOSTIC })) return
  emitDiagnostic(emitter, {
    level,
    message: truncate(message, MAX_MESSAGE_LENGTH),
    attributes: options.hint === undefined ? {} : { [ATTR_SMONITOR_HINT]: options.hint },
    options,
    libraryName: LIBRARY_SCOPE.name,
    kind: {
      keysOf(source) {
        const line = normaliseLine(message)
        return { triageKey: createTriageKey({ source, line }), clusterKey: createClusterKey({ line }) }
      },
    },
  })
}
