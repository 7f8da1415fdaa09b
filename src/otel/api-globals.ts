import { ROOT_CONTEXT, type Context, type ContextManager, type TracerProvider } from '@opentelemetry/api'

/** What we use of a logger provider; fits API 1.9 with api-logs and API 1.10. */
export interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: { schemaUrl?: string }): LoggerLike
}

/** What we use of a logger. */
export interface LoggerLike {
  emit(record: object): void
  /** API 1.9 loggers have none. */
  enabled?(options: object): boolean
}

interface ApiGlobals {
  readonly [API_GLOBAL]?: {
    readonly context?: ContextManager
    readonly logs?: LoggerProviderLike
    readonly trace?: TracerProvider
  }
  readonly [API_LOGS_GLOBAL]?: (version: number) => LoggerProviderLike | undefined
}

// The globals themselves are read, and not the API's functions. A process often has two copies of the API, one as
// ES module and one as CommonJS, and what was asked of one copy before an SDK registered with the other stays
// without effect for ever. And the logs API moved from @opentelemetry/api-logs into @opentelemetry/api 1.10, each
// with a global of its own: a record that is emitted through the other one is lost without a word.
const API_GLOBAL = Symbol.for('opentelemetry.js.api.1')
const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs')

/** The context manager of the process. */
export function findContextManager(): ContextManager | undefined {
  return (globalThis as ApiGlobals)[API_GLOBAL]?.context
}

/** The active context. Without a context manager that is the root, as the API has it. */
export function activeContext(): Context {
  return findContextManager()?.active() ?? ROOT_CONTEXT
}

/** The tracer provider of the process, whichever copy of the API it was registered with. */
export function findTracerProvider(): TracerProvider | undefined {
  return (globalThis as ApiGlobals)[API_GLOBAL]?.trace
}

/** The logger provider that was registered with API 1.10 or later. */
export function findLoggerProvider(): LoggerProviderLike | undefined {
  return (globalThis as ApiGlobals)[API_GLOBAL]?.logs
}

/** The logger provider that was registered with api-logs 0.2xx. */
export function findApiLogsProvider(): LoggerProviderLike | undefined {
  // 1 is api-logs' own compatibility version; every 0.2xx release asks for it.
  return (globalThis as ApiGlobals)[API_LOGS_GLOBAL]?.(1)
}

/** Tells whether the process has any OTel provider that could take a record or a span. */
export function hasProvider(): boolean {
  const api = (globalThis as ApiGlobals)[API_GLOBAL]
  return api?.logs !== undefined || api?.trace !== undefined || findApiLogsProvider() !== undefined
}
