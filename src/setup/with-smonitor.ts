import { extendNodeConfig, type NodeConfigLike, type OwnParts } from './extend-node-config.ts'
import type { AskedProcessor, SpanProcessorLike } from './processor-like.ts'
import { checkNodeConfig } from './check-node-config.ts'
import { loadSdk } from './load-sdk.ts'
import { readSettings, type SmonitorOptions } from './options.ts'
import { createRuntime, type Runtime } from './runtime/runtime.ts'
import { getSmonitor } from './smonitor.ts'
import { within } from './within.ts'

/** Longest time that a flush may take. */
const FLUSH_TIMEOUT_MS = 10_000

/**
 * Adds smonitor to the configuration of a `NodeSDK`, which keeps its exporters: those it names, and those that it
 * would have made from OTel's variables.
 *
 * Nothing is printed unless a profile is set, by the option, SMONITOR_PROFILE or the config file. Everything is
 * flushed when the program ends. {@link getSmonitor} finds what runs. Where smonitor runs already, as under
 * `smonitor run`, the configuration comes back as it is.
 *
 * @param config - What `new NodeSDK()` takes, of SDK 2.x or 3.x; it is not changed.
 * @returns A configuration of the same type.
 * @throws DiagnosticError SMON-E101 when a package of the SDK is missing, SMON-E102 for a setting that is not valid,
 *   SMON-E104 or SMON-E108 when a folder or file cannot be used.
 * @example
 * ```ts
 * import { NodeSDK } from '@opentelemetry/sdk-node'
 * import { withSmonitor } from 'smonitor/sdk'
 *
 * const sdk = new NodeSDK(withSmonitor({ serviceName: 'shop' }))
 * sdk.start()
 * await sdk.shutdown()
 * ```
 */
export function withSmonitor<Config extends object>(config: Config, options: SmonitorOptions = {}): Config {
  checkNodeConfig(config)
  if (getSmonitor() !== undefined) return config
  const env = process.env
  const settings = readSettings(options, env)
  if (!settings.isEnabled) return config
  const sdk = loadSdk()
  const runtime = createRuntime(options, settings, { isQuietByDefault: true })
  try {
    const own: NodeConfigLike = config
    const extended = extendNodeConfig(own, { ...runtime.parts, ...gatesOf(runtime) }, sdk, env)
    const flush = (): Promise<void> =>
      within(
        FLUSH_TIMEOUT_MS,
        extended.processors.map(async (processor) => processor.forceFlush()),
      )
    // What the host set up, the host shuts down.
    runtime.start({ hasMetrics: () => false, flush, shutdown: flush })
    return extended.config as Config
  } catch (error) {
    runtime.abandon()
    throw error
  }
}

function gatesOf(runtime: Runtime): Pick<OwnParts, 'gate' | 'gateSpans'> {
  return {
    gate: (processor) => runtime.gate(processor as AskedProcessor),
    gateSpans: (processor) => runtime.gateSpans(processor as SpanProcessorLike),
  }
}
