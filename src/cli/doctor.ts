import type { Command } from 'commander'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { printError } from '../setup/print-error.ts'
import { diagnose } from './doctor/diagnose.ts'
import { renderDiagnosis } from './doctor/render-findings.ts'
import { toDoctorJson, toDoctorLines } from './doctor/to-doctor-json.ts'
import { EXIT } from './exit-codes.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface DoctorFlags {
  readonly json: boolean
  readonly agent: boolean
  readonly timeout: string
}

const DEFAULT_TIMEOUT_MS = '30000'

/** Adds `smonitor doctor`: why nothing arrives. */
export function doctorCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('doctor')
    .summary('tell why telemetry does not arrive, and what to do')
    .description(
      'Examines this folder: installed versions and copies of OpenTelemetry, variables, settings, and what the OTLP endpoint really answers to one probe span and one probe log record.\nWith a command, runs it too and looks inside: which providers, processors and exporters are registered, and what becomes of what they are given. What the program prints goes to the standard error.',
    )
    .usage('[options] [-- <command> [arguments...]]')
    .argument('[command...]', 'a program and its arguments, such as: node app.js')
    .option('--timeout <ms>', 'how long the program may run before it is stopped', DEFAULT_TIMEOUT_MS)
    .option('--json', 'print the result for programs', false)
    .option('--agent', 'print a line for each finding: code, evidence, fix and next_step', false)
    .passThroughOptions()
    .addHelpText(
      'after',
      `
Exit codes:
  0  nothing is wrong
  1  the examination could not be made: the program could not be started, or is not one of Node
  2  the command line is not understood
  3  something is wrong`,
    )
    .action(async (command: string[], { json, agent, timeout }: DoctorFlags) => {
      const timeoutMs = Number(timeout)
      const reason =
        json && agent
          ? '--json and --agent are both there.'
          : Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= LONGEST_MS
            ? undefined
            : `--timeout is ${timeout}, and takes a whole number of milliseconds from 1 to ${LONGEST_MS}.`
      if (reason !== undefined) {
        printError(ownDiagnostics.error('SMON-E106', { reason, command: 'doctor' }))
        setExitCode(EXIT.usage)
        return
      }
      const diagnosis = await diagnose({ command, cwd: process.cwd(), env: process.env, timeoutMs })
      process.stdout.write(
        json
          ? toPrettyJson(toDoctorJson(diagnosis))
          : agent
            ? toDoctorLines(diagnosis)
            : renderDiagnosis(diagnosis, process.stdout.columns ?? 80),
      )
      if (diagnosis.findings.length > 0) setExitCode(EXIT.found)
    })
}

/** What a timer of Node can wait. */
const LONGEST_MS = 2_147_483_647
