import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { BundleError } from '../bundle/bundle-error.ts'

/**
 * Checks that a bundle does not go into the folder that it is made of: a bundle with another one in it is none, and a run
 * with one in it neither.
 *
 * @param folder - That of the bundle, or that of the runs; `undefined` for a bundle that is a file.
 * @throws BundleError when it would.
 */
export function checkPlace(out: string, folder: string | undefined): void {
  if (folder === undefined) return
  const inner = relative(realOf(folder), realOf(out))
  if (inner === '' || inner === '..' || inner.startsWith(`..${sep}`)) return
  throw new BundleError(
    'unwritable',
    out,
    `${out} is in ${folder}, which it is made of. Choose a place outside of it.`,
  )
}

/** By the folders that are there, whichever links lead to them. */
function realOf(path: string): string {
  const whole = resolve(path)
  if (existsSync(whole) || dirname(whole) === whole) return realpathSync(whole)
  return join(realOf(dirname(whole)), relative(dirname(whole), whole))
}
