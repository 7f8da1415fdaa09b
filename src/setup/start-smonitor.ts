import type { BundleManifest } from '../bundle/manifest.ts'
import { writeBundle, type WriteBundleOptions } from '../bundle/write-bundle.ts'
import { captureUncaught } from '../capture/uncaught.ts'
import { listCatalogs } from '../record/catalog-registry.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { installExitHooks } from './exit-hooks.ts'
import { readSettings, type Settings, type SmonitorOptions } from './options.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createNoticeEmitter } from './settings/emit-notices.ts'
import { describeRun } from './run-info.ts'
import { startSdk, type RunningSdk, type SdkOptions } from './start-sdk.ts'

/** The running smonitor of a program. */
export interface Smonitor {
  /** 32 hex digits; the same for every process that `smonitor run` started. */
  readonly runId: string
  /** 32 hex digits. */
  readonly sessionId: string
  /** Whose words are printed: one of the five profiles, or one of the config's own. */
  readonly profile: string
  /** Lists the newest diagnostics, oldest first: all that are kept in memory, or the last `limit`. */
  recentEvents(limit?: number): DiagnosticEvent[]
  /** Writes the diagnostics that are kept in memory as a bundle. @throws BundleError */
  exportBundle(folder: string, options?: WriteBundleOptions): BundleManifest
  /** Brings everything that was emitted to its sinks and OTLP endpoints; gives up after 10 seconds. */
  flush(): Promise<void>
  /** Flushes, writes the bundle and lets go of OTel. Called again, it does nothing. */
  shutdown(): Promise<void>
}

interface Running {
  readonly handle: Smonitor
  apply(options: SmonitorOptions): void
}

// Shared by every copy of smonitor in the process: a program has one set-up.
const KEY = Symbol.for('smonitor.running.v1')

/**
 * Switches smonitor on: sets OpenTelemetry up from its own variables, and adds the sinks of a profile.
 *
 * Synchronous: what the next line emits is observed. Where it runs already, as under `smonitor run`, it
 * returns that one and changes the settings that are named; `serviceName` then names the run in its bundle, and
 * what is sent keeps the name that OTEL_SERVICE_NAME gave it. OTLP is sent when `OTEL_EXPORTER_OTLP_ENDPOINT` is
 * set. Everything is flushed when the program ends. What the call leaves out is as the environment or the config
 * file has it.
 *
 * @throws DiagnosticError SMON-E101 when the SDK is not installed, SMON-E102 for a setting that is not valid,
 *   SMON-E103 when another OTel SDK is set up, SMON-E104 or SMON-E108 when a folder or file cannot be used,
 *   SMON-E109 or SMON-E110 when a config file cannot be, SMON-E111 for an unknown setting under `strictConfig`,
 *   SMON-E113 for a catalog in the config that is none.
 * @example
 * ```ts
 * import { startSmonitor } from 'smonitor/sdk'
 *
 * const smonitor = startSmonitor({ profile: 'dev', bundle: 'out/bundle' })
 * // … the program …
 * await smonitor.shutdown()
 * ```
 */
export function startSmonitor(options: SmonitorOptions = {}): Smonitor {
  const running = runningOf()
  if (running !== undefined) {
    running.apply(options)
    return running.handle
  }
  const settings = readSettings(options, process.env)
  return settings.isEnabled ? start(options, settings) : createDisabled(settings)
}

function start(options: SmonitorOptions, initial: Settings): Smonitor {
  let given = options
  let settings = initial
  let info = describeRun(settings)
  const run = { runId: info.run_id, sessionId: info.session_id }
  const state = { isDirty: false }
  const emitNotices = createNoticeEmitter()
  // A program may change its folder; its config stays the one that it was started with.
  const cwd = process.cwd()
  // First, since it can fail for what a setting says, and the globals of OTel must not be taken then.
  const pipeline = createPipeline(settings, info)
  const sdk = startSdkFor(pipeline, {
    serviceName: settings.serviceName,
    profile: settings.profile,
    run,
    sinks: () => pipeline.sinks(),
    onRecord: () => (state.isDirty = true),
    onSinkError: (sink, error) => pipeline.onSinkError(sink, error),
  })
  const stopCapture = settings.captureExceptions
    ? captureUncaught({ onPrintedByNode: (key) => pipeline.suppress(key) })
    : () => undefined
  const uninstall = installExitHooks({
    flush,
    close: (end) => pipeline.close(end),
    isDirty: () => state.isDirty,
  })

  async function flush(): Promise<void> {
    state.isDirty = false
    await sdk.flush()
  }

  let stopping: Promise<void> | undefined
  async function stop(): Promise<void> {
    stopCapture()
    await sdk.shutdown()
    pipeline.close({ exitCode: null, signal: null })
    // Last, so that a process that ends before all of that still writes what it has.
    uninstall()
    setRunning(undefined)
  }

  const handle: Smonitor = {
    ...run,
    get profile() {
      return settings.profile
    },
    recentEvents: (limit) => pipeline.memory.recent(limit),
    exportBundle(folder, bundleOptions) {
      return writeBundle(
        folder,
        {
          run: info,
          end: { ended_at: new Date().toISOString(), exit_code: null, signal: null },
          catalogs: listCatalogs(),
          events: pipeline.memory.recent(),
          dropped: () => pipeline.memory.dropped,
        },
        bundleOptions,
      )
    },
    flush,
    shutdown: () => (stopping ??= stop()),
  }
  setRunning({
    handle,
    apply(more) {
      const merged = { ...given, ...more }
      const next = readSettings(merged, process.env, cwd)
      pipeline.apply(next)
      given = merged
      settings = next
      info = { ...info, profile: next.profile, service_name: next.serviceName ?? info.service_name }
      pipeline.setInfo(info)
      emitNotices(next.warnings)
    },
  })
  emitNotices(settings.warnings)
  return handle
}

function startSdkFor(pipeline: Pipeline, options: SdkOptions): RunningSdk {
  try {
    return startSdk(options)
  } catch (error) {
    pipeline.abandon()
    throw error
  }
}

/** What `SMONITOR_ENABLED=false` gives: everything is there and does nothing. */
function createDisabled(settings: Settings): Smonitor {
  const info = describeRun(settings)
  return {
    runId: info.run_id,
    sessionId: info.session_id,
    profile: settings.profile,
    recentEvents: () => [],
    exportBundle: (folder, bundleOptions) =>
      writeBundle(
        folder,
        {
          run: info,
          end: { ended_at: new Date().toISOString(), exit_code: null, signal: null },
          catalogs: [],
          events: [],
        },
        bundleOptions,
      ),
    flush: async () => undefined,
    shutdown: async () => undefined,
  }
}

function runningOf(): Running | undefined {
  return (globalThis as { [KEY]?: Running | undefined })[KEY]
}

function setRunning(running: Running | undefined): void {
  ;(globalThis as { [KEY]?: Running | undefined })[KEY] = running
}
