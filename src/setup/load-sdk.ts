import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Api from '@opentelemetry/api'
import type * as ContextManagers from '@opentelemetry/context-async-hooks'
import type * as Resources from '@opentelemetry/resources'
import type * as SdkLogs from '@opentelemetry/sdk-logs'
import type * as SdkNode from '@opentelemetry/sdk-node'
import type * as SdkTrace from '@opentelemetry/sdk-trace'
import { ownDiagnostics } from './own-diagnostics.ts'

/** The parts of the OTel SDK that smonitor uses, all of one installation; each is loaded when it is asked for. */
export interface Sdk {
  readonly api: typeof Api
  readonly node: typeof SdkNode
  readonly contextManagers: typeof ContextManagers
  readonly resources: typeof Resources
  readonly logs: typeof SdkLogs
  readonly trace: typeof SdkTrace
  /** Loads another package that `@opentelemetry/sdk-node` depends on. @throws DiagnosticError SMON-E101 */
  load(name: string): unknown
  /** Finds such a package, without loading it. */
  find(name: string): string | undefined
}

const SDK_NODE = '@opentelemetry/sdk-node'

/**
 * Finds the OTel SDK that is installed beside smonitor, or beside the program. Its parts are loaded one by one, since
 * all of them cost more than most programs use of them.
 *
 * Synchronous, so that an application switches smonitor on with one line and the next line is observed. The
 * SDK's parts are loaded from where `@opentelemetry/sdk-node` finds them: package managers may hide them from us.
 *
 * @throws DiagnosticError SMON-E101 with the line that installs what is missing.
 */
export function loadSdk(): Sdk {
  const requireSdk = createRequire(findSdkNode())
  const load = (name: string): unknown => {
    try {
      return requireSdk(name)
    } catch (cause) {
      throw ownDiagnostics.error(
        'SMON-E101',
        { name, reason: 'a setting asks for it', install: name },
        { cause },
      )
    }
  }
  return {
    get api() {
      return load('@opentelemetry/api') as typeof Api
    },
    get node() {
      return load(SDK_NODE) as typeof SdkNode
    },
    get contextManagers() {
      return load('@opentelemetry/context-async-hooks') as typeof ContextManagers
    },
    get resources() {
      return load('@opentelemetry/resources') as typeof Resources
    },
    get logs() {
      return load('@opentelemetry/sdk-logs') as typeof SdkLogs
    },
    get trace() {
      return load('@opentelemetry/sdk-trace') as typeof SdkTrace
    },
    load,
    find: (name) => find(name, requireSdk),
  }
}

function find(name: string, requireSdk: NodeJS.Require): string | undefined {
  try {
    return requireSdk.resolve(name)
  } catch {
    return undefined
  }
}

/**
 * Finds `@opentelemetry/sdk-node`, without loading it.
 *
 * @throws DiagnosticError SMON-E101
 */
export function findSdkNode(): string {
  const bases = [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href]
  let cause: unknown
  for (const base of bases) {
    try {
      return createRequire(base).resolve(SDK_NODE)
    } catch (error) {
      cause = error
    }
  }
  throw ownDiagnostics.error(
    'SMON-E101',
    {
      name: SDK_NODE,
      reason: 'the program has no OpenTelemetry set-up of its own',
      install: `@opentelemetry/api ${SDK_NODE}`,
    },
    { cause },
  )
}
