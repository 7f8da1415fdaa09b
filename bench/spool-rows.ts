// What the spool costs the call that emits, beside a file that is written by hand. Prints a row as JSON:
//   node bench/spool-rows.ts <row>
// A row first asserts that both sides leave the same lines.
import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSpoolSink } from '../exporters/spool-sink.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { readRun } from '../src/spool/read-run.ts'
import { openRunSpool } from '../src/spool/run-spool.ts'
import { sampleEvent } from '../tests/helpers/sample-event.ts'
import { measureRounds, summariseRounds } from './rounds.ts'

const ROUNDS = 21
const ROUND_MS = 40

const PEER = 'writeSync(descriptor, JSON.stringify(event))'
const rows = {
  'spool: an info record': { event: sampleOf('INFO'), target: 0.75, peer: PEER },
  'spool: an error record, which is on disk at once': { event: sampleOf('ERROR'), target: 2, peer: PEER },
}

const name = process.argv[2] ?? ''
if (name === '--list') console.log(JSON.stringify(Object.keys(rows)))
else console.log(JSON.stringify(measure(name as keyof typeof rows)))

function measure(row: keyof typeof rows): object {
  const { event, target, peer } = rows[row]
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-bench-'))
  const spool = openRunSpool({ root: folder, runId: 'bench', info: {}, maxBytes: 1e12 })
  const sink = createSpoolSink(spool)
  const path = join(folder, 'by-hand.jsonl')
  const descriptor = openSync(path, 'a')
  const ours = (): void => sink.handle(event)
  const theirs = (): void => void writeSync(descriptor, `${JSON.stringify(event)}\n`)
  try {
    for (let at = 0; at < 100; at += 1) {
      ours()
      theirs()
    }
    sink.flush?.()
    const [file] = readRun(spool.folder).eventFiles
    assert.equal(readFileSync(file?.path ?? '', 'utf8'), readFileSync(path, 'utf8'))
    return { name: row, target, better: 'lower', peer, ...compare(ours, theirs) }
  } finally {
    closeSync(descriptor)
    spool.close({ exit_code: 0, signal: null })
    rmSync(folder, { recursive: true })
  }
}

/** Measures both sides in turn, round by round, so that what the machine does meets both. */
function compare(ours: () => void, theirs: () => void): object {
  let count = 1000
  while (loop(ours, count) < ROUND_MS * 1e6) count *= 2
  const timeOf = (action: () => void): number => loop(action, count) / count
  const rounds = measureRounds(
    ROUNDS + 2,
    () => timeOf(ours),
    () => timeOf(theirs),
  )
  // Three rounds warm up.
  return summariseRounds(rounds.slice(2))
}

function loop(action: () => void, count: number): number {
  const start = process.hrtime.bigint()
  for (let at = 0; at < count; at += 1) action()
  return Number(process.hrtime.bigint() - start)
}

function sampleOf(level: DiagnosticEvent['level']): DiagnosticEvent {
  return sampleEvent({
    level,
    code: 'BEN-W001',
    title: 'Value out of range',
    message: 'The value 7 of all is out of range.',
    hint: 'Use a value between 0 and 1.',
    context: { chain: ['bench.outer', 'bench.inner'], depth: 2 },
    extra: { name: 'all', value: 7 },
    run_id: '0123456789abcdef0123456789abcdef',
    session_id: '0123456789abcdef0123456789abcdef',
    trace_id: '0123456789abcdef0123456789abcdef',
    span_id: '0123456789abcdef',
  })
}
