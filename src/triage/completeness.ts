import type { BundleManifest } from '../bundle/manifest.ts'
import type { Bundle } from '../bundle/read-bundle.ts'
import { asNumber, asObject } from '../bundle/read-fields.ts'
import type { TriageSummary } from '../record/triage-summary.ts'
import { earlierRunsNote } from './earlier-runs-note.ts'

/** Tells whether a run was ended from outside before its own end. */
export function isCutOff({ manifest: { end } }: Bundle): boolean {
  return end.signal !== null || end.state === 'killed'
}

/** Tells whether a run went well to its end, and its bundle lacks nothing of it. */
export function isComplete({ manifest, problems }: Bundle, { totals }: TriageSummary): boolean {
  return (
    manifest.end.exit_code === 0 &&
    problems.length === 0 &&
    totals.dropped + totals.left_out + totals.unreadable === 0
  )
}

/** The signals that were called in a run, and whose calls ended. */
export function namesThatEnded(manifest: BundleManifest): ReadonlySet<string> {
  const timings = Object.entries(asObject(asObject(manifest.report)['timings']))
  return new Set(
    timings.filter(([, timing]) => (asNumber(asObject(timing)['count']) ?? 0) > 0).map(([name]) => name),
  )
}

/** What a reader of a comparison is to know about one of its bundles, a sentence each. */
export function notesOn({ manifest, notes }: Bundle, { totals }: TriageSummary): string[] {
  const missing = totals.dropped + totals.left_out + totals.unreadable
  const earlier = earlierRunsNote(manifest)
  return [
    ...notes,
    ...(earlier === undefined ? [] : [earlier]),
    ...(missing === 0 ? [] : [`It lacks ${missing} diagnostics of its run.`]),
    ...(manifest.end.state === 'running' ? ['The program was still running.'] : []),
  ]
}
