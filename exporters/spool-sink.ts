import type { RunInfo } from '../src/bundle/manifest.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { safeStringify } from '../src/record/safe-stringify.ts'
import { openSpool } from '../src/spool/spool.ts'
import type { Sink } from './sink.ts'

/** Options of {@link createSpoolSink}. */
export interface SpoolSinkOptions {
  /** The folder of the run, which several processes may share. */
  readonly folder: string
  readonly info: RunInfo
  /** @default 67108864 (64 MiB) */
  readonly maxBytes?: number
}

/** A sink that leaves the events of a run on disk. */
export interface SpoolSink extends Sink {
  handle(event: DiagnosticEvent): void
  /** Says anew what is known of the run. */
  setInfo(info: RunInfo): void
}

/** Creates a sink that leaves the events on disk, from where a bundle is made, also after the process died. */
export function createSpoolSink({ folder, info, maxBytes }: SpoolSinkOptions): SpoolSink {
  const spool = openSpool(folder, { info, ...(maxBytes === undefined ? {} : { maxBytes }) })
  return {
    name: 'spool',
    handle(event) {
      spool.append(safeStringify(event), event.level === 'ERROR' || event.level === 'CRITICAL')
    },
    setInfo: (next) => spool.setInfo(next),
    flush: () => spool.flush(),
    close: () => spool.close(),
  }
}
