import type { Environment } from '../../setup/environment.ts'
import { ownDiagnostics } from '../../setup/own-diagnostics.ts'
import { createFinding, type Examined, type Finding, type Note } from './finding.ts'
import type { Observation } from './inside/observation.ts'
import { describeCopy, judgeApis } from './judge-apis.ts'
import { judgeDiag } from './judge-diag.ts'
import { describeMeterProvider, judgeMetrics } from './judge-metrics.ts'
import { judgeModules } from './judge-modules.ts'
import { judgeProviders } from './judge-providers.ts'
import { judgeWayOut } from './judge-way-out.ts'
import { describeProvider } from './describe-provider.ts'
import { observeProgram, type ObservedProgram } from './observe-program.ts'
import { sdkLineOf } from './sdk-line.ts'

/** Options of {@link examineProgram}. */
export interface ProgramOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Environment
  readonly limitMs: number
}

/**
 * Runs a program and examines what is really there inside of it.
 *
 * @throws DiagnosticError SMON-E105 when it cannot be started, SMON-E346 when no process of it is one of Node.
 */
export async function examineProgram({ command, cwd, env, limitMs }: ProgramOptions): Promise<Examined> {
  const program = await observeProgram({ command, cwd, env, limitMs, output: 'stderr' })
  const main = chooseProcesses(program.observations)
  if (main.length === 0) throw ownDiagnostics.error('SMON-E346', { command: command[0] ?? '' })
  const failure = main.length === 1 && !program.isStopped ? program.exitCode : null
  const examined = main.map((seen) => examineProcess(seen, env, failure))
  return {
    findings: examined.flatMap(({ findings }) => findings),
    notes: [noteOf(program, main), ...examined.flatMap(({ notes }) => notes)],
  }
}

/** Those that have OTel in them; else the one that was started last, since tools start the program itself. */
function chooseProcesses(observations: readonly Observation[]): readonly Observation[] {
  const observed = observations.filter(
    ({ apis, registrations, packages }) =>
      apis.length + registrations.length > 0 || packages.some(({ name }) => name === 'smonitor'),
  )
  return observed.length > 0 ? observed : observations.slice(-1)
}

/** @param exitCode - With which it ended; `null` where that is not known, or it did not end by itself. */
function examineProcess(seen: Observation, env: Environment, exitCode: number | null): Examined {
  const findings: Finding[] = [
    ...judgeDiag(seen, env),
    ...judgeApis(seen),
    ...judgeModules(seen),
    ...judgeProviders(seen, env),
    ...judgeMetrics(seen, env),
    ...judgeWayOut(seen, env),
    ...noContext(seen),
    ...configFileIgnored(seen, env),
  ]
  // The SDK has refused the file, or the API what the SDK has registered.
  const isExplained = findings.some(({ code }) => code === 'SMON-E306' || code === 'SMON-E332')
  const hasProvider = seen.providers.length > 0 || seen.meters !== null
  const isWanted = hasProvider || !wantsNothing(env)
  if (!hasProvider && isWanted && !isExplained && (seen.thread === 0 || hasLost(seen)))
    findings.push(noProvider(seen, env, exitCode))
  const notes = [...notesOf(seen), ...(isWanted ? [] : [NOTHING_WANTED])]
  return {
    findings: findings.map((finding) => inThread(finding, seen)),
    notes: notes.map(({ state, text }) => ({ state, text: `${threadOf(seen)}${text}` })),
  }
}

/** Of an SDK whose exporters are all none, no provider is to be expected. */
function wantsNothing(env: Environment): boolean {
  const isDisabled = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
  return (
    !isDisabled &&
    ['TRACES', 'LOGS', 'METRICS'].every((signal) => env[`OTEL_${signal}_EXPORTER`]?.trim() === 'none')
  )
}

const NOTHING_WANTED: Note = {
  state: 'info',
  text: 'No provider is registered, as the variables want it: all exporters are none.',
}

/** A thread that has the API and does nothing with it needs no set-up. */
function hasLost({ apis }: Observation): boolean {
  return apis.some(({ lostSpans, lostRecords }) => lostSpans + lostRecords > 0)
}

/** What a thread registers is its own, and so is what it lacks. */
function inThread(finding: Finding, { thread, argv }: Observation): Finding {
  if (thread === 0) return finding
  const where = `in worker thread ${thread}${argv[0] === undefined ? '' : ` of ${argv[0]}`}`
  return { ...finding, evidence: [where, ...finding.evidence] }
}

function threadOf({ thread }: Observation): string {
  return thread === 0 ? '' : `Worker thread ${thread}: `
}

function noProvider(
  { packages, registrations, thread }: Observation,
  env: Environment,
  exitCode: number | null,
): Finding {
  const who = thread === 0 ? 'The program' : `The worker thread ${thread}`
  const sdk = packages.filter(({ name, version }) => sdkLineOf(name, version) !== undefined)
  const isDisabled = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
  const evidence = [
    ...sdk.map(({ name, version, folder }) => `loaded: ${name} ${version} in ${folder}`),
    `registered: ${registrations.map(({ what }) => what).join(', ') || 'nothing'}`,
  ]
  if (isDisabled) {
    const reason = 'OTEL_SDK_DISABLED is set'
    const step = { kind: 'unset', text: 'OTEL_SDK_DISABLED' } as const
    return createFinding('SMON-E331', { who, reason, remedy: 'Unset OTEL_SDK_DISABLED' }, step, evidence)
  }
  // Whoever failed first never came to its set-up.
  if (exitCode !== null && exitCode !== 0) {
    const reason = `it ended with exit code ${exitCode} before it had registered one`
    const remedy = 'Look at what it printed, and let it start first'
    return createFinding(
      'SMON-E331',
      { who, reason, remedy },
      { kind: 'check', text: 'what the program printed' },
      evidence,
    )
  }
  if (sdk.length === 0) {
    const reason = 'it loads no SDK'
    const line = 'node --import smonitor/register app.js'
    const remedy = `Load the set-up before the program, for example \`${line}\``
    return createFinding('SMON-E331', { who, reason, remedy }, { kind: 'run', text: line }, evidence)
  }
  const reason = 'it loads an SDK, and nothing starts it'
  const remedy = 'Call start() of the NodeSDK, or set the provider with trace.setGlobalTracerProvider()'
  return createFinding('SMON-E331', { who, reason, remedy }, { kind: 'edit', text: 'sdk.start()' }, evidence)
}

function noContext({ registrations, providers }: Observation): Finding[] {
  const hasTracing = providers.some(({ signal }) => signal === 'traces')
  if (!hasTracing || registrations.some(({ what }) => what === 'context')) return []
  const line = 'context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())'
  return [createFinding('SMON-W338', {}, { kind: 'edit', text: line })]
}

function configFileIgnored({ registrations }: Observation, env: Environment): Finding[] {
  const file = env['OTEL_CONFIG_FILE']?.trim()
  const providers = registrations.filter(({ what }) =>
    ['trace', 'logs', 'api-logs', 'metrics'].includes(what),
  )
  if (!file || providers.length === 0 || providers.some(({ isFromConfigFile }) => isFromConfigFile)) return []
  return [
    createFinding(
      'SMON-W345',
      { file },
      { kind: 'edit', text: "import { startNodeSdk } from '@opentelemetry/sdk-node'; startNodeSdk()" },
    ),
  ]
}

function notesOf(seen: Observation): Note[] {
  const { apis, providers, registrations, hookAt, seesEsModules } = seen
  const logs = providers.filter(({ signal }) => signal === 'logs')
  const globals = logs.map(({ global }) =>
    global === 'api' ? '@opentelemetry/api' : '@opentelemetry/api-logs',
  )
  return [
    ...apis.map((copy): Note => ({ state: 'info', text: `Loaded: ${describeCopy(copy)}, ${copy.folder}.` })),
    ...providers.map((provider): Note => ({ state: 'ok', text: `${describeProvider(provider)}.` })),
    ...(seen.meters === null
      ? []
      : [{ state: 'ok', text: `${describeMeterProvider(seen.meters)}.` } as const]),
    ...(globals.length === 0
      ? []
      : [
          {
            state: 'info',
            text: `The live global of logs is that of ${globals.join(' and that of ')}.`,
          } as const,
        ]),
    ...(registrations.some(({ what }) => what === 'context')
      ? [{ state: 'ok', text: 'A context manager is registered.' } as const]
      : []),
    ...(hookAt === null ? [] : [{ state: 'ok', text: 'A hook for ES modules is registered.' } as const]),
    ...(seesEsModules
      ? []
      : [
          {
            state: 'info',
            text: `ES modules are not seen on ${seen.node}; from Node 22.15 on they are.`,
          } as const,
        ]),
    ...seen.failures.map((text): Note => ({
      state: 'info',
      text: `The doctor itself failed to look: ${text}.`,
    })),
  ]
}

function noteOf(
  { isStopped, exitCode, signal, observations }: ObservedProgram,
  seen: readonly Observation[],
): Note {
  const end = isStopped
    ? 'was stopped by the doctor'
    : signal === null
      ? `ended with exit code ${exitCode}`
      : `ended by ${signal}`
  const versions = [...new Set(seen.map(({ node }) => node))].join(', ')
  const others = observations.length - seen.length
  const more = others === 0 ? '' : `, ${others} more without OpenTelemetry`
  const threads = seen.filter(({ thread }) => thread > 0).length
  const processes = seen.length - threads
  const looked = [
    ...(processes === 0 ? [] : [processes === 1 ? 'one process' : `${processes} processes`]),
    ...(threads === 0 ? [] : [threads === 1 ? 'one worker thread' : `${threads} worker threads`]),
  ].join(' and ')
  return {
    state: 'info',
    text: `The program ${end}; ${looked} of Node ${versions} looked into${more}.`,
  }
}
