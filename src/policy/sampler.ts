import { ATTR_SMONITOR_TRIAGE_KEY } from '../../semconv/semconv.ts'
import type { PolicyItem, TraceLike } from './policy-item.ts'

/** Tells whether an item is among those that are kept, without counting anything. */
export type Sampler = (item: PolicyItem) => boolean

const SAMPLED = 1
/** 13 hex digits fit a number exactly. */
const DIGITS = 13
const RANGE = 16 ** DIGITS

/**
 * Makes a sampler (X25, K2). Of a trace everything is kept or nothing, by the randomness that every service sees:
 * `rv` of the trace state, else the last 56 bits of the trace id, as
 * https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/ has it; what the trace's own
 * sampler left out stays out. Without a trace all of one triage key is kept or nothing.
 */
export function createSampler(share: number | 'trace', random: () => number): Sampler {
  if (share === 'trace') return ({ trace }) => trace === undefined || isSampled(trace)
  if (share >= 1) return () => true
  const threshold = 1 - share
  return ({ trace, attributes }) => {
    if (trace !== undefined) return isSampled(trace) && share > 0 && randomnessOf(trace) >= threshold
    const key = attributes[ATTR_SMONITOR_TRIAGE_KEY]
    return (typeof key === 'string' ? hashOf(key) : random()) >= threshold
  }
}

function isSampled({ traceFlags }: TraceLike): boolean {
  return traceFlags === undefined || (traceFlags & SAMPLED) === SAMPLED
}

function randomnessOf({ traceId, traceState }: TraceLike): number {
  const explicit = /(?:^|;)rv:([0-9a-f]{14})(?:;|$)/.exec(traceState?.get('ot') ?? '')?.[1]
  return fractionOf(explicit ?? traceId.slice(-14))
}

/** A triage key is a hash already; what else stands there is mixed by FNV-1a. */
function hashOf(key: string): number {
  const digits = /^tk\d+_([0-9a-f]{16})$/.exec(key)?.[1]
  if (digits !== undefined) return fractionOf(digits)
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) / 2 ** 32
}

function fractionOf(hex: string): number {
  return Number.parseInt(hex.slice(0, DIGITS), 16) / RANGE
}
