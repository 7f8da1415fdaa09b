import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { LEVELS, toLevel, type Level } from '../src/record/level.ts'

/** Which events are wanted in a bundle. */
export interface EventChoice {
  /** Leaves out all but this many of the newest events; 0 leaves out all. @default Infinity */
  readonly maxEvents?: number
  /** Leaves out what is older: ISO 8601 in UTC, as the events have it. */
  readonly since?: string
  /** Leaves out what is less serious. */
  readonly level?: Level
  /** Told of each event that was read, for whoever shows how far it is. */
  readonly onRead?: () => void
}

/**
 * Hands on the events that are wanted, in their order. Where only the newest are, all are read twice.
 *
 * @param onLeftOut - Told of each event that is not wanted.
 */
export function* chooseEvents(
  read: () => Iterable<DiagnosticEvent>,
  { maxEvents = Infinity, since = '', level, onRead }: EventChoice,
  onLeftOut: () => void,
): Generator<DiagnosticEvent> {
  const least = level === undefined ? 0 : LEVELS[level].severityNumber
  const isWanted = (event: DiagnosticEvent): boolean =>
    event.timestamp >= since && LEVELS[toLevel(event.level) ?? 'info'].severityNumber >= least
  let skipped = maxEvents === Infinity ? 0 : Math.max(0, count(read(), isWanted) - maxEvents)
  for (const event of read()) {
    onRead?.()
    if (!isWanted(event)) onLeftOut()
    else if (skipped > 0) {
      skipped -= 1
      onLeftOut()
    } else yield event
  }
}

function count(events: Iterable<DiagnosticEvent>, isWanted: (event: DiagnosticEvent) => boolean): number {
  let found = 0
  for (const event of events) if (isWanted(event)) found += 1
  return found
}
