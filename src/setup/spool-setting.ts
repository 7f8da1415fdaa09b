import { resolve } from 'node:path'
import { DEFAULT_ROOT } from '../spool/run-files.ts'
import type { Environment } from './environment.ts'

/** Where and how much of the runs is kept on disk. */
export interface SpoolOptions {
  /** The folder of all runs. @default SMONITOR_SPOOL, else '.smonitor/runs' */
  readonly folder?: string
  /** For all processes of a run together, in bytes; what is past it is counted. @default 67108864 (64 MiB) */
  readonly maxBytes?: number
  /** How many runs are kept; one that still runs is never deleted. @default 10 */
  readonly maxRuns?: number
  /** How many days a run is kept after its last sign of life. @default Infinity */
  readonly maxAgeDays?: number
}

/** What {@link readSpoolSetting} makes of it: the folder is absolute. */
export interface SpoolSetting extends SpoolOptions {
  readonly folder: string
}

const OFF = ['0', 'false', 'no', 'off']
const ON = ['1', 'true', 'yes', 'on']

/**
 * Reads where runs are kept. The folder is resolved now: a program may change its own before its first record.
 *
 * @returns `undefined` when none are.
 */
export function readSpoolSetting(
  option: string | false | SpoolOptions | undefined,
  env: Environment,
): SpoolSetting | undefined {
  const text = env['SMONITOR_SPOOL']?.trim() ?? ''
  const word = text.toLowerCase()
  if (option === false || (option === undefined && OFF.includes(word))) return undefined
  const given = typeof option === 'object' ? option : {}
  const isFolder = ![...OFF, ...ON, ''].includes(word)
  const fromEnv = isFolder ? text : DEFAULT_ROOT
  return { ...given, folder: resolve(typeof option === 'string' ? option : (given.folder ?? fromEnv)) }
}
