import { BUNDLE_SCHEMA } from './manifest.ts'

/** What a bundle says to whoever finds it and has never heard of it. */
export function readmeLines(form: 'folder' | 'tar'): string[] {
  const from = form === 'folder' ? '.' : 'FILE.tar.gz'
  return [
    `This is a bundle of smonitor (${BUNDLE_SCHEMA}): the diagnostics of one run of a program.`,
    '',
    `  npx smonitor report --from ${from}`,
    '',
    'tells what happened and what to do about it, most important first. Nothing in here is run.',
    '',
    'bundle.json    which program it was, how it ended, counts, checksums, and what was taken out',
    'events.jsonl   the diagnostics, a JSON object a line',
    'traces.jsonl, logs.jsonl, metrics.jsonl   the same for tools that read OTLP JSON, where there is any',
    '',
    'Look through it before you send it to anybody.',
  ]
}
