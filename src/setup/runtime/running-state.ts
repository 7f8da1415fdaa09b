import { createRecordChecks, type RecordCheck } from '../checks/create-record-checks.ts'
import { createGate, type Gate } from '../gate.ts'
import type { Settings, SmonitorOptions } from '../options.ts'

/** What changes while smonitor runs, for all of its parts. */
export interface RunningState {
  /** What the program has asked for so far. */
  given: SmonitorOptions
  settings: Settings
  gate: Gate
  check: RecordCheck
  /** Whether anything came in since the last flush. */
  isDirty: boolean
  /** Whether the program is at its end: what comes now goes to the disk at once. */
  hasEnded: boolean
}

/** Creates the state that a program begins with. */
export function createRunningState(given: SmonitorOptions, settings: Settings): RunningState {
  return { ...ofSettings(given, settings), isDirty: false, hasEnded: false }
}

/** Goes by other settings from now on. */
export function takeSettings(state: RunningState, given: SmonitorOptions, settings: Settings): void {
  Object.assign(state, ofSettings(given, settings))
}

/** Tells whether diagnostics of a source are taken. */
export function isAdmitted({ settings, gate }: RunningState, source: string): boolean {
  return settings.isEnabled && gate.silencedBy(source) === undefined
}

function ofSettings(
  given: SmonitorOptions,
  settings: Settings,
): Pick<RunningState, 'given' | 'settings' | 'gate' | 'check'> {
  return { given, settings, gate: createGate(settings), check: createRecordChecks(settings) }
}
