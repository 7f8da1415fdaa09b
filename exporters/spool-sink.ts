import type { SpooledRun } from '../src/bundle/manifest.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { stringifyEvent } from '../src/record/stringify-event.ts'
import type { RunSpool } from '../src/spool/run-spool.ts'
import type { Sink } from './sink.ts'

/** A sink that leaves the events of a run on disk. */
export interface SpoolSink extends Sink {
  handle(event: DiagnosticEvent): void
  /** Says anew what is known of the run. */
  setInfo(info: SpooledRun): void
}

/**
 * Creates a sink that leaves the events on disk, from where a bundle is made, also after the process died. It never
 * throws: the spool counts what it cannot write, and says so itself.
 *
 * It has no `close`: the spool is closed by whoever knows how the process ends.
 */
export function createSpoolSink(spool: RunSpool): SpoolSink {
  return {
    name: 'spool',
    // It says itself what it cannot keep, and that belongs into the spool as well.
    isReentrant: true,
    handle(event) {
      spool.append(stringifyEvent(event), event.level === 'ERROR' || event.level === 'CRITICAL')
    },
    setInfo: (info) => spool.setInfo(info),
    flush: () => spool.flush(),
  }
}
