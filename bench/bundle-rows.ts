// What it takes to write a bundle of a run, beside reading, parsing and writing the same lines. Prints a row as JSON:
//   node bench/bundle-rows.ts <row>
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEvent } from '../src/bundle/parse-event.ts'
import { readLines } from '../src/bundle/read-lines.ts'
import type { BundleRedactOptions } from '../src/bundle/redaction/bundle-redaction.ts'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { sampleRun } from '../tests/helpers/sample-run.ts'
import { copyLines, EVENTS, makeEvents, timeOf, writeLines } from './bundle-lines.ts'
import { measureRounds, summariseRounds } from './rounds.ts'

const ROUNDS = 5

interface Row {
  readonly target: number
  readonly redact: BundleRedactOptions
  /** How many events there are for each that has a secret in it. */
  readonly eventsToSecret: number
}

const PEER = 'JSON.stringify(JSON.parse(line)) of each line'
const rows: Readonly<Record<string, Row>> = {
  'bundle: export with share': { target: 3, redact: {}, eventsToSecret: Infinity },
  'bundle: export with share, a secret in each hundredth event': {
    target: 3,
    redact: {},
    eventsToSecret: 100,
  },
  'bundle: export for oneself': { target: 3, redact: { preset: 'none' }, eventsToSecret: Infinity },
}

const name = process.argv[2] ?? ''
if (name === '--list') console.log(JSON.stringify(Object.keys(rows)))
else console.log(JSON.stringify(measure(rows[name] as Row)))

function measure({ target, redact, eventsToSecret }: Row): object {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-bench-'))
  try {
    const source = join(folder, 'source.jsonl')
    writeLines(source, linesOf(eventsToSecret))
    const ours = (): void => {
      const manifest = writeBundle(join(folder, 'bundle'), inputOf(eventsIn(source)), { redact, force: true })
      assert.equal(manifest.events.total, EVENTS)
      const isShared = redact.preset !== 'none'
      assert.equal(
        manifest.redactions?.replaced.by_path['extra.password'] ?? 0,
        isShared ? Math.floor(EVENTS / eventsToSecret) : 0,
      )
    }
    const rounds = measureRounds(
      ROUNDS,
      () => timeOf(ours),
      () => timeOf(() => copyLines(source, join(folder, 'by-hand.jsonl'))),
    )
    return { name, target, better: 'lower', peer: PEER, ...summariseRounds(rounds) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function inputOf(events: Iterable<DiagnosticEvent>): Parameters<typeof writeBundle>[1] {
  const env = { DB_PASSWORD: 'sw0rdf1sh-of-shop' }
  return {
    run: sampleRun(),
    process: { argv: ['node', 'app.mjs', '--token', 'b4nch-t0ken-77'], exec_argv: [], cwd: '/srv/shop', env },
    end: { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null },
    catalogs: [],
    events,
  }
}

function* eventsIn(path: string): Generator<DiagnosticEvent> {
  for (const line of readLines(path)) {
    const event = parseEvent(line ?? '')
    if (event !== undefined) yield event
  }
}

function* linesOf(eventsToSecret: number): Generator<string> {
  const events = makeEvents((at) => ({
    hint: 'Use a value between 0 and 1.',
    doc_url: `https://shop.example/diagnostics/SHOP-W00${at % 7}`,
    otel: { time_unix_nano: `${1_770_000_000_000 + at * 37}123456` },
    ...(at % eventsToSecret === eventsToSecret - 1 ? { extra: { password: secretOf(at), value: at } } : {}),
  }))
  for (const event of events) yield JSON.stringify(event)
}

function secretOf(at: number): string {
  return createHash('sha256').update(String(at)).digest('base64url').slice(0, 20)
}
