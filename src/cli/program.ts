import { Command, CommanderError } from 'commander'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { VERSION } from '../record/version.ts'
import { checkCommand } from './check.ts'
import { catalogCommand } from './catalog.ts'
import { compareCommand } from './compare.ts'
import { EXIT } from './exit-codes.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { initCommand } from './init.ts'
import { policyCommand } from './policy.ts'
import { printError } from '../setup/print-error.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { runsCommand } from './runs.ts'
import { validateCommand } from './validate.ts'

/** The command line: parses, does, and says how it went. */
export interface Program {
  /** @returns The exit code. */
  run(args: readonly string[]): Promise<number>
}

/** Creates the command line with all its commands. */
export function createProgram(): Program {
  return {
    async run(args) {
      const exit = { code: EXIT.ok as number }
      const command = createCommand((code) => (exit.code = code))
      try {
        await command.parseAsync(withoutHelp(command, args), { from: 'user' })
      } catch (error) {
        return codeOf(error)
      }
      return exit.code
    },
  }
}

/** Help is for a command that there is; the parser would answer a slip of the keys with the general help, and 0. */
function withoutHelp(command: Command, args: readonly string[]): string[] {
  const [name] = args
  const isKnown = command.commands.some((one) => one.name() === name || one.aliases().includes(name ?? ''))
  if (name === undefined || name.startsWith('-') || name === 'help' || isKnown) return [...args]
  return args.filter((arg) => arg !== '--help' && arg !== '-h')
}

function createCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('smonitor')
    .description('Stable codes, clear messages and what to do next, on top of OpenTelemetry.')
    .version(VERSION, '-V, --version', 'print the version')
    .showHelpAfterError('See: smonitor --help')
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Examples:
  smonitor run --out out/bundle -- node app.js
  smonitor export --out out/bundle
  smonitor replay out/bundle --otlp http://localhost:4318
  smonitor report --from out/bundle
  smonitor report --from out/bundle --format json
  smonitor compare out/bundle out/previous
  smonitor explain MSM-W010
  smonitor catalog --out docs/codes
  smonitor init
  smonitor check --profile dev

Exit codes:
  0    done
  1    the command could not do its work
  2    the command line is not understood; validate: the config is not valid
  3    compare: an incident is in a state that --fail-on names; catalog diff: a change breaks others;
       replay: the endpoint did not take all of it
  run ends with the exit code of the program; see: smonitor run --help`,
    )
  const commands = [
    runCommand,
    exportCommand,
    runsCommand,
    replayCommand,
    reportCommand,
    compareCommand,
    explainCommand,
    catalogCommand,
    policyCommand,
  ]
  for (const add of [...commands, initCommand, validateCommand, checkCommand]) add(command, setExitCode)
  command.exitOverride()
  for (const sub of command.commands)
    for (const one of [sub, ...sub.commands])
      one.exitOverride().showHelpAfterError(`See: smonitor ${sub.name()} --help`)
  return command
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
  printError(error)
  // Whoever asked for what cannot be has mistyped it.
  return isDiagnosticError(error) && error.code === 'SMON-E106' ? EXIT.usage : EXIT.failed
}
