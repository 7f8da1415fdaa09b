import type { ContextManager, TracerProvider } from '@opentelemetry/api'
import type { Environment } from '../environment.ts'
import type { AskedProcessor } from '../processor-like.ts'
import type { Sdk } from '../load-sdk.ts'
import { findApiLogsProvider } from '../../otel/api-globals.ts'
import { tellRegistration } from '../../otel/seen-registrations.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { createOwnSdk, createSilentSdk } from '../own-sdk/create-own-sdk.ts'
import type { OwnSdk } from '../own-sdk/own-sdk.ts'
import { createPlainLogs } from '../own-sdk/plain-logs.ts'
import { configFileOf } from '../own-sdk/sdk-variables.ts'
import type { SdkOptions } from '../sdk-options.ts'
import { findApiVersion } from './api-version.ts'
import type { Attached } from './attached.ts'
import { attachLogs } from './attach-logs.ts'
import { attachSpans } from './attach-spans.ts'
import { hasOtherPreload } from './has-other-preload.ts'
import {
  createLazyContextManager,
  createLazyLoggerProvider,
  createLazyPropagator,
  createLazyTracerProvider,
  type LoggerProviderLike,
} from './lazy-providers.ts'
import { offerToApiLogs } from './offer-to-api-logs.ts'
import { softenGlobals, type Slot, type SoftGlobals } from './soft-globals.ts'
import { onDelegate } from './on-delegate.ts'
import { teeLogs } from './tee-logs.ts'

/** The place of smonitor in the OTel of the process. */
export interface JoinedOtel {
  /** Tells whether a meter provider of ours is among them. */
  hasMetrics(): boolean
  /** All processors that there are, ours and those of the program, and our meter provider. */
  processors(): readonly { forceFlush(): Promise<void> }[]
  /** Lets go of what is ours, and leaves what is the program's as it was. */
  shutdown(): Promise<void>
}

/**
 * Joins whatever OTel set-up the process has, now or later. What the program registers wins; ours stands in until then,
 * and for what the program leaves out.
 */
export function joinOtel(options: SdkOptions, sdk: Sdk | undefined, env: Environment): JoinedOtel {
  const { own, gate, gateSpans, isPreload } = options
  const { resourceAttributes } = own
  const attached: Attached[] = []
  const joined = new WeakSet<object>()
  /** What the program has registered; `logs` is gone when it was shut down. */
  const theirs: { trace?: TracerProvider; logs?: LoggerProviderLike; areLogsGone?: boolean } = {}
  let full: OwnSdk | undefined
  let silent: OwnSdk | undefined
  let contextManager: ContextManager | undefined
  let isMaking = false
  let globals: SoftGlobals | undefined

  const isEnabled = (): boolean => (own.logRecordProcessor as AskedProcessor).enabled?.({}) ?? true
  const lazyTrace = createLazyTracerProvider(currentTrace)
  const lazyLogs = createLazyLoggerProvider(currentLogs, isEnabled)
  const lazyApiLogs = createLazyLoggerProvider(currentApiLogs, isEnabled)

  function currentTrace(): TracerProvider | undefined {
    if (theirs.trace !== undefined) return theirs.trace
    return theirs.logs === undefined ? (getFull()?.trace ?? getSilent()?.trace) : getSilent()?.trace
  }

  function currentLogs(): LoggerProviderLike | undefined {
    if (theirs.logs !== undefined && theirs.areLogsGone !== true) return theirs.logs
    if (theirs.areLogsGone === true || theirs.trace !== undefined) return getSilent()?.logs
    return getFull()?.logs ?? getSilent()?.logs
  }

  /** Where the program has its provider in the other logs API, what comes by this one reaches nobody; nor with us. */
  function currentApiLogs(): LoggerProviderLike | undefined {
    const isElsewhere = theirs.logs !== undefined && findApiLogsProvider() === undefined
    return isElsewhere ? undefined : currentLogs()
  }

  /** What the variables ask for, in a process where nobody else has set OTel up. */
  function getFull(): OwnSdk | undefined {
    if (full === undefined && sdk !== undefined && !isMaking) full = make(() => createFull(sdk))
    return full
  }

  function createFull(known: Sdk): OwnSdk {
    // Not later: with too many files open there is no loading any more.
    loadContextManager()
    const made = createOwnSdk(known, options, env, (action) => globals?.capture(action) ?? {})
    if (configFileOf(env) !== undefined) {
      // OTel made those, and knows nothing of us.
      if (made.trace !== undefined) joinTrace(made.trace)
      if (made.logs !== undefined) joinLogs(made.logs)
    }
    if (made.metrics !== undefined) globals?.offer('metrics', made.metrics)
    if (made.trace !== undefined) tellRegistration('trace', made.trace, true)
    if (made.logs !== undefined) tellRegistration('logs', made.logs, true)
    if (made.metrics !== undefined) tellRegistration('metrics', made.metrics, true)
    return made
  }

  /** What keeps diagnostics and chains where the program, or the configuration file, has no provider for them. */
  function getSilent(): OwnSdk | undefined {
    const { logRecordProcessor: processor } = own
    const resource = attached[0]?.resource
    if (silent === undefined && !isMaking)
      silent = make(() =>
        sdk === undefined
          ? { ...NONE, logs: createPlainLogs(processor, resource), processors: [processor] }
          : createSilentSdk(sdk, options, env, resource),
      )
    return silent
  }

  function make(create: () => OwnSdk): OwnSdk | undefined {
    isMaking = true
    try {
      return create()
    } catch (error) {
      // The program runs already. Whatever it was, diagnostics are kept and nothing is sent.
      const reason = error instanceof Error ? error.message : String(error)
      queueMicrotask(() => ownDiagnostics.emit('SMON-W225', { part: 'The OpenTelemetry SDK', reason }))
      return NONE
    } finally {
      isMaking = false
    }
  }

  function joinTrace(provider: object): void {
    if (joined.has(provider)) return
    joined.add(provider)
    const done = attachSpans(provider, { own: own.spanProcessor, gate: gateSpans, resourceAttributes })
    if (done === undefined) tellUnreached('The spans')
    else attached.push(done)
  }

  function joinLogs(provider: LoggerProviderLike): void {
    if (joined.has(provider)) return
    joined.add(provider)
    const isFirst = theirs.logs === undefined || theirs.logs === provider
    const parts = { own: isFirst ? untilShutdown() : undefined, gate, resourceAttributes }
    const done = attachLogs(provider, parts)
    if (done !== undefined) attached.push(done)
    else if (isFirst) {
      const isTeed = teeLogs(provider, () => getSilent()?.logs)
      tellUnreached(isTeed ? 'The log records of others' : 'The log records')
    }
  }

  /** A provider that was shut down takes nothing any more, and a program says most when it ends. */
  function untilShutdown(): AskedProcessor {
    const { logRecordProcessor: next } = own
    let isShutDown = false
    return {
      ...next,
      onEmit(record, context) {
        if (!isShutDown) next.onEmit(record, context)
      },
      async shutdown() {
        isShutDown = true
        theirs.areLogsGone = true
        globals?.replace('logs', lazyLogs)
        await next.forceFlush()
      },
    }
  }

  function onTaken(slot: Slot, instance: object): void {
    if (slot === 'trace') onDelegate(instance, takeTrace)
    else if (slot === 'logs') takeLogs(instance as LoggerProviderLike)
  }

  function takeTrace(provider: object): void {
    joinTrace(provider)
    theirs.trace = provider as TracerProvider
    // What the program does without, it does not want from us.
    for (const slot of ['metrics', 'propagation', 'context'] as const) globals?.withdraw(slot)
    retire(full?.trace, full?.metrics)
  }

  function takeLogs(provider: LoggerProviderLike): void {
    // There may be one for each of the two logs APIs; a diagnostic is handed to both, and we want it once.
    if (theirs.logs === undefined || theirs.areLogsGone === true) {
      theirs.logs = provider
      theirs.areLogsGone = false
    }
    joinLogs(provider)
    globals?.withdraw('logs')
    retire(full?.logs)
  }

  globals = softenGlobals({ version: findApiVersion(), onTaken })
  globals.offer('trace', lazyTrace)
  if (theirs.logs === undefined) globals.offer('logs', lazyLogs)
  if (sdk !== undefined && theirs.trace === undefined) {
    globals.offer('context', createLazyContextManager(loadContextManager))
    globals.offer(
      'propagation',
      createLazyPropagator(() => getFull()?.propagation),
    )
    if (theirs.logs === undefined) offerToApiLogs(sdk, lazyApiLogs)
    if (theirs.logs === undefined) prepare(sdk)
  }

  /** Makes ours at once, unless somebody else is about to set OTel up, whose set-up would be in vain then. */
  function prepare(known: Sdk): void {
    if (!isPreload || !hasOtherPreload()) full = createFull(known)
    else
      setTimeout(() => {
        if (theirs.trace === undefined && theirs.logs === undefined) getFull()
      }, PATIENCE_MS).unref()
  }

  function loadContextManager(): ContextManager {
    if (contextManager === undefined) {
      const { AsyncLocalStorageContextManager } = (sdk as Sdk).contextManagers
      contextManager = new AsyncLocalStorageContextManager().enable()
      globals?.offer('context', contextManager)
      tellRegistration('context', contextManager, true)
    }
    return contextManager
  }

  /** What is measured is sent once a minute, and so at the end, too; not where the program has an SDK of its own. */
  function metersToFlush(): readonly { forceFlush(): Promise<void> }[] {
    const meters = theirs.trace === undefined ? full?.metrics : undefined
    return meters !== undefined && canFlush(meters) ? [meters] : []
  }

  return {
    hasMetrics: () => metersToFlush().length > 0,
    processors: () => [
      ...attached.flatMap(({ processors }) => processors),
      ...(full?.processors ?? []),
      ...metersToFlush(),
      ...(silent?.processors ?? []),
    ],
    async shutdown() {
      globals?.release()
      for (const one of attached) one.detach()
      await Promise.allSettled([full?.shutdown(), silent?.shutdown()])
    },
  }
}

const NONE: OwnSdk = { trace: undefined, logs: undefined, processors: [], shutdown: async () => undefined }

function canFlush(provider: object): provider is { forceFlush(): Promise<void> } {
  return 'forceFlush' in provider && typeof provider.forceFlush === 'function'
}

/** How long a set-up of the program is waited for where something else is loaded before it. */
const PATIENCE_MS = 1000

/** Sends what one of ours has, and ends it: the program has its own from now on. */
function retire(...providers: readonly (object | undefined)[]): void {
  for (const provider of providers) {
    // oxlint-disable-next-line typescript/unbound-method -- It is called as a method of the provider below.
    const { shutdown } = (provider ?? {}) as { shutdown?(): Promise<void> }
    shutdown?.call(provider).catch(() => undefined)
  }
}

function tellUnreached(part: string): void {
  const reason = 'its provider is none of the OpenTelemetry SDK 2 or 3'
  // Not in the middle of a registration, and once smonitor runs.
  queueMicrotask(() => ownDiagnostics.emit('SMON-W225', { part, reason }))
}
