import { trace, type Context } from '@opentelemetry/api'
import type { LogRecordLike } from '../record/log-record.ts'

// Where @opentelemetry/api-logs 0.2xx registers. Emit looks there too, and API 1.10 never writes there, so that a
// program's own provider stays where it is.
const KEY = Symbol.for('io.opentelemetry.js.api.logs')
const VERSION = 1

type FindProvider = (version: number) => Provider | undefined

interface Provider {
  getLogger(name: string, version?: string, options?: { readonly schemaUrl?: string }): Logger
}

interface Logger {
  emit(record: object): void
  enabled?(options: unknown): boolean
}

/** What a logger is handed. */
interface EmittedLog {
  readonly eventName?: string
  readonly timestamp?: unknown
  readonly severityNumber?: number
  readonly severityText?: string
  readonly body?: unknown
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly context?: Context
}

/**
 * Hands on every log record that is emitted in this process, whether it has an OTel SDK or not. A provider that stood
 * in the same place gets its records as before.
 *
 * @returns What ends it, and leaves the global as it was.
 */
export function listen(heard: (record: LogRecordLike) => void): () => void {
  const globals = globalThis as { [KEY]?: FindProvider }
  const before = Object.getOwnPropertyDescriptor(globals, KEY)
  const next = globals[KEY]
  const provider: Provider = {
    getLogger(name, version, options) {
      const scope = { name, version, schemaUrl: options?.schemaUrl }
      const other = next?.(VERSION)?.getLogger(name, version, options)
      return {
        // Somebody listens, whatever the other one says.
        enabled: () => true,
        emit(record) {
          heard(toRecord(record, scope))
          other?.emit(record)
        },
      }
    },
  }
  const find: FindProvider = (version) => (version === VERSION ? provider : next?.(version))
  Object.defineProperty(globals, KEY, { configurable: true, writable: true, value: find })
  return () => {
    // Whoever came later keeps the place.
    if (globals[KEY] !== find) return
    if (before === undefined) Reflect.deleteProperty(globals, KEY)
    else Object.defineProperty(globals, KEY, before)
  }
}

function toRecord(
  { eventName, timestamp, severityNumber, severityText, body, attributes = {}, context }: EmittedLog,
  instrumentationScope: LogRecordLike['instrumentationScope'],
): LogRecordLike {
  const milliseconds = typeof timestamp === 'number' ? timestamp : Date.now()
  return {
    hrTime: [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6],
    eventName,
    severityNumber,
    severityText,
    body,
    attributes,
    spanContext: context === undefined ? undefined : trace.getSpanContext(context),
    instrumentationScope,
  }
}
