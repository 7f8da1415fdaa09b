import { tellRegistration } from '../../otel/seen-registrations.ts'

/** What the API of OTel has one of in a process. */
export type Slot = 'trace' | 'logs' | 'context' | 'propagation' | 'metrics'

/** What was registered while something of ours registered itself. */
export type Captured = Partial<Record<Slot, object>>

/** The globals of OTel, with something of ours in them that gives way to whoever registers. */
export interface SoftGlobals {
  /** Puts an instance of ours where there is none of the program. */
  offer(slot: Slot, instance: object): void
  /** Takes ours out again. */
  withdraw(slot: Slot): void
  /** Puts an instance of ours in the place of one of the program that is no longer of use. */
  replace(slot: Slot, instance: object): void
  /** Tells whether what is there is not ours. */
  isTaken(slot: Slot): boolean
  /** Keeps what is registered meanwhile out of the globals, and hands it over. */
  capture(action: () => void): Captured
  /** Leaves the globals as they would be without us. */
  release(): void
}

/** Options of {@link softenGlobals}. */
export interface SoftGlobalsOptions {
  /** The version of the API that the program has: its registrations are refused under another one. */
  readonly version: string
  /** Told of what the program registers, and of what it had registered before; must not throw. */
  readonly onTaken: (slot: Slot, instance: object) => void
}

const SLOTS: readonly Slot[] = ['trace', 'logs', 'context', 'propagation', 'metrics']
const API_GLOBAL = Symbol.for('opentelemetry.js.api.1')
const API_LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs')

type ApiObject = Record<string, unknown> & { readonly version: string }
type LogsGetter = (version: number) => object | undefined
interface Globals {
  [API_GLOBAL]?: ApiObject
  [API_LOGS_GLOBAL]?: LogsGetter
}

/**
 * Makes the globals of OTel such that what is ours in them does not keep the program from registering its own.
 *
 * The API refuses a second registration. But it assigns its global object anew just before it looks whether there is
 * one, in every 1.x, and never when it is only asked for something; so a registration is known by that, and finds the
 * place empty. See `registerGlobal` in
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function softenGlobals({ version, onTaken }: SoftGlobalsOptions): SoftGlobals {
  const globals = globalThis as Globals
  const before = globals[API_GLOBAL]
  const values: Partial<Record<Slot, object | undefined>> = {}
  const ours = new Set<Slot>()
  let isRegistering = false
  let captured: Captured | undefined
  let legacy = globals[API_LOGS_GLOBAL]

  const api = Object.defineProperty({} as ApiObject, 'version', {
    enumerable: true,
    // Read by a registration after it has looked for a duplicate, and by one that replaces what is there.
    get() {
      isRegistering = false
      return before?.version ?? version
    },
  })

  function read(slot: Slot): object | undefined {
    if (!isRegistering) return values[slot]
    isRegistering = false
    return captured !== undefined || ours.has(slot) ? undefined : values[slot]
  }

  function take(slot: Slot, instance: object | undefined): void {
    if (captured !== undefined) {
      if (instance !== undefined) captured[slot] = instance
      return
    }
    ours.delete(slot)
    values[slot] = instance
    if (instance === undefined) return
    tellRegistration(slot, instance)
    onTaken(slot, instance)
  }

  function define(slot: Slot): void {
    Object.defineProperty(api, slot, {
      configurable: true,
      enumerable: true,
      get: () => read(slot),
      set(instance: object | undefined) {
        take(slot, instance)
      },
    })
  }

  for (const [name, value] of Object.entries(before ?? {})) if (isOther(name)) api[name] = value
  for (const slot of SLOTS) define(slot)
  tellRegistration('api', api)
  Object.defineProperty(globals, API_GLOBAL, {
    configurable: true,
    enumerable: true,
    get: () => api,
    set(next: ApiObject) {
      if (next !== api) {
        // Whoever replaces the whole of it means to.
        Object.defineProperty(globals, API_GLOBAL, plain(next))
        return
      }
      isRegistering = true
      // `disable()` deletes what was registered, and our eyes with it.
      for (const slot of SLOTS)
        if (!Object.hasOwn(api, slot)) {
          values[slot] = undefined
          ours.delete(slot)
          define(slot)
        }
    },
  })
  if (legacy === undefined) {
    Object.defineProperty(globals, API_LOGS_GLOBAL, {
      configurable: true,
      enumerable: true,
      get: () => undefined,
      set(getter: LogsGetter) {
        const provider = providerOf(getter)
        if (captured !== undefined) {
          if (provider !== undefined) captured.logs = provider
          return
        }
        legacy = getter
        Object.defineProperty(globals, API_LOGS_GLOBAL, plain(getter))
        if (provider === undefined) return
        tellRegistration('api-logs', provider)
        onTaken('logs', provider)
      },
    })
  }
  for (const slot of SLOTS) {
    const instance = before?.[slot] as object | undefined
    if (instance !== undefined) take(slot, instance)
  }
  const provider = legacy === undefined ? undefined : providerOf(legacy)
  if (provider !== undefined) onTaken('logs', provider)

  return {
    offer(slot, instance) {
      if (values[slot] !== undefined && !ours.has(slot)) return
      values[slot] = instance
      ours.add(slot)
    },
    withdraw(slot) {
      if (ours.delete(slot)) values[slot] = undefined
    },
    replace(slot, instance) {
      values[slot] = instance
      ours.add(slot)
    },
    isTaken: (slot) =>
      (values[slot] !== undefined && !ours.has(slot)) || (slot === 'logs' && legacy !== undefined),
    capture(action) {
      captured = {}
      try {
        action()
        return captured
      } finally {
        captured = undefined
      }
    },
    release() {
      for (const slot of ours) values[slot] = undefined
      const rest = SLOTS.filter((slot) => Object.hasOwn(api, slot) && values[slot] !== undefined)
      if (globals[API_GLOBAL] === api) {
        const next: ApiObject = before ?? { version }
        for (const slot of SLOTS) delete next[slot]
        for (const [name, value] of Object.entries(api)) if (isOther(name)) next[name] = value
        for (const slot of rest) next[slot] = values[slot]
        if (before === undefined && Object.keys(next).length === 1) delete globals[API_GLOBAL]
        else Object.defineProperty(globals, API_GLOBAL, plain(next))
      }
      if (globals[API_LOGS_GLOBAL] === undefined) delete globals[API_LOGS_GLOBAL]
    },
  }
}

/** What the API keeps besides, such as its logger. */
function isOther(name: string): boolean {
  return name !== 'version' && !(SLOTS as readonly string[]).includes(name)
}

function plain(value: unknown): PropertyDescriptor {
  return { configurable: true, enumerable: true, writable: true, value }
}

/** 1 is the compatibility version of api-logs, which every 0.2xx release asks for. */
function providerOf(getter: unknown): object | undefined {
  return typeof getter === 'function' ? (getter as LogsGetter)(1) : undefined
}
