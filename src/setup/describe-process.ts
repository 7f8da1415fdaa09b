import type { ProcessInfo } from '../bundle/manifest.ts'
import type { Environment } from './environment.ts'

/** Variables that say how a program was set up: by name, or by the start of one. */
const KEPT =
  /^(?:OTEL_|SMONITOR_|NODE_|npm_(?:lifecycle_event|package_(?:name|version)|config_user_agent)$|LC_|LANG$|TZ$|CI$|NO_COLOR$|FORCE_COLOR$|TERM$|UV_THREADPOOL_SIZE$)/

/** Describes how this process was started, with the variables that may be kept on disk while it runs. */
export function describeProcess(env: Environment): ProcessInfo {
  return {
    argv: [...process.argv],
    exec_argv: [...process.execArgv],
    cwd: folderOf(),
    env: describeEnv(env, (name) => KEPT.test(name)),
  }
}

/** Lists environment variables: all of them, or those whose name is asked for. */
export function describeEnv(
  env: Environment,
  isWanted: (name: string) => boolean = () => true,
): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // By name, so that two bundles of the same set-up are the same.
  return Object.fromEntries(
    entries.filter(([name]) => isWanted(name)).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

/** Somebody may have deleted the folder that the process is in. */
function folderOf(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}
