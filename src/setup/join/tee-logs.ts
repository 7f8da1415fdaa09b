import { isDiagnosticRecord } from '../../record/to-event.ts'
import type { LogRecordLike } from '../../record/log-record.ts'
import type { LoggerProviderLike } from './lazy-providers.ts'

/**
 * Hands the diagnostics that a provider gets to another one too: where nothing is known of the inside of the first.
 *
 * @returns Whether that could be done.
 */
export function teeLogs(provider: LoggerProviderLike, other: () => LoggerProviderLike | undefined): boolean {
  // oxlint-disable-next-line typescript/unbound-method -- It is called as a method of the provider below.
  const original = provider.getLogger
  try {
    provider.getLogger = (name, version, options) => {
      const logger = original.call(provider, name, version, options)
      const second = other()?.getLogger(name, version, options)
      if (second === undefined) return logger
      return {
        emit(record) {
          logger.emit(record)
          if ('attributes' in record && isDiagnosticRecord(record as LogRecordLike)) second.emit(record)
        },
        // Whatever theirs would do without, ours takes.
        enabled: () => true,
      }
    }
    return true
  } catch {
    return false
  }
}
