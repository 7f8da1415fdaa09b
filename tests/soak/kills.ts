import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { listRuns } from '../../src/spool/list-runs.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleRun } from '../helpers/sample-run.ts'

/** What became of one program that was killed. */
export interface Kill {
  /** Diagnostics that the program had said to be accepted. */
  readonly accepted: number
  readonly events: number
  /** Lines that the kill cut off. */
  readonly torn: number
  /** Diagnostics that were emitted, not accepted, and are not there: the kill fell between two flushes. */
  readonly unflushed: number
  /** What must not be; empty when all is well. */
  readonly problems: readonly string[]
}

/** What two of the programs may take. */
const ROOM_BYTES = 60_000_000

/** Where runs are kept in the tests: in memory, if there is such a folder, since a kill tears lines there page by page. */
export function tearingFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > ROOM_BYTES ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** Tells whether a kill in the middle of a write cuts it off in {@link tearingFolder}. */
export function isTearing(): boolean {
  return tearingFolder() !== tmpdir()
}

/**
 * Starts a program, kills it at some moment, and looks at what is left.
 *
 * @param project - A folder with the package and OTel installed, and `kill-program.mjs`.
 */
export async function killOnce(project: string, workers: number): Promise<Kill> {
  const folder = mkdtempSync(join(tearingFolder(), 'smonitor-kill-'))
  try {
    const { accepted, emitted } = await runAndKill(project, folder, workers)
    return judge(folder, accepted, emitted)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAndKill(project: string, cwd: string, workers: number) {
  const child = spawn(process.execPath, [join(project, 'kill-program.mjs'), String(workers)], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { PATH: process.env['PATH'] },
  })
  const reports = child.stdio[3] as NodeJS.ReadableStream
  const wanted = Math.random() * 2000
  let text = ''
  // A process that is not waited for yet still counts as there.
  const ended = Promise.all([once(reports, 'end'), once(child, 'exit')])
  const spoken = new Promise<void>((resolve, reject) => {
    reports.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      // By what it has said rather than by time: a machine that is busy lets it say little in the same time.
      if (isBegun(text) && text.length >= wanted) resolve()
    })
    child.once('exit', () => reject(new Error('The program ended by itself.')))
  })
  await spoken
  await setTimeout(Math.random() * 20)
  child.kill('SIGKILL')
  await ended
  // The last line may be cut off, and then says nothing.
  const lines = text.split('\n').slice(0, -1)
  const idsOf = (mark: string): Set<string> =>
    new Set(lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2)))
  return { accepted: idsOf('a'), emitted: idsOf('e') }
}

/** Tells whether all threads emit, and something is accepted. */
function isBegun(text: string): boolean {
  return /^go$[^]*^a /m.test(text)
}

function judge(folder: string, accepted: ReadonlySet<string>, emitted: ReadonlySet<string>): Kill {
  const problems: string[] = []
  const runs = listRuns(join(folder, '.smonitor/runs'))
  if (runs.length !== 1) problems.push(`There are ${runs.length} runs, not one.`)
  const out = join(folder, 'bundle')
  const manifest = bundleFromSpool(runs[0] ?? '', out, { fallback: sampleRun() })
  const bundle = readBundle(out)
  const ids = [...bundle.events()].flatMap(({ extra: { id } }) => (typeof id === 'string' ? [id] : []))
  const found = new Set(ids)
  const lost = [...accepted].filter((id) => !found.has(id))
  if (lost.length > 0)
    problems.push(`Accepted and not there: ${lost.slice(0, 5).join(', ')} (${lost.length}).`)
  if (found.size !== ids.length) problems.push(`${ids.length - found.size} are there twice.`)
  if (bundle.unreadableLines > 0) problems.push(`The bundle has ${bundle.unreadableLines} unreadable lines.`)
  if (manifest.run.entry !== 'kill-program.mjs') problems.push(`The run is of ${manifest.run.entry}.`)
  const { state, known_by, exit_code, signal } = manifest.end
  const end = `${state} by ${known_by}: ${exit_code}, ${signal}`
  if (end !== 'killed by process: null, null') problems.push(`The end is ${end}.`)
  if (!renderTerminal(summarise(bundle)).includes('killed or crashed'))
    problems.push('The report does not say so.')
  return {
    accepted: accepted.size,
    events: ids.length,
    torn: manifest.events.dropped,
    unflushed: [...emitted].filter((id) => !found.has(id)).length,
    problems,
  }
}
