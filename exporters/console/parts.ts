import type { DiagnosticEvent, ExceptionFields } from '../../src/record/diagnostic-event.ts'
import { listFrames } from '../../src/record/stack-frames.ts'
import { clip } from './clip.ts'

/** Longest params in one line, in UTF-16 code units. */
export const MAX_PARAMS_LENGTH = 240

/** Level, code and source: how the lines for developers begin. */
export function heading(event: DiagnosticEvent): string {
  const code = event.code === null ? '' : ` [${clip(event.code)}]`
  return `${event.level}${code} ${clip(event.source)}`
}

/** Writes params as `name=value; name=value`. */
export function formatParams(
  params: DiagnosticEvent['extra'],
  maxLength: number = MAX_PARAMS_LENGTH,
): string {
  const pairs = Object.entries(params).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? value.join(', ') : String(value)}`,
  )
  return clip(pairs.join('; '), maxLength)
}

/** Which frames of a stack are shown. */
export interface StackOptions {
  /** Of Node, OpenTelemetry and smonitor itself, which say nothing about the program. @default false */
  readonly withInternals?: boolean
  /** @default Infinity */
  readonly maxFrames?: number
}

/** Lists what was thrown and the frames of its stack, each made safe on its own. */
export function formatStack(exception: ExceptionFields | null, options: StackOptions = {}): string[] {
  if (exception === null) return []
  const { withInternals = false, maxFrames = Infinity } = options
  const frames = listFrames(exception.stacktrace, withInternals)
  const shown = frames.slice(0, maxFrames).map((frame) => `    at ${clip(frame)}`)
  const more = frames.length - shown.length
  return [
    `  thrown  ${clip(`${exception.type}: ${exception.message}`)}`,
    ...shown,
    ...(more > 0 ? [`    … ${more} more`] : []),
  ]
}
