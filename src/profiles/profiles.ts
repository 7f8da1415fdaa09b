import { AUDIENCES, type Audience } from '../record/catalog-definition.ts'
import type { Level } from '../record/level.ts'

/** The name of a profile: who looks at the program's output. */
export type ProfileName = Audience

/** What a profile prints. */
export interface Profile {
  readonly audience: Audience
  /** What is less serious is not printed; files keep everything. */
  readonly level: Level
  /** How many diagnostics of one triage key are printed before the rest is only counted. */
  readonly maxRepeats: number
}

/**
 * The five profiles. People and agents get the first ten of a kind and then a count; `qa` and `debug` get all,
 * since they are read by searching.
 */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  user: { audience: 'user', level: 'warn', maxRepeats: 10 },
  dev: { audience: 'dev', level: 'info', maxRepeats: 10 },
  qa: { audience: 'qa', level: 'info', maxRepeats: Infinity },
  agent: { audience: 'agent', level: 'info', maxRepeats: 10 },
  debug: { audience: 'debug', level: 'debug', maxRepeats: Infinity },
}

/** The names of the profiles, in the order in which they are documented. */
export const PROFILE_NAMES: readonly ProfileName[] = AUDIENCES

/** Tells whether a text is the name of a profile. */
export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name)
}
