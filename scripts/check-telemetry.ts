import { join, resolve } from 'node:path'
import { readRegistry } from '../semconv/model.ts'
import {
  checkRecord,
  checkSpan,
  type EmittedRecord,
  type EmittedSpan,
} from '../tests/live-check/check-record.ts'

/** What a program of a test has emitted, as JSON. */
export interface Telemetry {
  readonly records: readonly EmittedRecord[]
  readonly spans: readonly EmittedSpan[]
}

const { registry } = readRegistry(join(resolve(import.meta.dirname, '..'), 'semconv'))

/** Holds what a program emitted against `semconv/`; gives what is wrong, in a sentence each. */
export function checkTelemetry({ records, spans }: Telemetry): string[] {
  return [
    ...records.flatMap((record) => checkRecord(registry, record)),
    ...spans.flatMap((span) => checkSpan(registry, span)),
  ]
}
