import { writeBundle } from '../bundle/write-bundle.ts'
import type { Settings } from './options.ts'
import { createReporting } from './report/reporting.ts'
import { describeRun } from './run-info.ts'
import type { Smonitor } from './smonitor.ts'
import { metrics } from '@opentelemetry/api'

/** Creates what `SMONITOR_ENABLED=false` gives: everything is there and does nothing. */
export function createDisabled(settings: Settings): Smonitor {
  const info = describeRun(settings)
  const run = { runId: info.run_id, sessionId: info.session_id }
  const reporting = createReporting(metrics)
  return {
    ...run,
    profile: settings.profile,
    isEnabled: false,
    configure: () => undefined,
    addSink: () => () => undefined,
    recentEvents: () => [],
    report: () =>
      reporting.report({ ...run, profile: settings.profile, memory: { size: 0, dropped: 0 }, sinks: [] }),
    recordRedundancy: () => undefined,
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
