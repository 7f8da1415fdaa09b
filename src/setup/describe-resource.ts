import type { OtelFacts } from '../bundle/manifest.ts'
import { safeStringify } from '../record/safe-stringify.ts'

interface ResourceLike {
  readonly schemaUrl?: unknown
  readonly asyncAttributesPending?: boolean
  /** What is known so far, a value that wins before one that loses; some values are promises. */
  getRawAttributes?(): readonly (readonly [key: string, value: unknown])[]
  waitForAsyncAttributes?(): Promise<void>
}

/** Describes the OpenTelemetry resource of a record or span for the bundle; what may be private is taken out when one is written. */
export function describeResource(item: unknown): OtelFacts | undefined {
  try {
    const { resource } = item as { readonly resource?: ResourceLike }
    // Not `attributes`: until the detectors are done, the SDK complains of whoever reads those.
    const known = resource?.getRawAttributes?.().filter(([, value]) => isPlain(value))
    if (known === undefined || known.length === 0) return undefined
    const attributes = JSON.parse(
      safeStringify(Object.fromEntries(known.toReversed())),
    ) as OtelFacts['resource']
    const schema = resource?.schemaUrl
    return {
      resource: attributes,
      ...(typeof schema === 'string' && schema !== '' ? { schema_url: schema } : {}),
    }
  } catch {
    return undefined
  }
}

/** Calls `then` once all detectors of a resource are done, if they are not yet; never throws. */
export function whenComplete(item: unknown, then: () => void): void {
  try {
    const { resource } = item as { readonly resource?: ResourceLike }
    if (resource?.asyncAttributesPending !== true) return
    resource.waitForAsyncAttributes?.().then(then, then)
  } catch {
    // What is known so far has to do.
    return
  }
}

function isPlain(value: unknown): boolean {
  return value !== undefined && value !== null && typeof (value as { then?: unknown }).then !== 'function'
}
