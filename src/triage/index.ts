// What a bundle means: its diagnostics as incidents.
export { summarise } from './summarise.ts'

export type { Incident, TriageSummary } from '../record/triage-summary.ts'
