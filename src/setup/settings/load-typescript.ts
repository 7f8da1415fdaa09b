import { createRequire } from 'node:module'
import type { createJiti } from 'jiti'
import { canNodeRun } from './can-node-run.ts'

/** Runs a TypeScript file and returns what it exports: by Node itself where that can, else by jiti. */
export function loadTypeScript(path: string): unknown {
  if (canNodeRun(path)) {
    try {
      return createRequire(path)(path) as unknown
    } catch (error) {
      if (!LEFT_TO_JITI.has((error as NodeJS.ErrnoException | undefined)?.code ?? '')) throw error
    }
  }
  const { createJiti: create } = createRequire(import.meta.url)('jiti') as {
    readonly createJiti: typeof createJiti
  }
  const jiti = create(path, {
    // Whatever is JavaScript already is left to Node: transformed too, a package would be there twice, once for
    // the config and once for the program.
    extensions: ['.ts', '.mts', '.cts'],
    // Its cache is in the folder for temporary files, where others can write: what is found there would be run.
    fsCache: false,
  })
  return jiti(path)
}

/** Found before anything of the file has run, so that it is not run twice. */
const LEFT_TO_JITI: ReadonlySet<string> = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
])
