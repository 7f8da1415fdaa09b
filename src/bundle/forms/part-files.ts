import { EVENTS_FILE, LOGS_FILE, METRICS_FILE, TRACES_FILE } from '../manifest.ts'

/** A file of lines in a bundle. In the forms that are one file, each is a part of it. */
export type PartFile = typeof EVENTS_FILE | typeof TRACES_FILE | typeof LOGS_FILE | typeof METRICS_FILE

/** All files of lines, in the order in which the forms that are one file have them. */
export const PART_FILES: readonly PartFile[] = [EVENTS_FILE, TRACES_FILE, LOGS_FILE, METRICS_FILE]

/** The name that a part has in the form that is one JSON document: `events` of `events.jsonl`. */
export function keyOf(part: PartFile): string {
  return part.slice(0, -'.jsonl'.length)
}
