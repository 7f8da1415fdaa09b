import type { Command } from 'commander'
import { checkTarget } from '../bundle/target.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { findSdkNode } from '../setup/load-sdk.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { createId, describeRun } from '../setup/run-info.ts'
import { resolveSettings } from '../setup/settings/resolve-settings.ts'
import type { Settings } from '../setup/settings/settings.ts'
import { describeUnsent } from '../setup/resend/describe-unsent.ts'
import { EXIT } from './exit-codes.ts'
import { addRedactOptions, redactOptionsOf, type RedactFlags } from './redact-flags.ts'
import { openObservedSpool, type ObservedSpool, type UnsentRun } from './observed-spool.ts'
import { printError } from '../setup/print-error.ts'
import { spawnObserved, type ProgramEnd } from './spawn-observed.ts'

interface RunFlags extends RedactFlags {
  readonly out?: string
  readonly profile?: string
  readonly force: boolean
}

/** Adds `smonitor run`: runs a program with smonitor switched on and leaves a bundle. */
export function runCommand(program: Command, setExitCode: (code: number) => void): void {
  const command = program
    .command('run')
    .summary('run a program and write a bundle, whether it ends well or badly')
    .description(
      'Runs a Node program with smonitor switched on, and writes a bundle when it has ended, however it ended.\nWhat the program prints, reads and returns stays its own; its diagnostics are printed for the profile.',
    )
    .usage('[options] -- <command> [arguments...]')
    .argument('<command...>', 'the program and its arguments, such as: node app.js')
    // Not required by the parser, which would then complain of it rather than of an --ouut.
    .option(
      '--out <path>',
      'where the bundle goes: a folder, or a file that ends in .json, .jsonl or .tar.gz (required)',
    )
    .option('--force', 'replace a bundle that is there', false)
    .option(
      '--profile <name>',
      "whose words are printed: user, dev, qa, agent, debug, or a profile of the config's own (default: SMONITOR_PROFILE, else the config's, else user)",
    )
  addRedactOptions(command)
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Exit codes:
  the program's own, and besides:
  2        the command line is not understood; the program was not started
  125      smonitor failed: the OpenTelemetry SDK is missing, or the bundle cannot be written
  126      the program could not be started
  127      the program was not found
  128 + n  signal n ended the program`,
    )
    .action(async (command: string[], flags: RunFlags) => {
      const { out } = flags
      // Without a name after it, --out takes the word that follows, and that is an option or the dashes.
      if (out !== undefined && out.trim() !== '' && !out.startsWith('-')) {
        setExitCode(await runObserved(command, { ...flags, out }))
      } else {
        const reason = `The option --out ${out === undefined ? 'is missing' : 'names nothing'}: it says where the bundle goes.`
        printError(ownDiagnostics.error('SMON-E106', { reason, command: 'run' }))
        setExitCode(EXIT.usage)
      }
    })
}

async function runObserved(
  command: readonly string[],
  flags: RunFlags & { readonly out: string },
): Promise<number> {
  const info = { ...describeRun({ runId: createId(), serviceName: undefined, profile: flags.profile ?? '' }) }
  let spool: ObservedSpool | undefined
  try {
    // Everything that can be known before is checked before: the program must not run for nothing.
    checkBeforehand(flags)
    const { bundleRedact } = readRunSettings(flags)
    const redact = redactOptionsOf(flags, bundleRedact, 'run')
    findSdkNode()
    spool = openObservedSpool({ ...info, entry: null })
    const end = await spawnObserved(command, {
      SMONITOR_SPOOL: spool.root,
      SMONITOR_RUN_ID: info.run_id,
      // Spans and metrics for the bundle, unless somebody says otherwise.
      SMONITOR_SPOOL_TELEMETRY: process.env['SMONITOR_SPOOL_TELEMETRY'] || 'true',
      ...(flags.profile === undefined ? {} : { SMONITOR_PROFILE: flags.profile }),
    })
    const left = spool.writeBundle(end, flags.out, { force: flags.force, redact })
    if (left !== undefined) printError(toUnsent(left))
    return exitCodeOf(end)
  } catch (error) {
    printError(isDiagnosticError(error) ? error : toDiagnostic(error))
    // What the program left stays where `smonitor export` finds it; one that was never started left nothing.
    if (isSpawnFailure(error)) spool?.discard()
    if (isAboutOption(error)) return EXIT.usage
    return isSpawnFailure(error) ? error.exitCode : EXIT.runFailed
  }
}

/** A program that was killed could not say it. */
function toUnsent({ endpoints, unsent, folder }: UnsentRun): Error {
  const endpoint = endpoints.join(' and ')
  return ownDiagnostics.error('SMON-W230', { endpoint, what: describeUnsent(unsent, 0), folder })
}

/** What the file system refused, after the program or before it. */
function toDiagnostic(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return ownDiagnostics.error(
    'SMON-E104',
    { reason: /[.!]$/.test(reason) ? reason : `${reason}.` },
    { cause },
  )
}

function checkBeforehand({ out, force }: RunFlags & { readonly out: string }): void {
  try {
    checkTarget(out, { force })
  } catch (cause) {
    const reason = `${(cause as Error).message} The program was not started.`
    throw ownDiagnostics.error('SMON-E104', { reason }, { cause })
  }
}

/** The program would refuse them too, but only once it is started. */
function readRunSettings({ profile }: RunFlags): Settings {
  const flags = profile === undefined ? {} : { profile }
  return resolveSettings({ flags, env: process.env, cwd: process.cwd() }).settings
}

/** What is wrong on the command line is a mistake there: a setting, or what is to be taken out. */
function isAboutOption(error: unknown): boolean {
  if (!isDiagnosticError(error)) return false
  return error.code === 'SMON-E106' || String(error.params['setting']).startsWith('--')
}

function exitCodeOf({ exitCode, signalNumber }: ProgramEnd): number {
  return exitCode ?? EXIT.signalBase + signalNumber
}

function isSpawnFailure(error: unknown): error is { readonly exitCode: number } {
  return (
    typeof error === 'object' && error !== null && 'exitCode' in error && typeof error.exitCode === 'number'
  )
}
