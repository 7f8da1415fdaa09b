import type { Environment } from '../../setup/environment.ts'
import { describeProvider, exportersOf, processorsOf } from './describe-provider.ts'
import { createFinding, type Finding } from './finding.ts'
import type { Observation, ProviderSeen } from './inside/observation.ts'

/**
 * Judges whether there is any way out of a process for what is made in it, where no variable asks for one. Whoever
 * has said which exporters there are wants it so.
 */
export function judgeWayOut({ providers }: Observation, env: Environment): Finding[] {
  const shut = providers.filter((provider) => isWithoutExporter(provider) && !isSaid(provider, env))
  if (shut.length === 0) return []
  const signals = [...new Set(shut.map(({ signal }) => signal))]
  const settings = signals.map((signal) => `OTEL_${signal.toUpperCase()}_EXPORTER=none`)
  return [
    createFinding(
      'SMON-W348',
      { signals: signals.join(' and '), settings: settings.join(' and ') },
      { kind: 'set', text: 'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318' },
      shut.map(describeProvider),
    ),
  ]
}

/** Of a processor that is not known, nobody knows where it leads. */
function isWithoutExporter(provider: ProviderSeen): boolean {
  const processors = processorsOf(provider)
  return (
    provider.isKnown &&
    provider.made > 0 &&
    exportersOf(provider).length === 0 &&
    processors.every(({ name, fault }) => name.startsWith('smonitor') && fault === null)
  )
}

function isSaid({ signal }: ProviderSeen, env: Environment): boolean {
  const upper = signal.toUpperCase()
  return [
    `OTEL_${upper}_EXPORTER`,
    `OTEL_EXPORTER_OTLP_${upper}_ENDPOINT`,
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_CONFIG_FILE',
  ].some((name) => Boolean(env[name]?.trim()))
}
