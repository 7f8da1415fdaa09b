import type { JsonLevel } from '../record/json-level.ts'
import type { Incident } from '../record/triage-summary.ts'

/** Of 100: how bad it is, how often and widely it comes, how lately it came, and whether a reader can act on it. */
const SEVERITY: Readonly<Record<JsonLevel, number>> = {
  CRITICAL: 60,
  ERROR: 45,
  WARNING: 25,
  INFO: 8,
  DEBUG: 0,
}
const MAX_REACH = 20
const MAX_RECENCY = 5
const HINT = 10
const PAGE = 5

/** The first and last time of a bundle's events, ISO 8601. */
export interface TimeSpan {
  readonly first: string
  readonly last: string
}

/**
 * Says how soon an incident deserves a look, from 0 to 100: its severity up to 60, its reach up to 20 (each doubling of
 * its count 1, each doubling of its sources and ways 2), its recency up to 5, and 15 for who knows what to do.
 */
export function priorityOf(
  { level, count, sources, ways, last, hint, doc_url }: Omit<Incident, 'priority'>,
  span: TimeSpan,
): number {
  const reach = Math.log2(count) + 2 * Math.log2(Math.max(sources.length, ways.length, 1))
  const actionability = (hint === null ? 0 : HINT) + (doc_url === null ? 0 : PAGE)
  return Math.round(
    SEVERITY[level] + Math.min(MAX_REACH, reach) + MAX_RECENCY * recencyOf(last, span) + actionability,
  )
}

/** From 0 at the first event of the bundle to 1 at the last. */
function recencyOf(time: string, { first, last }: TimeSpan): number {
  const length = Date.parse(last) - Date.parse(first)
  const share = (Date.parse(time) - Date.parse(first)) / length
  return Number.isFinite(share) ? Math.max(0, Math.min(1, share)) : 1
}
