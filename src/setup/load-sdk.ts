import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Api from '@opentelemetry/api'
import type * as ContextManagers from '@opentelemetry/context-async-hooks'
import type * as Resources from '@opentelemetry/resources'
import type * as SdkNode from '@opentelemetry/sdk-node'
import { ownDiagnostics } from './own-diagnostics.ts'
import { createLogParts, createTraceParts, type LogParts, type TraceParts } from './sdk-parts.ts'

/** The parts of the OTel SDK that smonitor uses, all of one installation; each is loaded when it is asked for. */
export interface Sdk {
  /** The line that it belongs to: of 2.x and of 3.x each is versioned `0.2xx` and `0.3xx`, in part. */
  readonly line: 2 | 3
  readonly api: typeof Api
  readonly node: typeof SdkNode
  readonly contextManagers: typeof ContextManagers
  readonly resources: typeof Resources
  readonly logs: LogParts
  readonly trace: TraceParts
  /** Loads another package that `@opentelemetry/sdk-node` depends on. @throws DiagnosticError SMON-E101 */
  load(name: string): unknown
  /** Finds such a package, without loading it. */
  find(name: string): string | undefined
}

const SDK_NODE = '@opentelemetry/sdk-node'
const SDK_TRACE = '@opentelemetry/sdk-trace'
const SDK_TRACE_EARLY = '@opentelemetry/sdk-trace-base'

/**
 * Finds the OTel SDK that is installed beside smonitor, or beside the program. Its parts are loaded one by one, since
 * all of them cost more than most programs use of them.
 *
 * Synchronous, so that an application switches smonitor on with one line and the next line is observed. The
 * SDK's parts are loaded from where `@opentelemetry/sdk-node` finds them: package managers may hide them from us.
 *
 * @throws DiagnosticError SMON-E101 with the line that installs what is missing, SMON-E115 for an SDK 1.
 */
export function loadSdk(): Sdk {
  const path = findSdkNode()
  const requireSdk = createRequire(path)
  const { line, isEarly } = describeRelease(path)
  const load = (name: string): unknown => {
    try {
      return requireSdk(find(name, requireSdk) ?? name)
    } catch (cause) {
      throw ownDiagnostics.error(
        'SMON-E101',
        { name, reason: 'a setting asks for it', install: name },
        { cause },
      )
    }
  }
  return {
    line,
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
      return createLogParts(load('@opentelemetry/sdk-logs') as object, isEarly)
    },
    get trace() {
      return createTraceParts(load(isEarly ? SDK_TRACE_EARLY : SDK_TRACE) as object, isEarly)
    },
    load,
    find: (name) => find(name, requireSdk),
  }
}

function find(name: string, requireSdk: NodeJS.Require): string | undefined {
  try {
    return requireSdk.resolve(name)
  } catch {
    return name === SDK_TRACE_NODE ? undefined : findBehindTrace(name, requireSdk)
  }
}

const SDK_TRACE_NODE = '@opentelemetry/sdk-trace-node'

/** SDK 2.0 has its context manager by way of this package, and package managers may hide that. */
function findBehindTrace(name: string, requireSdk: NodeJS.Require): string | undefined {
  const between = find(SDK_TRACE_NODE, requireSdk)
  if (between === undefined) return undefined
  try {
    return createRequire(between).resolve(name)
  } catch {
    return undefined
  }
}

interface Release {
  readonly line: 2 | 3
  /** SDK 2.0 to 2.8, as of {@link createTraceParts}. */
  readonly isEarly: boolean
}

/** By what it says of itself: another package may have brought an `sdk-trace` that can be found from here. */
function describeRelease(path: string): Release {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'))
    if (found?.name !== SDK_NODE) continue
    const { version = '' } = found
    const [major = 0, minor = 0] = version.split('.').map(Number)
    // Before 0.200 it was SDK 1, of which hardly a part is as it is now.
    if (major === 0 && minor < 200) throw ownDiagnostics.error('SMON-E115', { name: SDK_NODE, version })
    const line = major > 0 || minor >= 300 ? 3 : 2
    return { line, isEarly: line === 2 && found.dependencies?.[SDK_TRACE] === undefined }
  }
  return { line: 3, isEarly: false }
}

interface Package {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function readPackage(path: string): Package | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Package
  } catch {
    return undefined
  }
}

/** Tells whether the program has parts of an SDK to set up itself, though not `@opentelemetry/sdk-node`. */
export function hasSdkParts(): boolean {
  return bases().some((base) =>
    [SDK_TRACE, SDK_TRACE_EARLY, '@opentelemetry/sdk-logs'].some(
      (name) => find(name, createRequire(base)) !== undefined,
    ),
  )
}

/** Beside smonitor, and beside the program. */
function bases(): readonly string[] {
  return [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json')).href]
}

/**
 * Finds `@opentelemetry/sdk-node`, without loading it.
 *
 * @throws DiagnosticError SMON-E101
 */
export function findSdkNode(): string {
  let cause: unknown
  for (const base of bases()) {
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
