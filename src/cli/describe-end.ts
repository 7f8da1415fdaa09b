import type { RunEnd } from '../bundle/manifest.ts'
import type { FoundRun } from './find-runs.ts'

/** Says in words what became of a run, and where that is not certain, how it is known. */
export function describeEnd({ end, contents }: FoundRun): string {
  const others = contents.alive.length
  const after =
    others === 0
      ? ''
      : `; ${others} ${others === 1 ? 'process' : 'processes'} of it still ${others === 1 ? 'runs' : 'run'}`
  switch (end.state) {
    case 'ended':
      return `${end.signal === null ? `ended with exit code ${end.exit_code}` : `ended by ${end.signal}`}${after}`
    case 'closed':
      return `shut smonitor down and was not watched further${after}`
    case 'running':
      return end.known_by === 'process'
        ? `running as process ${pidOf(contents)}`
        : 'running: it gave a sign of life within the last minute'
    case 'killed':
      return end.known_by === 'process'
        ? `killed or crashed: process ${pidOf(contents)} is gone and left no word${after}`
        : `killed or crashed: no sign of life since ${end.ended_at}${after}`
    default:
      return 'not known'
  }
}

/** Says in words how a run ended whose processes are not at hand any more. */
export function describeRunEnd({ state, signal, exit_code, ended_at }: RunEnd): string {
  if (signal !== null) return `ended by ${signal}`
  if (exit_code !== null) return `ended with exit code ${exit_code}`
  if (state === 'running') return 'still running then'
  if (state === 'closed') return 'shut smonitor down and was not watched further'
  return state === 'killed' ? `killed or crashed: no sign of life since ${ended_at}` : 'not known'
}

function pidOf({ state }: FoundRun['contents']): number | string {
  return 'pid' in state ? state.pid : ''
}
