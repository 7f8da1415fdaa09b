// What it takes to report on a bundle and to compare two, beside reading, parsing and writing the same lines. Prints a
// row as JSON:
//   node bench/bundle-read-rows.ts <row>
import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBundle } from '../src/bundle/read-bundle.ts'
import { readLines } from '../src/bundle/read-lines.ts'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { renderTerminal } from '../src/report/render-terminal.ts'
import { compareBundles } from '../src/triage/compare-bundles.ts'
import { summarise } from '../src/triage/summarise.ts'
import { sampleEvent } from '../tests/helpers/sample-event.ts'
import { sampleRun } from '../tests/helpers/sample-run.ts'

const EVENTS = 100_000
const ROUNDS = 7
const BATCH = 400

interface Row {
  readonly target: number
  readonly form: string
  readonly act: (path: string) => void
}

const report = (path: string): void => {
  const bundle = readBundle(path)
  const summary = summarise(bundle)
  assert.equal(summary.totals.events, EVENTS)
  assert.deepEqual(summary.notes, [])
  renderTerminal(summary)
  bundle.close()
}

const PEER = 'JSON.stringify(JSON.parse(line)) of each line, written'
const rows: Readonly<Record<string, Row>> = {
  'bundle: report of a folder': { target: 1.5, form: 'bundle', act: report },
  'bundle: report of .json': { target: 1.5, form: 'bundle.json', act: report },
  'bundle: report of .jsonl': { target: 1.5, form: 'bundle.jsonl', act: report },
  'bundle: report of .tar.gz': { target: 1.5, form: 'bundle.tar.gz', act: report },
  'bundle: comparison with itself': {
    target: 3,
    form: 'bundle',
    act(path) {
      assert.equal(compareBundles(readBundle(path), readBundle(path)).states.new, 0)
    },
  },
}

const name = process.argv[2] ?? ''
if (name === '--list') console.log(JSON.stringify(Object.keys(rows)))
else console.log(JSON.stringify(measure(rows[name] as Row)))

function measure({ target, form, act }: Row): object {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-bench-'))
  try {
    const path = join(folder, form)
    const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }
    const write = (to: string): void =>
      void writeBundle(
        to,
        { run: sampleRun(), end, catalogs: [], events: events() },
        { redact: { preset: 'none' }, force: true },
      )
    write(path)
    write(join(folder, 'source'))
    const source = join(folder, 'source/events.jsonl')
    const ours = (): void => act(path)
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

function* copiesOf(path: string): Generator<string> {
  for (const line of readLines(path)) yield JSON.stringify(JSON.parse(line ?? 'null'))
}

function* events(): Generator<DiagnosticEvent> {
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, 'b')
  for (let at = 0; at < EVENTS; at += 1) {
    yield sampleEvent({
      timestamp: new Date(1_770_000_000_000 + at * 37).toISOString(),
      level: at % 10 === 0 ? 'ERROR' : 'WARNING',
      code: `SHOP-W00${at % 7}`,
      source: 'shop.cart.add',
      title: 'Value out of range',
      message: `The value ${at} of item-${at % 997} is out of range.`,
      triage_key: `tk1_000000000000000${at % 7}`,
      context: { chain: ['shop.handle', 'shop.cart.add'], depth: 2 },
      extra: { item: `item-${at % 997}`, value: at },
      trace_id: hex(at * 7919, 32),
      span_id: hex(at * 104_729, 16),
    })
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
