import type { Command } from 'commander'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { printError } from '../setup/print-error.ts'
import { EXIT } from './exit-codes.ts'
import { createProgressBar } from './progress-bar.ts'
import { createProgress } from './progress.ts'
import { readEndpoint, type Endpoint, type Refusal } from './replay/endpoint.ts'
import { renderDamage, renderOutcome, renderPlan, toJson } from './replay/render-outcome.ts'
import { openReplaySource } from './replay/open-replay-source.ts'
import type { ReplaySource } from './replay/replay-source.ts'
import { openReplayState, type ReplayState } from './replay/replay-state.ts'
import { sendAll, type ReplayOutcome } from './replay/send-all.ts'
import type { Signal } from './replay/signals.ts'
import { surveySource, type Survey } from './replay/survey.ts'
import { reading } from './reading-bundle.ts'

interface ReplayFlags {
  readonly otlp?: string
  readonly header: readonly string[]
  readonly run: string
  readonly unsent: boolean
  readonly rate?: string
  readonly maxWait: string
  readonly dryRun: boolean
  readonly restart: boolean
  readonly json: boolean
}

/** Adds `smonitor replay`: sends what is in a bundle, or in a run on disk, to an OTLP endpoint. */
export function replayCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('replay')
    .summary('send a bundle, or a run that is on disk, to an OTLP endpoint')
    .description(
      'Sends the diagnostics of a bundle or of a run as log records, and its spans and metrics, by OTLP over HTTP. What was sent is remembered in .smonitor/replay: the same command goes on where it stopped.',
    )
    .argument('<bundle>', 'a bundle of any form, or a folder with runs: .smonitor, or one of them')
    .option('--otlp <url>', 'the endpoint, such as http://localhost:4318; else OTEL_EXPORTER_OTLP_ENDPOINT')
    .option(
      '--header <name=value>',
      'goes along, besides OTEL_EXPORTER_OTLP_HEADERS; can be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [] as readonly string[],
    )
    .option('--run <id>', 'which run: its id, the first letters of it, or latest', 'latest')
    .option('--unsent', 'of a run, only the diagnostics that its program could not send itself', false)
    .option('--rate <n>', 'no more records, spans and metrics a second, on the average')
    .option('--max-wait <seconds>', 'how long to wait for an endpoint that takes nothing', '300')
    .option('--dry-run', 'say what would be sent, and send nothing', false)
    .option('--restart', 'send again what was sent before', false)
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0    everything is sent, now or before
  1    it is not: no such bundle, or the endpoint takes nothing; what is left goes with the same command
  2    the command line is not understood
  3    it is sent, but for what the endpoint refused, or takes nothing of, as Jaeger takes no log records
  130  stopped by Ctrl-C; the same command goes on`,
    )
    .action(async (path: string, flags: ReplayFlags) => {
      const asked = readFlags(flags)
      if ('reason' in asked) {
        printError(ownDiagnostics.error('SMON-E106', { reason: asked.reason, command: 'replay' }))
        setExitCode(EXIT.usage)
        return
      }
      const source = await openReplaySource(path, flags).catch((error: unknown) => {
        if (!isDiagnosticError(error) || error.code !== 'SMON-E106') throw error
        printError(error)
        setExitCode(EXIT.usage)
        return undefined
      })
      if (source === undefined) return
      try {
        setExitCode(await planOrReplay(path, source, asked, flags))
      } finally {
        source.close()
      }
    })
}

interface Asked {
  /** `undefined` for a dry run that is not told. */
  readonly endpoint: Endpoint | undefined
  readonly rate: number | undefined
  readonly patienceMs: number
}

function readFlags({ otlp, header, rate, maxWait, dryRun }: ReplayFlags): Asked | Refusal {
  const perSecond = rate === undefined ? undefined : Number(/^(\d{1,9})(?:\/s)?$/.exec(rate)?.[1] ?? 0)
  if (perSecond !== undefined && perSecond < 1)
    return {
      reason: `The option --rate is "${rate ?? ''}", which is no number of items a second, such as 500.`,
    }
  if (!/^\d{1,6}$/.test(maxWait))
    return { reason: `The option --max-wait is "${maxWait}", which is no whole number of seconds.` }
  const endpoint = readEndpoint(otlp, header, process.env)
  if (endpoint === undefined && !dryRun)
    return { reason: 'Where to send it to is missing. Give --otlp, such as --otlp http://localhost:4318.' }
  if (endpoint !== undefined && 'reason' in endpoint) return endpoint
  return { endpoint, rate: perSecond, patienceMs: Number(maxWait) * 1000 }
}

async function planOrReplay(
  path: string,
  source: ReplaySource,
  { endpoint, ...pace }: Asked,
  flags: ReplayFlags,
): Promise<number> {
  const state =
    endpoint === undefined
      ? undefined
      : openReplayState(source.identity, endpoint.shown, flags.restart && !flags.dryRun, sayNotKept)
  const isFromStart = state === undefined || flags.restart
  const survey = readAll(path, source, (signal) => (isFromStart ? 0 : state.done(signal)))
  if (endpoint !== undefined && state !== undefined && !flags.dryRun)
    return replay(path, source, { ...pace, endpoint, state, survey }, flags)
  process.stdout.write(renderPlan(source, endpoint, survey, flags.json))
  return EXIT.ok
}

function sayNotKept(reason: string): void {
  process.stderr.write(
    `${toSafeLine(`How far it comes cannot be kept: ${reason}. Another replay sends all of it again.`)}\n`,
  )
}

function readAll(path: string, source: ReplaySource, done: (signal: Signal) => number): Survey {
  const progress = createProgress(`Reading ${toSafeLine(source.title)}`, 'records, spans and metrics')
  try {
    return reading(path, () =>
      surveySource(source, done, (items) => {
        for (let at = 0; at < items; at += 1) progress.tick()
      }),
    )
  } finally {
    progress.end()
  }
}

interface Work extends Omit<Asked, 'endpoint'> {
  readonly endpoint: Endpoint
  readonly state: ReplayState
  readonly survey: Survey
}

async function replay(
  path: string,
  source: ReplaySource,
  { endpoint, state, rate, patienceMs, survey }: Work,
  { json }: ReplayFlags,
): Promise<number> {
  process.stderr.write(renderDamage(survey))
  const before = sum(survey.signals.map((one) => one.before))
  const total = before + sum(survey.signals.map(({ items }) => items))
  const bar = createProgressBar(`Sending ${toSafeLine(source.title)}`, total, before)
  const stopper = new AbortController()
  const stop = (): void => stopper.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  let waited = ''
  let outcome: ReplayOutcome
  try {
    outcome = await sendAll(source, {
      endpoint,
      state,
      rate,
      patienceMs,
      abort: stopper.signal,
      onDone(items) {
        waited = ''
        bar.add(items)
      },
      onWait(reason, waitMs) {
        if (reason === waited) return
        waited = reason
        bar.hide()
        const seconds = Math.max(1, Math.round(waitMs / 1000))
        process.stderr.write(
          `${toSafeLine(`${endpoint.shown} takes nothing now: ${reason}. Trying again in ${seconds} s.`)}\n`,
        )
      },
    })
  } catch (cause) {
    return reading(path, () => {
      throw cause
    })
  } finally {
    bar.end()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  process.stdout.write(
    json ? toJson(source, endpoint, outcome) : renderOutcome(source, endpoint, outcome, survey.notes),
  )
  const isDone = outcome.signals.every(({ unsupported, rejected }) => unsupported + rejected === 0)
  if (outcome.stopped === undefined && isDone) source.settle()
  return exitCodeOf(outcome, endpoint)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

function exitCodeOf({ signals, stopped }: ReplayOutcome, endpoint: Endpoint): number {
  if (stopped?.kind === 'interrupted') return EXIT.interrupted
  if (stopped !== undefined) {
    const reason = stopped.reason.replace(/\.$/, '')
    printError(ownDiagnostics.error('SMON-E150', { endpoint: endpoint.shown, reason }))
    return EXIT.failed
  }
  const isLeft = signals.some(({ unsupported, rejected }) => unsupported > 0 || rejected > 0)
  if (!isLeft) return EXIT.ok
  const isUnderstood = signals.some(({ sent, before, unsupported }) => sent + before + unsupported > 0)
  return isUnderstood ? EXIT.partly : EXIT.failed
}
