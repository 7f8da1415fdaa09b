import { hasProvider } from '../otel/api-globals.ts'
import { joinOtel } from './join/join-otel.ts'
import { hasSdkParts, loadSdk, type Sdk } from './load-sdk.ts'
import { checkExporters } from './otlp-from-env.ts'
import { configFileOf, isSdkDisabled } from './own-sdk/sdk-variables.ts'
import type { RunningSdk } from './runtime/running-sdk.ts'
import type { SdkOptions } from './sdk-options.ts'
import { within } from './within.ts'

/** Longest time that a flush may take. */
const FLUSH_TIMEOUT_MS = 10_000

/**
 * Brings smonitor into the OTel of the process: into the SDK that the program has or sets up later, and until then, or
 * where it sets none up, into one of ours, which does what OTel's own variables say and is loaded when it is needed.
 *
 * @throws DiagnosticError SMON-E101 or SMON-E102
 */
export function startSdk(options: SdkOptions): RunningSdk {
  const joined = joinOtel(options, findSdk(), process.env)
  const flush = (): Promise<void> =>
    within(
      FLUSH_TIMEOUT_MS,
      joined.processors().map(async (processor) => processor.forceFlush()),
    )

  return {
    hasMetrics: () => joined.hasMetrics(),
    flush,
    async shutdown() {
      await flush()
      await within(FLUSH_TIMEOUT_MS, [joined.shutdown()])
    },
  }
}

/** Beside an SDK of the program, which it may set up later, there need not be one that we could set up. */
function findSdk(): Sdk | undefined {
  const isSetUp = hasProvider()
  const sdk = loadIfThere(isSetUp)
  // What is wrong with the variables is said now, and not when something is to be sent.
  if (sdk !== undefined && !isSetUp && !isSdkDisabled(process.env) && configFileOf(process.env) === undefined)
    checkExporters(sdk, process.env)
  return sdk
}

function loadIfThere(isSetUp: boolean): Sdk | undefined {
  try {
    return loadSdk()
  } catch (error) {
    const isMissing = (error as { readonly code?: unknown }).code === 'SMON-E101'
    if (isMissing && (isSetUp || hasSdkParts())) return undefined
    throw error
  }
}
