import { splitRun } from '../../bundle/manifest.ts'
import { writeBundle } from '../../bundle/write-bundle.ts'
import { installCaptures, type Captures, type CaptureSwitches } from '../../capture/install-captures.ts'
import { askForArguments } from '../../otel/asked-arguments.ts'
import { listCatalogs } from '../../record/catalog-registry.ts'
import type { ProgramEnd } from '../bundle-at-exit.ts'
import { installExitHooks } from '../exit-hooks.ts'
import { handDownRun } from '../hand-down-run.ts'
import { readLiveTelemetry } from '../live-telemetry.ts'
import type { Settings, SmonitorOptions } from '../options.ts'
import { createNoticeEmitter } from '../settings/emit-notices.ts'
import { setSmonitor, type Smonitor } from '../smonitor.ts'
import { changeSettings } from './change-settings.ts'
import { withoutEvents } from './known-run.ts'
import { reportOf } from './report-of.ts'
import type { RunningSdk } from './running-sdk.ts'
import type { RuntimeParts } from './runtime-parts.ts'

/** Options of {@link runWith}. */
export interface RunWithOptions {
  readonly sdk: RunningSdk
  /** Where the program was started. */
  readonly cwd: string
  /** Called when all was flushed for the last time. */
  readonly onStopped: () => void
}

/** Has the parts run in an SDK, until the program ends or shuts smonitor down. */
export function runWith(parts: RuntimeParts, { sdk, cwd, onStopped }: RunWithOptions): Smonitor {
  const { state, known, policy, pipeline, reporting, resending, routes } = parts
  const { runId, sessionId } = known
  const takeBack = handDownRun(process.env, {
    runId,
    root: state.settings.spool?.folder,
    hasTelemetry: pipeline.telemetry() !== undefined,
  })
  askForArguments(state.settings.argsSummary)
  const captures: Captures = installCaptures(switchesOf(state.settings), {
    onPrintedByNode: (key) => pipeline.suppress(key),
  })
  const emitNotices = createNoticeEmitter()
  let areMetricsSent = false
  const uninstall = installExitHooks({
    async flush() {
      areMetricsSent = true
      await flush()
    },
    close: end,
    // What was measured is not seen, so it is sent once when nothing is going on any more.
    isDirty: () => state.isDirty || (!areMetricsSent && sdk.hasMetrics()),
  })

  function leaveReport(): void {
    routes.check()
    policy.flush()
    pipeline.setInfo({ ...known.shown(), report: withoutEvents(reportOf(parts)) })
  }

  function end(how: ProgramEnd): void {
    resending.end()
    leaveReport()
    pipeline.end({ ...how, env: known.shownEnv() })
    state.hasEnded = true
  }

  async function flush(): Promise<void> {
    state.isDirty = false
    await sdk.flush()
  }

  async function stop(): Promise<void> {
    captures.dispose()
    askForArguments(false)
    takeBack()
    await sdk.shutdown()
    onStopped()
    resending.end()
    leaveReport()
    pipeline.close({ exitCode: null, signal: null, env: known.shownEnv() })
    // Last, so that a process that ends before all of that still writes what it has.
    uninstall()
    setSmonitor(undefined)
  }

  function configure(more: SmonitorOptions): void {
    const notices = changeSettings(parts, more, cwd)
    askForArguments(state.settings.argsSummary)
    captures.apply(switchesOf(state.settings))
    emitNotices(notices)
  }

  let stopping: Promise<void> | undefined
  const handle: Smonitor = {
    runId,
    sessionId,
    get profile() {
      return state.settings.profile
    },
    get isEnabled() {
      return state.settings.isEnabled
    },
    configure,
    addSink: (sink) => pipeline.addSink(sink),
    recentEvents: (limit) => pipeline.memory.recent(limit),
    report: () => reportOf(parts),
    recordRedundancy: (callsite, details) => reporting.countRedundancy(callsite, details),
    exportBundle: (folder, bundleOptions) =>
      writeBundle(
        folder,
        {
          ...splitRun({ ...known.shownWithWholeEnv(), report: withoutEvents(reportOf(parts)) }),
          end: { ended_at: new Date().toISOString(), exit_code: null, signal: null },
          unsent: unsentOf(resending.counts()),
          catalogs: listCatalogs(),
          events: pipeline.memory.recent(),
          dropped: () => pipeline.memory.dropped,
          ...readLiveTelemetry(pipeline.telemetry()),
        },
        { redact: state.settings.bundleRedact, ...bundleOptions },
      ),
    flush,
    shutdown: () => (stopping ??= stop()),
  }
  setSmonitor(handle)
  emitNotices(state.settings.warnings)
  routes.apply(state.settings)
  return handle
}

function unsentOf(counts: ReturnType<RuntimeParts['resending']['counts']>): number {
  return counts === undefined ? 0 : counts.unsent + counts.inherited
}

function switchesOf({ captureWarnings, captureConsole, captureExceptions }: Settings): CaptureSwitches {
  return { warnings: captureWarnings, console: captureConsole, exceptions: captureExceptions }
}
