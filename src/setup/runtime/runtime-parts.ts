import type { Pipeline } from '../pipeline/pipeline.ts'
import type { PolicyGate } from '../policy-gate.ts'
import type { Reporting } from '../report/reporting.ts'
import type { Resending } from '../resend/resending.ts'
import type { RouteWatch } from '../route-watch.ts'
import type { ExporterGates } from './exporter-gates.ts'
import type { KnownRun } from './known-run.ts'
import type { RunningState } from './running-state.ts'

/** What smonitor consists of in a process. */
export interface RuntimeParts {
  readonly state: RunningState
  readonly known: KnownRun
  readonly policy: PolicyGate
  readonly pipeline: Pipeline
  readonly reporting: Reporting
  readonly resending: Resending
  readonly routes: RouteWatch
  readonly gates: ExporterGates
}
