import type { BundleManifest, EarlierRun } from '../bundle/manifest.ts'

/** Says that a bundle holds several runs, to which others were added: what heads it is the newest alone. */
export function earlierRunsNote({ run, earlier_runs: earlier = [] }: BundleManifest): string | undefined {
  if (earlier.length === 0) return undefined
  const shown = earlier.slice(-MOST_SHOWN).toReversed().map(describe)
  const more = earlier.length > shown.length ? ` and ${earlier.length - shown.length} more` : ''
  return `This bundle holds ${earlier.length + 1} runs, and what is counted here is of all of them. The newest is ${run.run_id}; before it: ${shown.join('; ')}${more}.`
}

const MOST_SHOWN = 5

function describe({ run, end, events }: EarlierRun): string {
  const name = run.service_name || (run.entry ?? '')
  const of = name === '' ? '' : ` of ${name}`
  const from = run.started_at === '' ? '' : `, started ${run.started_at}`
  return `${run.run_id}${of}${from}, ${howItEnded(end)}, with ${events.total} of the diagnostics`
}

function howItEnded({ signal, exit_code: exitCode, state }: EarlierRun['end']): string {
  if (signal !== null) return `ended by ${signal}`
  if (exitCode !== null) return `ended with exit code ${exitCode}`
  if (state === 'running') return 'still running then'
  return state === 'killed' ? 'killed or crashed' : 'its end is not known'
}
