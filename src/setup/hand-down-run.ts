import type { Environment } from './environment.ts'

/** What the processes and threads that a program starts have to know, to write into the same run. */
export interface HandedDownRun {
  readonly runId: string
  /** The folder of all runs, absolute; `undefined` when there is no spool. */
  readonly root: string | undefined
  /** Whether they keep their spans and metrics too. @default false */
  readonly hasTelemetry?: boolean
}

/**
 * Puts a run into the environment, from where child processes, cluster workers and worker threads inherit it.
 *
 * @returns What takes it out again, so that what is started later is a run of its own.
 */
export function handDownRun(
  env: Environment,
  { runId, root, hasTelemetry = false }: HandedDownRun,
): () => void {
  const given = {
    SMONITOR_RUN_ID: runId,
    ...(root === undefined ? {} : { SMONITOR_SPOOL: root }),
    ...(hasTelemetry ? { SMONITOR_SPOOL_TELEMETRY: 'true' } : {}),
  }
  const undo = Object.entries(given).map(([name, value]) => {
    const before = env[name]
    env[name] = value
    return () => {
      // Whoever has changed it since knows why.
      if (env[name] !== value) return
      if (before === undefined) delete env[name]
      else env[name] = before
    }
  })
  return () => {
    for (const one of undo) one()
  }
}
