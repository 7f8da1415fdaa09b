import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import type { closest } from 'fastest-levenshtein'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { listCatalogs } from '../record/catalog-registry.ts'
import { toParamAttribute } from '../record/param-value.ts'

/** Where diagnostics are looked for: a recorder, a bundle that was read, or a list of events. */
export type Recorded = readonly DiagnosticEvent[] | { readonly events: readonly DiagnosticEvent[] }

/** The params that a diagnostic is expected to have, among others; an asymmetric matcher may stand for a value. */
export type ExpectedParams = Readonly<Record<string, unknown>>

/** Compares as the test runner does. */
export type Equals = (one: unknown, other: unknown) => boolean

/** Lists the events of what may have some; `undefined` for anything else. */
export function eventsOf(recorded: unknown): readonly DiagnosticEvent[] | undefined {
  if (Array.isArray(recorded)) return recorded as DiagnosticEvent[]
  const { events } = (typeof recorded === 'object' && recorded !== null ? recorded : {}) as {
    events?: unknown
  }
  return Array.isArray(events) ? (events as DiagnosticEvent[]) : undefined
}

/** Tells whether an event has these params. */
export function hasParams(
  event: DiagnosticEvent,
  params: ExpectedParams,
  equals: Equals = defaultEquals,
): boolean {
  return Object.entries(params).every(([name, value]) => {
    const expected = isAsymmetric(value) ? value : toParamAttribute(value)
    return Object.hasOwn(event.extra, name) && equals(event.extra[name], expected)
  })
}

/** Says what was emitted in place of what was expected. */
export function describeEvents(events: readonly DiagnosticEvent[]): string {
  if (events.length === 0) return 'No diagnostic was emitted.'
  const shown = events.slice(-MOST_SHOWN).map((event) => `  ${describeEvent(event)}`)
  const more = events.length - shown.length
  return ['Emitted:', ...(more > 0 ? [`  … ${more} before these`] : []), ...shown].join('\n')
}

/** Says of a code that was not emitted which one was probably meant. */
export function suggestCode(code: string, events: readonly DiagnosticEvent[]): string | undefined {
  const declared = listCatalogs().flatMap(({ codes }) => Object.keys(codes))
  const emitted = events.flatMap((event) => event.code ?? [])
  if (declared.includes(code) && emitted.length === 0) return undefined
  const known = [...new Set(declared.includes(code) ? emitted : [...emitted, ...declared])]
  if (known.length === 0) return undefined
  const nearest = loadClosest()(code, known)
  return declared.includes(code)
    ? `The nearest that was emitted is ${nearest}.`
    : `No catalog of this process declares ${code}; the nearest is ${nearest}.`
}

/** Loaded with the first failure. */
function loadClosest(): typeof closest {
  const levenshtein = createRequire(import.meta.url)('fastest-levenshtein') as {
    readonly closest: typeof closest
  }
  return levenshtein.closest
}

const MOST_SHOWN = 20

function describeEvent({ code, level, source, message, extra }: DiagnosticEvent): string {
  const params = Object.keys(extra).length === 0 ? '' : ` ${JSON.stringify(extra)}`
  return `${code ?? '[no code]'} ${level} ${source}: ${message}${params}`
}

function isAsymmetric(value: unknown): value is { asymmetricMatch(other: unknown): boolean } {
  return typeof (value as { asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function'
}

function defaultEquals(one: unknown, other: unknown): boolean {
  return isAsymmetric(other) ? other.asymmetricMatch(one) : isDeepStrictEqual(one, other)
}
