import type { ExporterSeen, ProcessorSeen, ProviderSeen } from './inside/observation.ts'
import { showUrl } from './otlp-target.ts'

/** All processors of a provider, those behind others included. */
export function processorsOf({ processors }: Pick<ProviderSeen, 'processors'>): ProcessorSeen[] {
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
