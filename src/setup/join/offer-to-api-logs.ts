import type { Sdk } from '../load-sdk.ts'
import type { LoggerProviderLike } from './lazy-providers.ts'

interface ApiLogs {
  readonly logs?: {
    readonly _proxyLoggerProvider?: { _setDelegate?(provider: LoggerProviderLike): void }
  }
}

/**
 * Hands ours to the logs API of SDK 2, behind its proxy: its global takes the first that is registered and no other, and
 * is left to the program.
 */
export function offerToApiLogs(sdk: Sdk, provider: LoggerProviderLike): void {
  const name = '@opentelemetry/api-logs'
  if (sdk.find(name) === undefined) return
  const proxy = (sdk.load(name) as ApiLogs).logs?._proxyLoggerProvider
  proxy?._setDelegate?.(provider)
}
