import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Api from '@opentelemetry/api'
import type * as Resources from '@opentelemetry/resources'
import type * as SdkLogs from '@opentelemetry/sdk-logs'
import type * as SdkNode from '@opentelemetry/sdk-node'
import type * as SdkTrace from '@opentelemetry/sdk-trace'
import { ownDiagnostics } from './own-diagnostics.ts'

/** The parts of the OTel SDK that smonitor uses, all of one installation. */
export interface Sdk {
  readonly api: typeof Api
  readonly node: typeof SdkNode
  readonly resources: typeof Resources
  readonly logs: typeof SdkLogs
  readonly trace: typeof SdkTrace
  /** Loads another package that `@opentelemetry/sdk-node` depends on. @throws DiagnosticError SMON-E101 */
  load(name: string): unknown
}

const SDK_NODE = '@opentelemetry/sdk-node'

/**
 * Loads the OTel SDK that is installed beside smonitor, or beside the program.
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
    api: load('@opentelemetry/api') as typeof Api,
    node: load(SDK_NODE) as typeof SdkNode,
    resources: load('@opentelemetry/resources') as typeof Resources,
    logs: load('@opentelemetry/sdk-logs') as typeof SdkLogs,
    trace: load('@opentelemetry/sdk-trace') as typeof SdkTrace,
    load,
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
