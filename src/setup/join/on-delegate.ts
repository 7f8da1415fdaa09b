import type { TracerProvider } from '@opentelemetry/api'

/** The proxy that the API registers in place of a tracer provider; it is told of the provider just after. */
interface Proxy {
  getDelegate?(): TracerProvider
  setDelegate?(provider: TracerProvider): void
}

/** Calls back with the provider behind what was registered: now, or when it is known. */
export function onDelegate(registered: object, action: (provider: TracerProvider) => void): void {
  const proxy = registered as Proxy
  // oxlint-disable-next-line typescript/unbound-method -- It is called as a method of the proxy below.
  const { setDelegate } = proxy
  if (setDelegate === undefined) {
    action(registered as TracerProvider)
    return
  }
  const delegate = proxy.getDelegate?.()
  if (delegate !== undefined && !isNone(delegate)) {
    action(delegate)
    return
  }
  proxy.setDelegate = (provider) => {
    delete proxy.setDelegate
    setDelegate.call(proxy, provider)
    action(provider)
  }
}

/** The API's own provider, which records nothing, has a tracer of which no span has an id. */
function isNone(provider: TracerProvider): boolean {
  const known = provider as {
    readonly _activeSpanProcessor?: unknown
    readonly constructor?: { name?: string }
  }
  return known._activeSpanProcessor === undefined && known.constructor?.name === 'NoopTracerProvider'
}
