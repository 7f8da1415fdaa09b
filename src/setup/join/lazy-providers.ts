import {
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type ContextManager,
  type TextMapPropagator,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'

/** A logger provider of any SDK. */
export interface LoggerProviderLike {
  getLogger(name: string, version?: string, options?: object): LoggerLike
}
interface LoggerLike {
  emit(record: object): void
  enabled?(options?: object): boolean
}

/**
 * Creates a tracer provider that asks for the real one at the first span, and again at each: instrumentations keep the
 * tracers that they got before an SDK was registered.
 */
export function createLazyTracerProvider(current: () => TracerProvider | undefined): TracerProvider {
  // Of which the spans record nothing.
  const none = new ProxyTracerProvider()
  return {
    getTracer(name, version, options) {
      const tracerOf = remember(
        () => current() ?? none,
        (provider) => provider.getTracer(name, version, options),
      )
      const tracer: Tracer = {
        startSpan: (spanName, spanOptions, context) => tracerOf().startSpan(spanName, spanOptions, context),
        // It has overloads, and takes the function last.
        startActiveSpan: (...args: readonly unknown[]) =>
          (tracerOf().startActiveSpan as (...all: readonly unknown[]) => never)(...args),
      }
      return tracer
    },
  }
}

/** Creates a logger provider that asks for the real one at the first record, and again at each. */
export function createLazyLoggerProvider(
  current: () => LoggerProviderLike | undefined,
  isEnabled: () => boolean,
): LoggerProviderLike {
  return {
    getLogger(name, version, options) {
      const loggerOf = remember(current, (provider) => provider?.getLogger(name, version, options))
      return { emit: (record) => loggerOf()?.emit(record), enabled: isEnabled }
    },
  }
}

/** Creates a context manager that asks for the real one when a context is to be kept: before that there is none. */
export function createLazyContextManager(load: () => ContextManager): ContextManager {
  let real: ContextManager | undefined
  const loaded = (): ContextManager => (real ??= load())
  const manager: ContextManager = {
    active: () => real?.active() ?? ROOT_CONTEXT,
    with: (context, fn, thisArg, ...args) => loaded().with(context, fn, thisArg, ...args),
    bind: (context, target) => loaded().bind(context, target),
    enable: () => manager,
    disable() {
      real?.disable()
      return manager
    },
  }
  return manager
}

/** Creates a propagator that asks for the real one when something is read or written. */
export function createLazyPropagator(load: () => TextMapPropagator | undefined): TextMapPropagator {
  return {
    inject: (context, carrier, setter) => load()?.inject(context, carrier, setter),
    extract: (context, carrier, getter) => load()?.extract(context, carrier, getter) ?? context,
    fields: () => load()?.fields() ?? [],
  }
}

/** Remembers what was made of the last source, until there is another one. */
function remember<Source, Made>(current: () => Source, make: (source: Source) => Made): () => Made {
  let last: { readonly source: Source; readonly made: Made } | undefined
  return () => {
    const source = current()
    if (last === undefined || last.source !== source) last = { source, made: make(source) }
    return last.made
  }
}
