import type { Command } from 'commander'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import type { BundleManifest } from '../bundle/manifest.ts'
import { checkTarget } from '../bundle/target.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { printError } from '../setup/print-error.ts'
import { describeRun } from '../setup/run-info.ts'
import { describeEnd } from './describe-end.ts'
import { EXIT } from './exit-codes.ts'
import { chooseRun, defaultFrom, findRuns, type FoundRun } from './find-runs.ts'
import { parseSince } from './parse-since.ts'

interface ExportFlags {
  readonly from: string
  readonly run: string
  readonly out: string
  readonly force: boolean
  readonly maxEvents?: string
  readonly since?: string
  readonly json: boolean
}

/** Adds `smonitor export`: makes a bundle of a run that goes on, or that is over. */
export function exportCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('export')
    .summary('make a bundle of a run that is on disk, running or dead')
    .description(
      'Makes a bundle of what a run has left on disk so far, while the program runs or after it died. It says how the run ended, or how it is known that it still runs, or was killed.',
    )
    .requiredOption('--out <folder>', 'where the bundle goes')
    .option('--from <folder>', 'where the program was started, or its .smonitor', defaultFrom(process.env))
    .option('--run <id>', 'which run: its id, the first letters of it, or latest', 'latest')
    .option('--force', 'replace a bundle that is there', false)
    .option('--max-events <n>', 'only the newest n')
    .option(
      '--since <time>',
      'only what is newer: 15m, 2h, 2026-03-01, 2026-03-01T10:00Z (without a zone, UTC)',
    )
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the bundle is written
  1  there is no such run, it cannot be read, or the bundle cannot be written
  2  the command line is not understood`,
    )
    .action((flags: ExportFlags) => {
      const limits = limitsOf(flags)
      if ('reason' in limits) {
        printError(ownDiagnostics.error('SMON-E106', { reason: limits.reason, command: 'export' }))
        setExitCode(EXIT.usage)
        return
      }
      const run = chooseRun(findRuns(flags.from), flags.run, flags.from)
      const manifest = write(run, flags, limits)
      process.stdout.write(flags.json ? toJson(run, manifest, flags) : toText(run, manifest, flags))
    })
}

interface Limits {
  readonly maxEvents?: number
  readonly since?: string
}

function limitsOf({ maxEvents, since }: ExportFlags): Limits | { readonly reason: string } {
  if (maxEvents !== undefined && !/^\d{1,15}$/.test(maxEvents))
    return { reason: `The option --max-events is "${maxEvents}", which is no whole number.` }
  const time = since === undefined ? undefined : parseSince(since, Date.now())
  if (since !== undefined && time === undefined)
    return { reason: `The option --since is "${since}", which is no time such as 15m or 2026-03-01T10:00Z.` }
  return {
    ...(maxEvents === undefined ? {} : { maxEvents: Number(maxEvents) }),
    ...(time === undefined ? {} : { since: time }),
  }
}

function write({ id, contents }: FoundRun, { out, force }: ExportFlags, limits: Limits): BundleManifest {
  try {
    checkTarget(out, { force })
    const fallback = {
      ...describeRun({ runId: id, serviceName: undefined, profile: '' }),
      entry: null,
      pid: 0,
    }
    return bundleFromSpool(contents.folder, out, { ...limits, force, fallback })
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E104', { reason: (cause as Error).message }, { cause })
  }
}

function toText(run: FoundRun, { events }: BundleManifest, { out }: ExportFlags): string {
  const count = `${events.total} ${events.total === 1 ? 'diagnostic' : 'diagnostics'}`
  const missing = events.dropped > 0 ? `  Missing: ${events.dropped} that did not fit or were cut off.\n` : ''
  const leftOut = events.left_out > 0 ? `  Left out, as asked for: ${events.left_out}.\n` : ''
  const lines = [
    `${count} of ${run.program === '' ? 'a program' : run.program}, run ${run.id}, in ${out}.`,
    `  The run: ${describeEnd(run)}.`,
  ]
  return `${lines.map(toSafeLine).join('\n')}\n${missing}${leftOut}`
}

function toJson(run: FoundRun, { end, events }: BundleManifest, { out }: ExportFlags): string {
  const result = {
    schema: 'smonitor.export/1',
    out,
    run_id: run.id,
    end,
    events: events.total,
    dropped: events.dropped,
    left_out: events.left_out,
  }
  return `${toSafeLine(JSON.stringify(result))}\n`
}
