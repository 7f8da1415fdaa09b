import type { Command } from 'commander'
import { toSafeLine } from '../record/sanitise.ts'
import { countLines } from '../spool/count-lines.ts'
import { countUnsent } from '../spool/outbox/unsent-files.ts'
import { describeEnd } from './describe-end.ts'
import { defaultFrom, findRuns, type FoundRun } from './find-runs.ts'

interface RunsFlags {
  readonly from: string
  readonly json: boolean
}

/** Adds `smonitor runs`: lists what is on disk. */
export function runsCommand(program: Command): void {
  program
    .command('runs')
    .summary('list the runs that are on disk, newest first')
    .description('Lists the runs that programs have left on disk, newest first, with how each of them ended.')
    .option('--from <folder>', 'where the program was started, or its .smonitor', defaultFrom(process.env))
    .option('--json', 'print the list for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the list is printed
  1  there are no runs, or they cannot be read
  2  the command line is not understood`,
    )
    .action(({ from, json }: RunsFlags) => {
      const runs = findRuns(from)
      process.stdout.write(json ? toJson(runs) : toText(runs, from))
    })
}

function toText(runs: readonly FoundRun[], from: string): string {
  const head = ['run', 'program', 'started (UTC)', 'events', 'missing', 'unsent', 'size', 'state']
  const isUnsent = runs.some(({ contents }) => countUnsent(contents.folder).unsent > 0)
  const rows = runs.map((run) => [
    run.id,
    run.label === '' ? '-' : run.label,
    run.startedAt === '' ? '-' : run.startedAt.slice(0, 19).replace('T', ' '),
    String(eventsOf(run)),
    String(run.contents.dropped),
    String(countUnsent(run.contents.folder).unsent),
    sizeOf(run.contents.bytes),
    describeEnd(run),
  ])
  const table = [head, ...rows].map((row) => row.map(toSafeLine))
  const widths = head.map((_name, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)))
  const lines = table.map(
    (row) =>
      `${row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
  )
  const note = isUnsent ? [toNote(from)] : []
  return [...lines, ...note].join('')
}

function toNote(from: string): string {
  return `\nUnsent is what no OTLP endpoint has taken. \`smonitor replay ${toSafeLine(from)} --run <id> --unsent --otlp URL\` sends what one run holds.\n`
}

function toJson(runs: readonly FoundRun[]): string {
  const list = runs.map((run) => ({
    run_id: run.id,
    folder: run.contents.folder,
    program: run.program,
    started_at: run.startedAt,
    end: run.end,
    alive: run.contents.alive,
    events: eventsOf(run),
    dropped: run.contents.dropped,
    unsent: countUnsent(run.contents.folder).unsent,
    bytes: run.contents.bytes,
  }))
  const lines = JSON.stringify({ schema: 'smonitor.runs/1', runs: list }, undefined, 2).split('\n')
  return `${lines.map(toSafeLine).join('\n')}\n`
}

function eventsOf({ contents }: FoundRun): number {
  return contents.eventFiles.reduce((sum, file) => sum + countLines(file.path, file.bytes), 0)
}

function sizeOf(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`
}
