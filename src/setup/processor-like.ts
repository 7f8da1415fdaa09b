import type { LogRecordLike } from '../record/log-record.ts'

/** A log record processor of either SDK line. */
export interface LogProcessorLike {
  onEmit(record: LogRecordLike, context?: unknown): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** A processor that may be asked whether it wants a record; only SDK 3 asks. */
export interface AskedProcessor extends LogProcessorLike {
  enabled?(options: unknown): boolean
}

/** A span processor of either SDK line. */
export interface SpanProcessorLike {
  onStart(span: unknown, context: unknown): void
  /** Called by SDK 3, and by later releases of SDK 2. */
  onEnding?(span: unknown): void
  onEnd(span: unknown): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}
