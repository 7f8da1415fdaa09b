import type { Environment } from '../../setup/environment.ts'
import { itemsOf } from './count-items.ts'
import { samplesNothing } from './examine-environment.ts'
import { describeProvider, exportersOf, processorsOf } from './describe-provider.ts'
import { createFinding, type Finding } from './finding.ts'
import type { Observation, ProviderSeen } from './inside/observation.ts'
import { judgeEnd } from './judge-end.ts'
import { isUnsupported, remedyOfExport } from './remedies.ts'
import { showUrl } from './otlp-target.ts'

/** Judges the providers of a process: whether what goes into them comes out. */
export function judgeProviders(seen: Observation, env: Environment): Finding[] {
  return [
    ...seen.providers.flatMap((provider) => [
      ...faultsOf(provider),
      ...samplerOf(provider),
      ...switchedOff(provider, env),
      ...failuresOf(provider, seen),
      ...droppedBy(provider),
      ...judgeEnd(provider, seen),
    ]),
    ...missingProviders(seen, env),
  ]
}

function faultsOf(provider: ProviderSeen): Finding[] {
  return processorsOf(provider).flatMap(({ name, fault }) => {
    if (fault === null) return []
    const isNested = fault === 'nested'
    const fix = isNested ? `new ${name}(exporter)` : `new ${name}({ exporter })`
    const reason = isNested
      ? 'it was handed an object with the exporter in it, and takes the exporter itself'
      : fault === 'undefined'
        ? 'it takes an object with the exporter in it, and was handed something else'
        : 'what it was handed cannot export'
    return [
      createFinding(
        'SMON-E334',
        { processor: name, signal: provider.signal, reason, fix },
        { kind: 'edit', text: fix },
        [describeProvider(provider)],
      ),
    ]
  })
}

function samplerOf({ sampler, made }: ProviderSeen): Finding[] {
  if (sampler === null || made > 0) return []
  return /^AlwaysOff|root=AlwaysOff|^TraceIdRatioBased\{0\}|root=TraceIdRatioBased\{0\}/.test(sampler)
    ? [samplesNothing(sampler)]
    : []
}

/** The trap of NodeSDK: handed a list of processors, it forgets the exporters that the variables ask for. */
function switchedOff(provider: ProviderSeen, env: Environment): Finding[] {
  if (!provider.isKnown || !asksForOtlp(provider.signal, env)) return []
  const processors = processorsOf(provider)
  if (processors.some(({ exporter, fault }) => exporter?.kind === 'otlp' || fault !== null)) return []
  const names = provider.processors.map(({ name }) => (name === 'Object' ? 'a processor' : name))
  const list = provider.signal === 'traces' ? 'spanProcessors' : 'logRecordProcessors'
  const reason =
    names.length === 0
      ? 'the provider has no processor'
      : `${names.join(', ')} took the place of what the variables would have given`
  return [
    createFinding(
      'SMON-E335',
      {
        signal: provider.signal,
        reason,
        remedy: `A list of ${list} switches off what NodeSDK makes of the variables. Let withSmonitor() of smonitor/sdk keep it, or put a batch processor with the OTLP exporter into the list`,
      },
      { kind: 'edit', text: 'new NodeSDK(withSmonitor({ … }))' },
      [describeProvider(provider), ...variablesOf(provider.signal, env)],
    ),
  ]
}

/** Of a signal that is asked for by name, a provider has to be there; an endpoint for all asks for none by name. */
function missingProviders({ providers, meters, registrations }: Observation, env: Environment): Finding[] {
  if (providers.length === 0 && meters === null) return []
  return (['traces', 'logs', 'metrics'] as const).flatMap((signal) => {
    const exporter = env[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.trim()
    const endpoint = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]
    const isNamed = exporter ? namesOtlp(signal, env) : Boolean(endpoint)
    const isThere = signal === 'metrics' ? meters !== null : providers.some((one) => one.signal === signal)
    if (!isNamed || isThere) return []
    const global = GLOBALS[signal]
    return [
      createFinding(
        'SMON-E335',
        {
          signal,
          reason: `no ${global} provider is registered`,
          remedy: `Register a ${global} provider in the set-up, or unset the variable`,
        },
        { kind: 'edit', text: `register a ${global} provider` },
        [...variablesOf(signal, env), `registered: ${registrations.map(({ what }) => what).join(', ')}`],
      ),
    ]
  })
}

type Signal = ProviderSeen['signal'] | 'metrics'

const GLOBALS: Readonly<Record<Signal, string>> = { traces: 'tracer', logs: 'logger', metrics: 'meter' }

function failuresOf(provider: ProviderSeen, seen: Observation): Finding[] {
  return exportersOf(provider).flatMap(({ name, failed, reasons, url }) => {
    if (failed === 0) return []
    const to = url === null ? '' : ` to ${showUrl(url)}`
    const [remedy, step] = remedyOfExport(provider.signal, url, isUnsupported(reasons, seen))
    return [
      createFinding(
        'SMON-E342',
        {
          exporter: name,
          count: failed,
          signal: itemsOf(provider, failed),
          to,
          reason: (reasons[0] ?? 'it gave no reason').replace(/\.$/, ''),
          remedy,
        },
        step,
        reasons,
      ),
    ]
  })
}

/** What the queues had no room for; where smonitor keeps the bound itself, it has counted, and what is behind it has not. */
function droppedBy(provider: ProviderSeen): Finding[] {
  return processorsOf(provider).flatMap(({ name, dropped, behind }) => {
    if (dropped === 0) return []
    const setting = provider.signal === 'traces' ? 'OTEL_BSP_MAX_QUEUE_SIZE' : 'OTEL_BLRP_MAX_QUEUE_SIZE'
    const processor = name === 'Object' ? (behind[0]?.name ?? name) : name
    return [
      createFinding(
        'SMON-W347',
        { count: dropped, signal: itemsOf(provider, dropped), processor, setting },
        { kind: 'check', text: 'how fast the endpoint takes what it is sent' },
        [describeProvider(provider)],
      ),
    ]
  })
}

function asksForOtlp(signal: ProviderSeen['signal'], env: Environment): boolean {
  const exporter = env[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.trim() ?? ''
  if (exporter !== '') return namesOtlp(signal, env)
  return variablesOf(signal, env).length > 0
}

function namesOtlp(signal: Signal, env: Environment): boolean {
  return (env[`OTEL_${signal.toUpperCase()}_EXPORTER`] ?? '')
    .split(',')
    .some((name) => name.trim() === 'otlp')
}

function variablesOf(signal: Signal, env: Environment): string[] {
  const upper = signal.toUpperCase()
  return [`OTEL_${upper}_EXPORTER`, `OTEL_EXPORTER_OTLP_${upper}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT']
    .filter((name) => Boolean(env[name]?.trim()))
    .map((name) => `${name}=${/ENDPOINT/.test(name) ? showUrl(env[name] ?? '') : env[name]}`)
}
