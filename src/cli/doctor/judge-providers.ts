import type { Environment } from '../../setup/environment.ts'
import { samplesNothing } from './examine-environment.ts'
import { createFinding, type Finding } from './finding.ts'
import type { ExporterSeen, Observation, ProcessorSeen, ProviderSeen } from './inside/observation.ts'
import { showUrl } from './otlp-target.ts'

/** Judges the providers of a process: whether what goes into them comes out. */
export function judgeProviders(seen: Observation, env: Environment): Finding[] {
  return [
    ...seen.providers.flatMap((provider) => [
      ...faultsOf(provider),
      ...samplerOf(provider),
      ...switchedOff(provider, env),
      ...failuresOf(provider),
      ...droppedBy(provider),
      ...lostAtEnd(provider, seen),
      ...nothingExported(provider, seen),
    ]),
    ...missingProviders(seen, env),
  ]
}

/** All processors of a provider, those behind others included. */
export function processorsOf({ processors }: ProviderSeen): ProcessorSeen[] {
  const withBehind = (one: ProcessorSeen): ProcessorSeen[] => [one, ...one.behind.flatMap(withBehind)]
  return processors.flatMap(withBehind)
}

/** All exporters of a provider. */
export function exportersOf(provider: ProviderSeen): ExporterSeen[] {
  return processorsOf(provider).flatMap(({ exporter }) => (exporter === null ? [] : [exporter]))
}

/** Says in words what a provider is made of. */
export function describeProvider(provider: ProviderSeen): string {
  const processors = provider.processors.map(describeProcessor)
  const sampler = provider.sampler === null ? '' : `, sampler ${provider.sampler}`
  const made = `${provider.made} made`
  return `${provider.signal}: ${provider.name} with ${processors.length === 0 ? 'no processor' : processors.join('; ')}${sampler}; ${made}`
}

function describeProcessor({ name, exporter, fault, behind }: ProcessorSeen): string {
  const to = exporter?.url === null || exporter?.url === undefined ? '' : ` to ${showUrl(exporter.url)}`
  const own = exporter === null ? (fault === null ? '' : ' → no exporter') : ` → ${exporter.name}${to}`
  const inner = behind.map((one) => ` → ${describeProcessor(one)}`).join('')
  return `${name === 'Object' ? 'a processor' : name}${own}${inner}`
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

function failuresOf(provider: ProviderSeen): Finding[] {
  return exportersOf(provider).flatMap(({ name, failed, reasons, url }) => {
    if (failed === 0) return []
    const to = url === null ? '' : ` to ${showUrl(url)}`
    return [
      createFinding(
        'SMON-E342',
        {
          exporter: name,
          count: failed,
          signal: itemsOf(provider, failed),
          to,
          reason: (reasons[0] ?? 'it gave no reason').replace(/\.$/, ''),
          remedy:
            url === null
              ? 'Look at the exporter'
              : `Look what listens at ${showUrl(url)}, and with which protocol`,
        },
        { kind: 'check', text: url === null ? name : `what listens at ${showUrl(url)}` },
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

/** What only the doctor has brought out would have been lost, and so is what was not brought out by an exit. */
function lostAtEnd(provider: ProviderSeen, { end }: Observation): Finding[] {
  return processorsOf(provider).flatMap(({ name, exporter }) => {
    if (exporter === null || end === 'stopped' || end === 'unknown') return []
    // What smonitor could not send is on disk, and sent later.
    if (end === 'exited' && provider.signal === 'logs' && provider.processors.some(({ isOurs }) => isOurs))
      return []
    const unsent = provider.made - exporter.exported - exporter.failed - exporter.exportedByFlush
    const count =
      exporter.exportedByFlush > 0
        ? exporter.exportedByFlush
        : end === 'exited' && /Batch/.test(name)
          ? unsent
          : 0
    if (count <= 0) return []
    const how = end === 'exited' ? 'it ended by process.exit() or an error' : 'it ended by itself'
    return [
      createFinding(
        'SMON-W341',
        { count, signal: itemsOf(provider, count), processor: name },
        { kind: 'edit', text: 'await sdk.shutdown()' },
        [how, `${provider.made} were made, ${exporter.exported} sent before the end`],
      ),
    ]
  })
}

function nothingExported(provider: ProviderSeen, { end }: Observation): Finding[] {
  const exporters = exportersOf(provider)
  const isOut = exporters.some((one) => one.exported + one.exportedByFlush + one.failed > 0)
  const isPending = exporters.some(({ pending }) => pending > 0)
  const hasFault = processorsOf(provider).some(({ fault }) => fault !== null)
  // What an exit cut off is told of as lost at the end.
  if (end === 'exited' || provider.made === 0 || isOut || hasFault || exporters.length === 0) return []
  return [
    createFinding(
      'SMON-E340',
      {
        made: provider.made,
        signal: itemsOf(provider, provider.made),
        ...(isPending
          ? {
              reason: 'an export was under way when the time of the doctor was over',
              remedy:
                'Look at the endpoint: one that is not there or gives no answer is tried again and again',
            }
          : {
              reason: 'none was handed over in the time that the doctor gave',
              remedy:
                'Let the program run longer, with --timeout, or look whether a processor holds them back',
            }),
      },
      { kind: 'run', text: 'smonitor doctor --timeout 60000 -- …' },
      [describeProvider(provider)],
    ),
  ]
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

function itemsOf({ signal }: ProviderSeen, count: number): string {
  const one = signal === 'traces' ? 'span' : 'log record'
  return count === 1 ? one : `${one}s`
}
