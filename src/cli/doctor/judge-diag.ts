import { configFileRefused, configProblemIn } from './examine-config-file.ts'
import { examineEnvironment } from './examine-environment.ts'
import { createFinding, type Finding } from './finding.ts'
import type { DiagMessage, Observation } from './inside/observation.ts'
import { exportersOf, processorsOf } from './describe-provider.ts'
import type { Environment } from '../../setup/environment.ts'

const MOST = 10

/** Turns what OTel itself says into findings. What others have found already is not said again. */
export function judgeDiag(seen: Observation, env: Environment): Finding[] {
  const { diag, providers, meters } = seen
  const ofMetrics = (meters?.readers ?? []).flatMap(({ exporter }) => (exporter === null ? [] : [exporter]))
  const reasons = [...providers.flatMap(exportersOf), ...ofMetrics].flatMap((exporter) => exporter.reasons)
  const hasFault = providers.flatMap(processorsOf).some(({ fault }) => fault !== null)
  const refused = examineEnvironment(env)
    .findings.map(({ message }) => message.split(' ')[0] ?? '')
    .filter((name) => name.startsWith('OTEL_'))
  const findings = diag.flatMap((message): Finding[] => {
    const config = configProblemIn(message.text)
    if (config !== undefined)
      return [configFileRefused(env['OTEL_CONFIG_FILE'] ?? 'OTEL_CONFIG_FILE', config)]
    const [, twice] = /Attempted duplicate registration of API: (\w+)/.exec(message.text) ?? []
    if (twice !== undefined) return [registeredTwice(twice, message, seen)]
    if (refused.some((name) => repeats(message, name, env[name]))) return []
    const inOneLine = { ...message, text: message.text.replaceAll(/\s+/g, ' ') }
    if (isKnownOtherwise(inOneLine, reasons) || (hasFault && /export/.test(message.text))) return []
    return [
      createFinding(
        'SMON-W339',
        { text: withoutStop(message.text) },
        { kind: 'set', text: 'OTEL_LOG_LEVEL=debug' },
        [`${message.level}, ${message.count === 1 ? 'once' : `${message.count} times`}`],
      ),
    ]
  })
  const distinct = new Map(findings.map((one) => [`${one.code} ${one.message}`, one]))
  return [...distinct.values()].slice(0, MOST)
}

function registeredTwice(what: string, { place }: DiagMessage, { registrations }: Observation): Finding {
  const first = registrations.find((one) => one.what === what)
  const isOurs = registrations.some((one) => one.isOurs)
  const evidence = [
    ...(first === undefined
      ? []
      : [
          `the first: ${[first.place, first.by].filter((part) => part !== null).join(', by ') || 'not known'}`,
        ]),
    ...(place === null ? [] : [`the second: ${place}`]),
  ]
  return createFinding(
    'SMON-E344',
    {
      what,
      remedy: isOurs
        ? 'with a set-up of your own, use withSmonitor() in it in place of smonitor/register'
        : 'give the processors and exporters of both to the one that stays',
    },
    isOurs
      ? { kind: 'edit', text: 'new NodeSDK(withSmonitor({ … }))' }
      : { kind: 'edit', text: place ?? 'the second set-up' },
    evidence,
  )
}

/** A message has the variable, or its value alone: "Unsupported OTLP traces protocol: …". */
function repeats({ text }: DiagMessage, name: string, value = ''): boolean {
  return text.includes(name) || (value.trim().length > 2 && text.includes(value.trim()))
}

/** A version that does not match is a copy that is cut off; a failed export has its exporter and reason. */
function isKnownOtherwise({ text }: DiagMessage, reasons: readonly string[]): boolean {
  if (/Registration of version v\S+ for \w+ does not match/.test(text)) return true
  // Of what was asked for, and of what is seen for certain in the order of the modules.
  if (/contains "none"/.test(text)) return true
  if (/Module \S+ has been loaded before/.test(text)) return true
  if (reasons.length === 0) return false
  return (
    /OTLP|PeriodicExporting|Export failed/.test(text) ||
    reasons.some((reason) => text.includes(reason) || reason.includes(text))
  )
}

function withoutStop(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '')
}
