// What it takes to write a bundle of a run, beside reading, parsing and writing the same lines. Prints a row as JSON:
//   node bench/bundle-rows.ts <row>
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEvent } from '../src/bundle/parse-event.ts'
import { readLines } from '../src/bundle/read-lines.ts'
import type { BundleRedactOptions } from '../src/bundle/redaction/bundle-redaction.ts'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { sampleEvent } from '../tests/helpers/sample-event.ts'
import { sampleRun } from '../tests/helpers/sample-run.ts'

const EVENTS = 100_000
const ROUNDS = 5
const BATCH = 400

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
    const theirs = (): void => writeLines(join(folder, 'by-hand.jsonl'), copiesOf(source))
    const rounds: { readonly ours: number; readonly theirs: number }[] = []
    for (let at = 0; at <= ROUNDS; at += 1) {
      const isOursFirst = at % 2 === 0
      const first = timeOf(isOursFirst ? ours : theirs)
      const second = timeOf(isOursFirst ? theirs : ours)
      // The first round warms up.
      if (at > 0) rounds.push({ ours: isOursFirst ? first : second, theirs: isOursFirst ? second : first })
    }
    const ratios = rounds.map((round) => round.ours / round.theirs)
    return {
      name,
      target,
      better: 'lower',
      peer: PEER,
      ratio: round4(quantile(ratios, 0.5)),
      ours: round4(
        quantile(
          rounds.map((round) => round.ours),
          0.5,
        ),
      ),
      theirs: round4(
        quantile(
          rounds.map((round) => round.theirs),
          0.5,
        ),
      ),
      spread: [round4(quantile(ratios, 0.25)), round4(quantile(ratios, 0.75))],
    }
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

function* copiesOf(path: string): Generator<string> {
  for (const line of readLines(path)) yield JSON.stringify(JSON.parse(line ?? 'null'))
}

function* linesOf(eventsToSecret: number): Generator<string> {
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, 'b')
  for (let at = 0; at < EVENTS; at += 1) {
    const isSecret = at % eventsToSecret === eventsToSecret - 1
    yield JSON.stringify(
      sampleEvent({
        timestamp: new Date(1_770_000_000_000 + at * 37).toISOString(),
        level: at % 10 === 0 ? 'ERROR' : 'WARNING',
        code: `SHOP-W00${at % 7}`,
        source: 'shop.cart.add',
        title: 'Value out of range',
        message: `The value ${at} of item-${at % 997} is out of range.`,
        hint: 'Use a value between 0 and 1.',
        context: { chain: ['shop.handle', 'shop.cart.add'], depth: 2 },
        extra: isSecret
          ? { password: createHash('sha256').update(String(at)).digest('base64url').slice(0, 20), value: at }
          : { item: `item-${at % 997}`, value: at },
        doc_url: `https://shop.example/diagnostics/SHOP-W00${at % 7}`,
        trace_id: hex(at * 7919, 32),
        span_id: hex(at * 104_729, 16),
        otel: { time_unix_nano: `${1_770_000_000_000 + at * 37}123456` },
      }),
    )
  }
}

function writeLines(path: string, lines: Iterable<string>): void {
  const descriptor = openSync(path, 'w')
  let batch: string[] = []
  const write = (): void => {
    if (batch.length > 0) writeSync(descriptor, `${batch.join('\n')}\n`)
    batch = []
  }
  for (const line of lines) {
    batch.push(line)
    if (batch.length === BATCH) write()
  }
  write()
  closeSync(descriptor)
}

/** Nanoseconds of the processor for each event: the machine may have other things to do, and both sides wait for its disk. */
function timeOf(action: () => void): number {
  const start = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / EVENTS
}

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((one, other) => one - other)[Math.round((values.length - 1) * at)] ?? 0
}

function round4(value: number): number {
  return Number(value.toPrecision(4))
}
