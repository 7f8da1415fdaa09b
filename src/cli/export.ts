import type { Command } from 'commander'
import type { EventChoice } from '../../exporters/choose-events.ts'
import type { BundleManifest } from '../bundle/manifest.ts'
import type { BundleRedactOptions, BundleRedactPreset } from '../bundle/redaction/bundle-redaction.ts'
import { presetOf } from '../bundle/redaction/join-marks.ts'
import { describeUnsentNote, toUnsentNote } from '../bundle/unsent-note.ts'
import { checkTarget } from '../bundle/target.ts'
import type { WriteBundleOptions } from '../bundle/write-bundle.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { toLevel } from '../record/level.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { printError } from '../setup/print-error.ts'
import { resolveSettings } from '../setup/settings/resolve-settings.ts'
import { checkPlace } from './check-place.ts'
import { EXIT } from './exit-codes.ts'
import { findExportSource, type ExportSource } from './export-source.ts'
import { defaultFrom } from './find-runs.ts'
import { createProgress } from './progress.ts'
import { parseSince } from './parse-since.ts'
import { addRedactOptions, redactOptionsOf, type RedactFlags } from './redact-flags.ts'

interface ExportFlags extends RedactFlags {
  readonly from: string
  readonly run: string
  readonly out: string
  readonly force: boolean
  readonly append: boolean
  readonly maxEvents?: string
  readonly since?: string
  readonly level?: string
  readonly events: boolean
  readonly json: boolean
}

/** Adds `smonitor export`: makes a bundle of a run that goes on, or that is over, or of a bundle. */
export function exportCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command('export')
    .summary('make a bundle of a run that is on disk, running or dead, or of another bundle')
    .description(
      'Makes a bundle of what a run has left on disk so far, while the program runs or after it died. It says how the run ended, or how it is known that it still runs, or was killed.\nOf a bundle it makes another one, with less in it or in another form.',
    )
    .requiredOption(
      '--out <path>',
      'where the bundle goes: a folder, or a file that ends in .json, .jsonl or .tar.gz',
    )
    .option(
      '--from <path>',
      'where the program was started, or its .smonitor, or a bundle',
      defaultFrom(process.env),
    )
    .option('--run <id>', 'which run: its id, the first letters of it, or latest', 'latest')
    .option('--force', 'replace a bundle that is there', false)
    .option('--append', 'add to a bundle that is there', false)
    .option('--max-events <n>', 'only the newest n')
    .option(
      '--since <time>',
      'only what is newer: 15m, 2h, 2026-03-01, 2026-03-01T10:00Z (without a zone, UTC)',
    )
    .option('--level <level>', 'only what is as serious: debug, info, warn, error, fatal')
    .option('--no-events', 'leave the diagnostics out')
  addRedactOptions(command)
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the bundle is written
  1  there is no such run or bundle, it cannot be read, or the bundle cannot be written
  2  the command line is not understood`,
    )
    .action((flags: ExportFlags) => {
      const choice = choiceOf(flags)
      if ('reason' in choice) {
        printError(ownDiagnostics.error('SMON-E106', { reason: choice.reason, command: 'export' }))
        setExitCode(EXIT.usage)
        return
      }
      const { out, force, append } = flags
      const source = findExportSource(flags.from, flags.run)
      const redact = redactOptionsOf(flags, defaultRedact(), 'export')
      const progress = createProgress(`Writing ${toSafeLine(out)}`, 'diagnostics read')
      let manifest: BundleManifest
      try {
        manifest = write(source, out, { ...choice, onRead: progress.tick }, { force, append, redact })
      } finally {
        progress.end()
      }
      process.stdout.write(flags.json ? toJson(source, manifest, out) : toText(source, manifest, out))
    })
}

function choiceOf({
  maxEvents,
  since,
  level,
  events,
  force,
  append,
}: ExportFlags): EventChoice | { readonly reason: string } {
  if (force && append)
    return { reason: '--force and --append are both there: the one replaces a bundle, the other adds to it.' }
  if (maxEvents !== undefined && !/^\d{1,15}$/.test(maxEvents))
    return { reason: `The option --max-events is "${maxEvents}", which is no whole number.` }
  const time = since === undefined ? undefined : parseSince(since, Date.now())
  if (since !== undefined && time === undefined)
    return { reason: `The option --since is "${since}", which is no time such as 15m or 2026-03-01T10:00Z.` }
  const least = level === undefined ? undefined : toLevel(level)
  if (level !== undefined && least === undefined)
    return { reason: `The option --level is "${level}", which is none of debug, info, warn, error, fatal.` }
  return {
    ...(maxEvents === undefined ? {} : { maxEvents: Number(maxEvents) }),
    ...(events ? {} : { maxEvents: 0 }),
    ...(time === undefined ? {} : { since: time }),
    ...(least === undefined ? {} : { level: least }),
  }
}

/** What the settings of this place take out. A config that is broken must not keep anybody from what a program left. */
function defaultRedact(): BundleRedactOptions {
  try {
    return resolveSettings({ env: process.env, cwd: process.cwd() }).settings.bundleRedact
  } catch (error) {
    if (isDiagnosticError(error)) return {}
    throw error
  }
}

function write(
  source: ExportSource,
  out: string,
  choice: EventChoice,
  options: WriteBundleOptions,
): BundleManifest {
  try {
    checkPlace(out, source.folder)
    checkTarget(out, options)
    return source.write(out, choice, options)
  } catch (cause) {
    if (isDiagnosticError(cause)) throw cause
    throw ownDiagnostics.error('SMON-E104', { reason: (cause as Error).message }, { cause })
  }
}

function toText(
  { program, runId, ended, isEnvironmentKnown, redactedBefore }: ExportSource,
  manifest: BundleManifest,
  out: string,
): string {
  const { events, redactions } = manifest
  const unsent = toUnsentNote(runId, manifest.unsent ?? 0)
  const count = `${events.total} ${events.total === 1 ? 'diagnostic' : 'diagnostics'}`
  const missing = events.dropped > 0 ? `  Missing: ${events.dropped} that did not fit or were cut off.\n` : ''
  const leftOut = events.left_out > 0 ? `  Left out, as asked for: ${events.left_out}.\n` : ''
  const lines = [
    `${count} of ${program === '' ? 'a program' : program}, run ${runId}, in ${out}.`,
    `  The run: ${ended}.`,
    `  ${describeRedaction(redactions, presetOf(redactedBefore))}`,
    // Of a run on disk: `smonitor run` knows all of it, and so does the program itself.
    ...(isEnvironmentKnown || redactions?.preset === 'none'
      ? []
      : [
          '  Its environment is not on disk: the secrets of this shell were looked for in every text, and of a variable that only the program had what its name or form gives away.',
        ]),
  ]
  return `${lines.map(toSafeLine).join('\n')}\n${missing}${leftOut}${unsent === undefined ? '' : `  ${toSafeLine(describeUnsentNote(unsent))}\n`}`
}

/** Says whether it can be sent on. */
function describeRedaction(
  redactions: BundleManifest['redactions'],
  before: BundleRedactPreset | undefined,
): string {
  const { preset = 'none', replaced } = redactions ?? {}
  const { total = 0 } = replaced ?? {}
  if (preset === 'none' && total === 0) return 'Nothing was taken out: keep it to yourself (--redact share).'
  if (total === 0 && before !== undefined && before !== 'none')
    return `Redacted (${preset}): it was redacted before (${before}), and there was nothing left to take out. Look before you send it.`
  const places = total === 1 ? 'one place' : `${total} places`
  return `Redacted (${preset}): ${total === 0 ? 'there was nothing to take out' : `${places}, listed in bundle.json`}. Look before you send it.`
}

function toJson({ runId }: ExportSource, manifest: BundleManifest, out: string): string {
  const { end, events, redactions } = manifest
  const result = {
    schema: 'smonitor.export/1',
    out,
    run_id: runId,
    end,
    events: events.total,
    dropped: events.dropped,
    left_out: events.left_out,
    unsent: manifest.unsent ?? 0,
    redactions,
  }
  return `${toSafeLine(JSON.stringify(result))}\n`
}
