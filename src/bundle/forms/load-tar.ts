import { createRequire } from 'node:module'
import type * as Tar from 'tar'

/** Loads the package that packs and unpacks archives: most bundles are none. */
export function loadTar(): typeof Tar {
  return createRequire(import.meta.url)('tar') as typeof Tar
}
