// What it takes to report on a bundle and to compare two, beside reading, parsing and writing the same lines. Prints a
// row as JSON:
//   node bench/bundle-read-rows.ts <row>
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBundle } from '../src/bundle/read-bundle.ts'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import { renderTerminal } from '../src/report/render-terminal.ts'
import { compareBundles } from '../src/triage/compare-bundles.ts'
import { summarise } from '../src/triage/summarise.ts'
import { sampleRun } from '../tests/helpers/sample-run.ts'
import { copyLines, EVENTS, makeEvents, timeOf } from './bundle-lines.ts'
import { measureRounds, summariseRounds } from './rounds.ts'

const ROUNDS = 7

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
        {
          run: sampleRun(),
          end,
          catalogs: [],
          events: makeEvents((at) => ({ triage_key: `tk1_000000000000000${at % 7}` })),
        },
        { redact: { preset: 'none' }, force: true },
      )
    write(path)
    write(join(folder, 'source'))
    const source = join(folder, 'source/events.jsonl')
    const rounds = measureRounds(
      ROUNDS,
      () => timeOf(() => act(path)),
      () => timeOf(() => copyLines(source, join(folder, 'by-hand.jsonl'))),
    )
    return { name, target, better: 'lower', peer: PEER, ...summariseRounds(rounds) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
