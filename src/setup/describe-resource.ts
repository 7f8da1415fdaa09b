import { safeStringify } from '../record/safe-stringify.ts'

// The command line may hold secrets, and where and by whom a program is run is nobody's business but its operator's.
const PRIVATE = /^(?:process\.(?!runtime\.|pid$)|host\.|os\.)/

interface ResourceLike {
  /** What is known so far, a value that wins before one that loses; some values are promises. */
  getRawAttributes?(): readonly (readonly [key: string, value: unknown])[]
}

/** Describes the OpenTelemetry resource of a record or span for the bundle, without what may be private. */
export function describeResource(item: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const { resource } = item as { readonly resource?: ResourceLike }
    // Not `attributes`: until the detectors are done, the SDK complains of whoever reads those.
    const known = resource
      ?.getRawAttributes?.()
      .filter(([key, value]) => !PRIVATE.test(key) && isPlain(value))
    if (known === undefined || known.length === 0) return undefined
    return JSON.parse(safeStringify(Object.fromEntries(known.toReversed()))) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function isPlain(value: unknown): boolean {
  return value !== undefined && value !== null && typeof (value as { then?: unknown }).then !== 'function'
}
