import { listenToRegistrations } from '../../../otel/seen-registrations.ts'
import { findCallSite, stackText } from './call-site.ts'
import { nextTurn } from './clock.ts'
import type { DiagCollector } from './collect-diag.ts'
import { field, has } from './fields.ts'
import { guarded } from './guarded.ts'
import { describeMeterProvider, watchMeterProvider } from './look-at-metrics.ts'
import { describeProvider, watchProvider } from './look-at-provider.ts'
import type { MeterProviderSeen, ProviderSeen, Registration } from './observation.ts'

const API_GLOBAL = Symbol.for('opentelemetry.js.api.1')
const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs')
const WATCHED = ['trace', 'logs', 'context', 'propagation', 'metrics'] as const

const registrations: Registration[] = []
const state: { api: unknown; getLogs: unknown } = { api: undefined, getLogs: undefined }

/**
 * Watches the globals of OTel: what is put there, by whom, and the providers. No API is loaded for that, since a
 * further copy is just what a program may suffer from.
 */
export function watchGlobals(diag: DiagCollector): void {
  const made = new Set<string>()
  listenToRegistrations((slot, instance, isOurs) => {
    guarded(() => take(slot, instance, isOurs))
  })
  watchProperty(globalThis, API_GLOBAL, {
    get: () => state.api,
    set(value) {
      if (value !== state.api && typeof value === 'object' && value !== null) watchApi(value, diag)
      state.api = value
    },
  })
  watchProperty(globalThis, API_LOGS_GLOBAL, {
    get: () => state.getLogs,
    set(value) {
      state.getLogs = value
      if (typeof value !== 'function') return
      note('api-logs')
      watchProvider(findApiLogsProvider(), 'logs')
    },
  })

  /** What smonitor in the program tells, which holds the globals then: our own eyes see nothing of them any more. */
  function take(slot: string, instance: object, isOurs: boolean): void {
    if (slot === 'api') {
      state.api = instance
      watchDiag(instance, diag)
      return
    }
    const taken = slot === 'api-logs' ? 'logs' : slot
    if (isOurs && last.has(taken)) return
    if (isOurs) made.add(slot)
    else if (made.delete(taken)) last.delete(taken)
    if (slot !== 'api-logs') register(slot, instance, isOurs)
    else {
      note(slot)
      last.set(slot, instance)
      watchProvider(instance, 'logs')
    }
  }
}

/** What was put into the globals, in that order. */
export function listRegistrations(): Registration[] {
  return registrations
}

/** The version of the API whose global there is. */
export function findGlobalVersion(): string | null {
  const version = field(state.api, 'version')
  return typeof version === 'string' ? version : null
}

/** The providers that are in a global now, or were the last ones there. */
export function describeProviders(): ProviderSeen[] {
  const { tracing, logging } = findProviders()
  return [
    ...(tracing === undefined ? [] : [describeProvider(tracing, 'traces', 'api')]),
    ...logging.map(({ provider, global }) => describeProvider(provider, 'logs', global)),
  ]
}

/** The meter provider that is in the global now, or was the last one there. */
export function describeMeters(): MeterProviderSeen | null {
  const provider = last.get('metrics')
  return has(provider, 'getMeter') ? describeMeterProvider(provider) : null
}

/** What can be flushed. */
export function listFlushable(): { forceFlush(): Promise<unknown> }[] {
  const { tracing, logging } = findProviders()
  const all = [tracing, ...logging.map(({ provider }) => provider), last.get('metrics')]
  return all.filter((one): one is { forceFlush(): Promise<unknown> } => has(one, 'forceFlush'))
}

interface Providers {
  readonly tracing: unknown
  readonly logging: readonly { readonly provider: unknown; readonly global: ProviderSeen['global'] }[]
}

const last = new Map<string, unknown>()

function findProviders(): Providers {
  const found = {
    trace: delegateOf(last.get('trace')),
    logs: last.get('logs'),
    apiLogs: last.get('api-logs'),
  }
  return {
    tracing: found.trace,
    logging: [
      ...(found.logs === undefined ? [] : [{ provider: found.logs, global: 'api' } as const]),
      // One provider that is in both globals is one.
      ...(found.apiLogs === undefined || found.apiLogs === found.logs
        ? []
        : [{ provider: found.apiLogs, global: 'api-logs' } as const]),
    ],
  }
}

function watchApi(api: object, diag: DiagCollector): void {
  watchDiag(api, diag)
  for (const what of WATCHED) {
    let value: unknown = field(api, what)
    watchProperty(api, what, {
      get: () => value,
      set(given) {
        value = given
        if (given !== undefined) register(what, given)
      },
    })
  }
}

function watchDiag(api: object, diag: DiagCollector): void {
  const given = field(api, 'diag')
  if (given !== undefined) diag.setInner(given)
  watchProperty(api, 'diag', {
    // Ours would make the API print that the program's first logger overwrites one.
    get: () => (diag.isFirst() && /\bsetLogger\b/.test(stackText()) ? undefined : diag.logger),
    set: (logger) => diag.setInner(logger),
  })
}

function register(what: string, instance: unknown, isOurs = false): void {
  note(what, isOurs)
  last.set(what, instance)
  if (what === 'logs') watchProvider(instance, 'logs')
  if (what === 'trace') watchTracing(instance)
  if (what === 'metrics') watchMeterProvider(instance)
}

/** The API registers its own proxy, and hands it the provider afterwards. */
function watchTracing(instance: unknown): void {
  const original = field(instance, 'setDelegate')
  if (typeof original !== 'function') {
    watchProvider(instance, 'traces')
    return
  }
  Object.defineProperty(instance, 'setDelegate', {
    configurable: true,
    writable: true,
    value(this: unknown, provider: unknown): unknown {
      watchProvider(provider, 'traces')
      return (original as (one: unknown) => unknown).call(this, provider)
    },
  })
}

function delegateOf(instance: unknown): unknown {
  const getDelegate = field(instance, 'getDelegate')
  return typeof getDelegate === 'function' ? guarded(() => getDelegate.call(instance) as unknown) : instance
}

function findApiLogsProvider(): unknown {
  const provider = guarded(() => (state.getLogs as (version: number) => unknown)(1))
  if (provider !== undefined) last.set('api-logs', provider)
  return provider
}

function note(what: string, isOurs = false): void {
  guarded(() => {
    const { by, place, stack } = findCallSite({ isOurs })
    // The one that SDK 2 has reads the file always.
    const isFromConfigFile = isOurs || /startNodeSdkFromConfig|startNodeSDK/.test(stack)
    registrations.push({ what, at: nextTurn(), by, place, isFromConfigFile, isOurs })
  })
}

function watchProperty(
  owner: object,
  name: PropertyKey,
  { get, set }: { readonly get: () => unknown; readonly set: (value: unknown) => void },
): void {
  // Deletable and enumerable, as what a plain assignment would have made.
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: true,
    get,
    set(value: unknown) {
      set(value)
    },
  })
}
