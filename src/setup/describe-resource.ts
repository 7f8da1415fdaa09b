import { safeStringify } from '../record/safe-stringify.ts'

interface ResourceLike {
  /** What is known so far, a value that wins before one that loses; some values are promises. */
  getRawAttributes?(): readonly (readonly [key: string, value: unknown])[]
}

/** Describes the OpenTelemetry resource of a record or span for the bundle; what may be private is taken out when one is written. */
export function describeResource(item: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const { resource } = item as { readonly resource?: ResourceLike }
    // Not `attributes`: until the detectors are done, the SDK complains of whoever reads those.
    const known = resource?.getRawAttributes?.().filter(([, value]) => isPlain(value))
    if (known === undefined || known.length === 0) return undefined
    return JSON.parse(safeStringify(Object.fromEntries(known.toReversed()))) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function isPlain(value: unknown): boolean {
  return value !== undefined && value !== null && typeof (value as { then?: unknown }).then !== 'function'
}
