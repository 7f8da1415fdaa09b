// Writes, reads, reports and compares a bundle of a million events of about 600 bytes, each in a process of its own,
// and prints what it takes beside plain reading, parsing and writing of the same lines:
//   node bench/million-events.ts [--events N] [--folder PATH]
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createReadStream } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readBundle } from '../src/bundle/read-bundle.ts'
import { writeBundle } from '../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { renderComparison } from '../src/report/render-comparison.ts'
import { renderTerminal } from '../src/report/render-terminal.ts'
import { compareBundles } from '../src/triage/compare-bundles.ts'
import { summarise } from '../src/triage/summarise.ts'
import { sampleEvent } from '../tests/helpers/sample-event.ts'
import { sampleRun } from '../tests/helpers/sample-run.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { events: { type: 'string' }, folder: { type: 'string' }, keys: { type: 'string' } },
})
const count = Number(values.events ?? 1_000_000)
/** How many incidents they are. */
const keys = Number(values.keys ?? 40)

/** Events as programs have them: most of a few kinds, with params, a chain and now and then an exception. */
function* events(): Generator<DiagnosticEvent> {
  for (let at = 0; at < count; at += 1) {
    const kind = at % keys
    yield sampleEvent({
      cluster_key: null,
      timestamp: new Date(1_772_359_200_000 + at * 3).toISOString(),
      level: kind % 10 === 0 ? 'ERROR' : 'WARNING',
      code: `FLM-W${String(kind % 1000).padStart(3, '0')}`,
      source: `films.load${kind % 7}`,
      message: `The film ${at} in row ${at * 7} of films.json has no title.`,
      triage_key: `tk1_${String(kind).padStart(16, '0')}`,
      context: { chain: ['films.import', 'films.read', `films.load${kind % 7}`], depth: 3 },
      extra: { id: at, row: at * 7 },
    })
  }
}

const end = { ended_at: '2026-03-01T11:00:00.000Z', exit_code: 0, signal: null }
const [action, path = '', other = ''] = positionals

switch (action) {
  case undefined:
    main()
    break
  case 'plain':
    await plain(path, other)
    break
  case 'write':
    writeBundle(
      path,
      { run: sampleRun(), end, catalogs: [], events: events() },
      { redact: { preset: 'none' } },
    )
    break
  case 'append':
    writeBundle(
      path,
      { run: sampleRun({ run_id: 'r2' }), end, catalogs: [], events: events() },
      { redact: { preset: 'none' }, append: true },
    )
    break
  case 'read': {
    let read = 0
    for (const event of readBundle(path).events()) read += event.level.length > 0 ? 1 : 0
    if (read !== count) throw new Error(`${read} events were read.`)
    break
  }
  case 'report':
    renderTerminal(summarise(readBundle(path)))
    break
  case 'compare':
    renderComparison(compareBundles(readBundle(path), readBundle(other)))
    break
  default:
    throw new Error(`There is no action ${action}.`)
}
if (action !== undefined) {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  console.log(JSON.stringify({ mebibytes: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 }))
}

/** What anybody would write who reads a file of JSON lines and writes it again. */
async function plain(from: string, to: string): Promise<void> {
  const out = createWriteStream(to)
  for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Infinity })) {
    if (!out.write(`${JSON.stringify(JSON.parse(line))}\n`))
      await new Promise<void>((done) => out.once('drain', done))
  }
  await new Promise<void>((done) => out.end(done))
}

interface Measured {
  readonly seconds: number
  /** Seconds of the processor: others may have been at work on the machine. */
  readonly cpu: number
  readonly mebibytes: number
}

function main(): void {
  const folder =
    values.folder === undefined ? mkdtempSync(join(tmpdir(), 'smonitor-million-')) : resolve(values.folder)
  mkdirSync(folder, { recursive: true })
  const at = (name: string): string => join(folder, name)
  try {
    console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}, ${count} events`)
    for (const form of ['bundle', 'bundle.json', 'bundle.jsonl', 'bundle.tar.gz'])
      show(`write ${form}`, run('write', at(form)))
    const file = at('bundle/events.jsonl')
    console.log(`  events.jsonl: ${Math.round(statSync(file).size / count)} bytes an event`)
    const base = run('plain', file, at('plain.jsonl'))
    show('read, parse, write with readline and JSON', base)
    for (const form of ['bundle', 'bundle.json', 'bundle.jsonl', 'bundle.tar.gz']) {
      show(`read ${form}`, run('read', at(form)), base)
      show(`report ${form}`, run('report', at(form)), base)
    }
    show('compare bundle bundle', run('compare', at('bundle'), at('bundle')), base)
    show('append to bundle', run('append', at('bundle')), base)
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function run(...args: readonly string[]): Measured {
  const started = process.hrtime.bigint()
  const child = spawnSync(
    process.execPath,
    [import.meta.filename, '--events', String(count), '--keys', String(keys), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (child.status !== 0) throw new Error(`${args.join(' ')} failed.`)
  const used = JSON.parse(child.stdout) as Omit<Measured, 'seconds'>
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, ...used }
}

function show(name: string, { seconds, cpu, mebibytes }: Measured, base?: Measured): void {
  const figures = `${seconds.toFixed(1).padStart(6)} s ${cpu.toFixed(1).padStart(6)} s of processor ${Math.round(mebibytes).toString().padStart(4)} MiB`
  const ratio =
    base === undefined
      ? ''
      : `  ${(seconds / base.seconds).toFixed(2)} times plain, ${(cpu / base.cpu).toFixed(2)} of processor`
  console.log(`${name.padEnd(44)} ${figures}${ratio}`)
}
