import { createContextKey, type Context } from '@opentelemetry/api'
import type { RecordedException } from './recorded-exceptions.ts'

/** One signal in the chain of calls. Linked, so that a push copies nothing. */
export interface Frame {
  readonly name: string
  readonly parent: Frame | undefined
  /** 1 for the outermost. */
  readonly depth: number
  /** A thrown primitive that an inner signal has recorded: it cannot be marked itself. */
  recordedPrimitive?: { readonly value: unknown; readonly record: RecordedException }
}

/** Most names of a chain that a record carries: the innermost ones. */
export const MAX_CHAIN_LENGTH = 64

// createContextKey uses Symbol.for, so that every copy of smonitor in the process shares the chain.
const FRAME_KEY = createContextKey('smonitor.frame.v1')

/** Reads the innermost signal of a context. */
export function frameOf(context: Context): Frame | undefined {
  return context.getValue(FRAME_KEY) as Frame | undefined
}

/** Adds a signal to the chain of a context. */
export function withFrame(
  context: Context,
  name: string,
): { readonly context: Context; readonly frame: Frame } {
  const parent = frameOf(context)
  const frame: Frame = { name, parent, depth: (parent?.depth ?? 0) + 1 }
  return { context: context.setValue(FRAME_KEY, frame), frame }
}

/** Lists the names of a chain, outermost first, at most the innermost 64. */
export function chainOf(frame: Frame | undefined): string[] {
  const names: string[] = []
  for (let at = frame; at !== undefined && names.length < MAX_CHAIN_LENGTH; at = at.parent)
    names.push(at.name)
  return names.toReversed()
}
