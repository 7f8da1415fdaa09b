import type { Context } from '@opentelemetry/api'
import { SCHEMA_URL } from '../../semconv/semconv.ts'
import {
  activeContext,
  findApiLogsProvider,
  findLoggerProvider,
  type LoggerLike,
  type LoggerProviderLike,
} from './api-globals.ts'
import { rememberNames } from './diagnostic-attributes.ts'
import type { Level } from '../record/level.ts'
import { LEVELS } from '../record/level.ts'
import { VERSION } from '../record/version.ts'
import { openEmission } from './emission.ts'
import { createOnceReporter } from './report-once.ts'

/** The instrumentation scope under which records and spans are emitted. */
export interface Scope {
  readonly name: string
  readonly version?: string
}

/** The scope of what belongs to no catalog. */
export const LIBRARY_SCOPE: Scope = { name: 'smonitor', version: VERSION }

/** A log record, ready for any SDK line. */
export interface LogRecordInput {
  readonly eventName: string
  readonly level: Level
  readonly body: string
  /** Primitives and arrays of strings only: every SDK line keeps those. */
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>
  readonly context: Context
  /** Whether its span tells of it anyway, so that no bridge adds it there once more. @default false */
  readonly isOnSpan?: boolean
}

/** What is asked before a record is built. */
export interface EnabledQuery {
  readonly severityNumber: number
  readonly eventName: string
  /** @default the active context */
  readonly context?: Context
}

/** Emits log records to every logger provider that the process has. */
export interface LogEmitter {
  /** Tells whether anybody would take a record of this level; cheap, to be asked before one is built. */
  isEnabled(query: EnabledQuery): boolean
  /** Hands a record to whoever there was when `isEnabled` was asked last. */
  emit(record: LogRecordInput): void
}

/**
 * Creates an emitter for one scope. Each distinct provider gets each record once, whichever of the two
 * globals of the logs API it was registered in, and also when it is registered after this call.
 */
export function createLogEmitter(scope: Scope): LogEmitter {
  let current: LoggerProviderLike | undefined
  let legacy: LoggerProviderLike | undefined
  let loggers: readonly LoggerLike[] = []
  // A provider that throws must disturb neither the host nor the other provider.
  const reportOnce = createOnceReporter()
  const lost = `smonitor: a logger provider threw; records of ${scope.name} are lost.`

  function activeLoggers(): readonly LoggerLike[] {
    const nextCurrent = findLoggerProvider()
    const nextLegacy = findApiLogsProvider()
    if (nextCurrent !== current || nextLegacy !== legacy) {
      current = nextCurrent
      legacy = nextLegacy
      loggers = [...new Set([current, legacy])].flatMap(loggersOf)
    }
    return loggers
  }

  function loggersOf(provider: LoggerProviderLike | undefined): readonly LoggerLike[] {
    if (provider === undefined) return []
    try {
      return [provider.getLogger(scope.name, scope.version, { schemaUrl: SCHEMA_URL })]
    } catch (error) {
      reportOnce(lost, error)
      return []
    }
  }

  return {
    isEnabled({ severityNumber, eventName, context }) {
      for (const logger of activeLoggers()) {
        try {
          // API 1.9 loggers have no `enabled`. The context is found here, where it costs least.
          const answer = logger.enabled?.({
            severityNumber,
            eventName,
            context: context ?? activeContext(),
          })
          if (answer ?? true) return true
        } catch (error) {
          reportOnce(lost, error)
        }
      }
      return false
    },
    emit({ eventName, level, body, attributes, context, isOnSpan }) {
      const { severityNumber, severityText } = LEVELS[level]
      const timestamp = Date.now()
      // Observed at the same time: the SDK would read the clock again, and may find the next millisecond.
      const observedTimestamp = timestamp
      rememberNames(attributes)
      const emission = openEmission()
      const outer = emission.isOnSpan
      emission.isOnSpan = isOnSpan
      try {
        for (const logger of loggers) {
          try {
            logger.emit({
              eventName,
              timestamp,
              observedTimestamp,
              severityNumber,
              severityText,
              body,
              attributes,
              context,
            })
          } catch (error) {
            reportOnce(lost, error)
          }
        }
      } finally {
        emission.depth -= 1
        emission.isOnSpan = outer
      }
      if (emission.violation && !emission.depth) throw emission.violation
    },
  }
}
