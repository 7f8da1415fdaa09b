import { truncate } from '../record/param-value.ts'
import { toSafeLine } from '../record/sanitise.ts'

const MAX_LENGTH = 4000

/** Why a bundle could not be written or read. */
export type BundleProblem = 'missing' | 'not-a-bundle' | 'exists' | 'unwritable' | 'unreadable'

/** Says that a bundle cannot be written or read, why, and what to do. */
export class BundleError extends Error {
  /** The file or folder. */
  readonly path: string
  readonly problem: BundleProblem

  constructor(problem: BundleProblem, path: string, message: string, cause?: unknown) {
    // It may quote what a bundle says, and a bundle is data of anybody.
    super(toSafeLine(truncate(message, MAX_LENGTH)), cause === undefined ? undefined : { cause })
    this.name = 'BundleError'
    this.problem = problem
    this.path = path
  }
}
