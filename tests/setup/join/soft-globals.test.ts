import { context, diag, DiagLogLevel, logs, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, describe, expect, test } from 'vitest'
import { findApiVersion } from '../../../src/setup/join/api-version.ts'
import { softenGlobals, type Slot, type SoftGlobals } from '../../../src/setup/join/soft-globals.ts'

const API = Symbol.for('opentelemetry.js.api.1')
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs')
const globals = globalThis as unknown as Record<symbol, unknown>

let taken: Slot[] = []
let soft: SoftGlobals | undefined
let errors: string[] = []

function soften(): SoftGlobals {
  soft = softenGlobals({ version: findApiVersion(), onTaken: (slot) => taken.push(slot) })
  return soft
}

afterEach(() => {
  soft?.release()
  for (const api of [trace, logs, context, metrics, diag]) api.disable()
  delete globals[API]
  delete globals[API_LOGS]
  taken = []
  errors = []
})

function listen(): void {
  const none = (): void => undefined
  const logger = {
    error: (text: string) => errors.push(text),
    warn: none,
    info: none,
    debug: none,
    verbose: none,
  }
  diag.setLogger(logger, DiagLogLevel.ERROR)
}

describe('what is ours in the globals', () => {
  test('is there for everybody until the program registers its own, which is refused nothing', () => {
    const ours = new LoggerProvider()
    const theirs = new LoggerProvider()
    const tracers = new TracerProvider()
    const globalsNow = soften()
    globalsNow.offer('logs', ours)
    globalsNow.offer('trace', new TracerProvider())
    listen()
    expect(logs.getLoggerProvider()).toBe(ours)
    expect(globalsNow.isTaken('logs')).toBe(false)

    logs.setGlobalLoggerProvider(theirs)
    expect(trace.setGlobalTracerProvider(tracers)).toBe(true)
    expect(logs.getLoggerProvider()).toBe(theirs)
    expect(trace.getTracer('x')).toBe(tracers.getTracer('x'))
    expect(taken).toEqual(['logs', 'trace'])
    expect(errors).toEqual([])
  })

  test('is no excuse for a second registration of the program, which is refused as ever', () => {
    soften().offer('trace', new TracerProvider())
    listen()
    expect(trace.setGlobalTracerProvider(new TracerProvider())).toBe(true)
    expect(trace.setGlobalTracerProvider(new TracerProvider())).toBe(false)
    expect(errors.join()).toContain('Attempted duplicate registration of API: trace')
  })

  test('stays when something else is registered, as a logger of diag, and is asked for afterwards', () => {
    const ours = new LoggerProvider()
    const globalsNow = soften()
    globalsNow.offer('logs', ours)
    listen()
    expect(logs.getLoggerProvider()).toBe(ours)
    context.setGlobalContextManager(new AsyncLocalStorageContextManager())
    expect(logs.getLoggerProvider()).toBe(ours)
    expect(taken).toEqual(['context'])
  })

  test('does not take the place of what is there already', () => {
    const theirs = new LoggerProvider()
    logs.setGlobalLoggerProvider(theirs)
    const globalsNow = soften()
    globalsNow.offer('logs', new LoggerProvider())
    expect(taken).toEqual(['logs'])
    expect(logs.getLoggerProvider()).toBe(theirs)
    globalsNow.replace('logs', new LoggerProvider())
    expect(logs.getLoggerProvider()).not.toBe(theirs)
  })

  test('does not show what registers while it is captured', () => {
    const globalsNow = soften()
    const ours = new LoggerProvider()
    globalsNow.offer('logs', ours)
    const inner = new LoggerProvider()
    const tracers = new TracerProvider()
    const found = globalsNow.capture(() => {
      logs.setGlobalLoggerProvider(inner)
      trace.setGlobalTracerProvider(tracers)
    })
    expect(found.logs).toBe(inner)
    expect(Object.keys(found)).toEqual(['logs', 'trace'])
    expect(logs.getLoggerProvider()).toBe(ours)
    expect(taken).toEqual([])
  })

  test('sees what the program registers anew after it let go', () => {
    soften().offer('trace', new TracerProvider())
    trace.setGlobalTracerProvider(new TracerProvider())
    trace.disable()
    trace.setGlobalTracerProvider(new TracerProvider())
    expect(taken).toEqual(['trace', 'trace'])
  })

  test('sees the provider that the logs API of SDK 2 is given', () => {
    const globalsNow = soften()
    const provider = new LoggerProvider()
    // As api-logs does: a function that answers a version.
    expect(globals[API_LOGS]).toBeUndefined()
    globals[API_LOGS] = (version: number) => (version === 1 ? provider : undefined)
    expect(taken).toEqual(['logs'])
    expect(globalsNow.isTaken('logs')).toBe(true)
    expect((globals[API_LOGS] as (version: number) => unknown)(1)).toBe(provider)
  })

  test("is gone with us, and what is the program's stays", () => {
    const theirs = new TracerProvider()
    const globalsNow = soften()
    globalsNow.offer('logs', new LoggerProvider())
    trace.setGlobalTracerProvider(theirs)
    globalsNow.release()
    expect(Object.keys(globals[API] as object).toSorted()).toEqual(['trace', 'version'])
    expect(Object.getOwnPropertyDescriptor(globals, API)).toHaveProperty('value')
    expect(trace.getTracer('x')).toBe(theirs.getTracer('x'))
    expect(Object.hasOwn(globals, API_LOGS)).toBe(false)
  })

  test('leaves no trace where the program registered nothing', () => {
    const globalsNow = soften()
    globalsNow.offer('logs', new LoggerProvider())
    globalsNow.release()
    expect(Object.hasOwn(globals, API)).toBe(false)
    expect(context.active()).toBe(ROOT_CONTEXT)
  })

  test('gives way to whoever replaces the whole object of the API', () => {
    soften().offer('logs', new LoggerProvider())
    const next = { version: findApiVersion() }
    globals[API] = next
    expect(globals[API]).toBe(next)
    expect(logs.getLoggerProvider()).not.toBeInstanceOf(LoggerProvider)
  })
})
