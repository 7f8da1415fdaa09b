import { readSettings, type Settings, type SmonitorOptions } from './options.ts'
import { createDisabled } from './disabled.ts'
import { createRuntime } from './runtime/runtime.ts'
import { getSmonitor, type Smonitor } from './smonitor.ts'
import { startSdk } from './start-sdk.ts'

/**
 * Switches smonitor on: sets OpenTelemetry up from its own variables, and adds the sinks of a profile. Where the
 * program sets OpenTelemetry up itself, before or after, smonitor joins that.
 *
 * Synchronous: what the next line emits is observed. Where it runs already, as under `smonitor run`, it
 * returns that one and changes the settings that are named; `serviceName` then names the run in its bundle, and
 * what is sent keeps the name that OTEL_SERVICE_NAME gave it. OTLP is sent when `OTEL_EXPORTER_OTLP_ENDPOINT` is
 * set. Everything is flushed when the program ends. What the call leaves out is as the environment or the config
 * file has it.
 *
 * @throws DiagnosticError SMON-E101 when the SDK is not installed, SMON-E102 for a setting that is not valid,
 *   SMON-E104 or SMON-E108 when a folder or file cannot be used,
 *   SMON-E109 or SMON-E110 when a config file cannot be, SMON-E111 for an unknown setting under `strictConfig`,
 *   SMON-E113 for a catalog in the config that is none.
 * @example
 * ```ts
 * import { startSmonitor } from 'smonitor/sdk'
 *
 * const smonitor = startSmonitor({ profile: 'dev', bundle: 'out/shop' })
 * // … the program …
 * await smonitor.shutdown()
 * ```
 */
export function startSmonitor(options: SmonitorOptions = {}): Smonitor {
  return startWith(options, false)
}

/** Starts it before the program is loaded, as {@link startSmonitor} does in it. */
export function preloadSmonitor(): Smonitor {
  return startWith({}, true)
}

function startWith(options: SmonitorOptions, isPreload: boolean): Smonitor {
  const running = getSmonitor()
  if (running !== undefined) {
    running.configure(options)
    return running
  }
  const settings = readSettings(options, process.env)
  return settings.isEnabled ? start(options, settings, isPreload) : createDisabled(settings)
}

function start(options: SmonitorOptions, settings: Settings, isPreload: boolean): Smonitor {
  // First, since it can fail for what a setting says, and the globals of OTel must not be taken then.
  const runtime = createRuntime(options, settings)
  try {
    const sdk = startSdk({
      serviceName: settings.serviceName,
      isPreload,
      own: runtime.parts,
      gate: (processor) => runtime.gate(processor),
      gateSpans: (processor) => runtime.gateSpans(processor),
    })
    return runtime.start(sdk)
  } catch (error) {
    runtime.abandon()
    throw error
  }
}
