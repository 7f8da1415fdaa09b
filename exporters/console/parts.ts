import type { DiagnosticEvent, ExceptionFields } from '../../src/record/diagnostic-event.ts'
import { listFrames } from '../../src/record/stack-frames.ts'
import { clip } from './clip.ts'
import { paramsOf } from './shown.ts'

/** Longest params in one line, in UTF-16 code units. */
export const MAX_PARAMS_LENGTH = 240

/** Longest stack that is read, in UTF-16 code units. */
const MAX_STACK_LENGTH = 65_536

/** Level, code and source: how the lines for developers begin. */
export function heading(event: DiagnosticEvent): string {
  const code = event.code === null ? '' : ` [${clip(event.code)}]`
  return `${event.level}${code} ${clip(event.source)}`
}

/** Writes params as `name=value; name=value`. */
export function formatParams(event: DiagnosticEvent, maxLength: number = MAX_PARAMS_LENGTH): string {
  const pairs = paramsOf(event).map(([name, value]) => `${name}=${value}`)
  return clip(pairs.join('; '), maxLength)
}

/** Which frames of a stack are shown. */
export interface StackOptions {
  /** Of Node, OpenTelemetry and smonitor itself, which say nothing about the program. @default false */
  readonly withInternals?: boolean
  /** @default Infinity */
  readonly maxFrames?: number
}

/** Names what was thrown, and its message where that is not what the diagnostic says already. */
export function thrownText({ type, message }: ExceptionFields, said: string): string {
  return message === said || message === '' ? type : `${type}: ${message}`
}

/** Lists the frames of a stack, which may be anything: no more of it is read than a record carries. */
export function framesOf(exception: ExceptionFields | null, withInternals = false): string[] {
  return listFrames(exception?.stacktrace?.slice(0, MAX_STACK_LENGTH), withInternals)
}

/** Says what was thrown, with its stack where that is asked for, and what caused it. */
export function formatThrown(exception: ExceptionFields | null, stack?: StackOptions): string[] {
  if (exception === null) return []
  return [
    `  thrown  ${clip(`${exception.type}: ${exception.message}`)}`,
    ...(stack === undefined ? [] : formatStack(exception, stack)),
    ...exception.causes.map((cause) => `  cause   ${clip(cause)}`),
  ]
}

/** Lists the frames of a stack, each made safe on its own. */
export function formatStack(exception: ExceptionFields | null, options: StackOptions = {}): string[] {
  const { withInternals = false, maxFrames = Infinity } = options
  const frames = framesOf(exception, withInternals)
  const shown = frames.slice(0, maxFrames).map((frame) => `    at ${clip(frame)}`)
  const more = frames.length - shown.length
  return more > 0 ? [...shown, `    … ${more} more`] : shown
}
