import type { Environment } from '../../setup/environment.ts'
import type { Examined, Finding, Note } from './finding.ts'
import { describeAnswer, judgeAnswer, takesNoLogs } from './judge-answer.ts'
import { otlpTargetFromEnv, showUrl, type OtlpTarget, type Signal } from './otlp-target.ts'
import { probeEndpoint, type Probe } from './probe-endpoint.ts'

/** Options of {@link examineEndpoints}. */
export interface EndpointOptions {
  readonly env: Environment
  /** Longest time that an endpoint gets. */
  readonly limitMs: number
}

const SIGNALS: readonly Signal[] = ['traces', 'logs']

/** Sends one span and one log record where OTel's variables say, and tells what came back. */
export async function examineEndpoints({ env, limitMs }: EndpointOptions): Promise<Examined> {
  const notes: Note[] = []
  const targets: OtlpTarget[] = []
  for (const signal of SIGNALS) {
    const exporter = env[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.trim() ?? ''
    if (exporter !== '' && !exporter.split(',').some((name) => name.trim() === 'otlp')) {
      notes.push({
        state: 'info',
        text: `The ${signal} are not sent by OTLP: OTEL_${signal.toUpperCase()}_EXPORTER=${exporter}.`,
      })
      continue
    }
    const target = otlpTargetFromEnv(signal, env)
    if (target !== undefined) targets.push(target)
  }
  const probes = await Promise.all(
    targets.map(async (target) => ({ target, probe: await probeEndpoint(target, limitMs) })),
  )
  const tracesTaken = probes.some(
    ({ target, probe }) => target.signal === 'traces' && judgeAnswer(target, probe.answer) === undefined,
  )
  const findings: Finding[] = []
  for (const { target, probe } of probes) {
    const problem =
      (target.signal === 'logs' && tracesTaken ? takesNoLogs(target, probe.answer) : undefined) ??
      judgeAnswer(target, probe.answer)
    if (problem === undefined) notes.push(taken(target, probe))
    else if (target.setBy === undefined && !asksForOtlp(target.signal, env))
      notes.push(byDefault(target, probe))
    else findings.push(problem)
  }
  return { findings, notes }
}

function taken({ url, signal, protocol }: OtlpTarget, { identity, answer }: Probe): Note {
  const what = signal === 'traces' ? 'a probe span' : 'a probe log record'
  return {
    state: 'ok',
    text: `${showUrl(url)} took ${what} by ${protocol}: ${describeAnswer(answer)}, trace ${identity.traceId}.`,
  }
}

/** Nobody has asked for it, so it is no problem; NodeSDK would try it. */
function byDefault({ url, signal }: OtlpTarget, { answer }: Probe): Note {
  return {
    state: 'info',
    text: `No endpoint is set for the ${signal}. smonitor then sends nothing; NodeSDK sends to ${showUrl(url)}, and there: ${describeAnswer(answer)}.`,
  }
}

function asksForOtlp(signal: Signal, env: Environment): boolean {
  return (env[`OTEL_${signal.toUpperCase()}_EXPORTER`] ?? '')
    .split(',')
    .some((name) => name.trim() === 'otlp')
}
