import type { Environment } from '../../setup/environment.ts'
import { nearestName } from '../../setup/settings/nearest-name.ts'
import { createFinding, type Examined, type Finding, type Note } from './finding.ts'
import { hideSecrets } from './hide-secrets.ts'
import { PROTOCOLS } from './otlp-target.ts'

/** What a variable of OTel may be. */
interface Rule {
  readonly variables: readonly string[]
  /** `undefined` when it may be this. */
  readonly refuse: (value: string, env: Environment) => string | undefined
  readonly allowed: string
  /** A value that works. */
  readonly example: string
}

const SIGNALS = ['', 'TRACES_', 'LOGS_', 'METRICS_']
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
]
const LOG_LEVELS = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all']

const RULES: readonly Rule[] = [
  {
    variables: otlp('PROTOCOL'),
    refuse: oneOf(PROTOCOLS),
    allowed: PROTOCOLS.join(', '),
    example: 'http/protobuf',
  },
  {
    variables: otlp('ENDPOINT'),
    refuse: refuseAddress,
    allowed: 'an address such as http://localhost:4318',
    example: 'http://localhost:4318',
  },
  {
    variables: otlp('COMPRESSION'),
    refuse: oneOf(['gzip', 'none']),
    allowed: 'gzip or none',
    example: 'gzip',
  },
  {
    variables: otlp('TIMEOUT'),
    refuse: refuseNumber,
    allowed: 'a number of milliseconds above 0',
    example: '10000',
  },
  {
    variables: otlp('HEADERS'),
    refuse: refuseHeaders,
    allowed: 'name=value, parted by commas',
    example: 'authorization=Bearer%20…',
  },
  ...(['TRACES', 'LOGS', 'METRICS'] as const).map((signal) => {
    const names = ['otlp', 'console', 'none', ...moreExporters(signal)]
    return {
      variables: [`OTEL_${signal}_EXPORTER`],
      refuse: eachOf(names),
      allowed: names.join(', '),
      example: 'otlp',
    }
  }),
  {
    variables: ['OTEL_TRACES_SAMPLER'],
    refuse: oneOf(SAMPLERS),
    allowed: SAMPLERS.join(', '),
    example: 'parentbased_always_on',
  },
  {
    variables: ['OTEL_TRACES_SAMPLER_ARG'],
    refuse: refuseRatio,
    allowed: 'a number from 0 to 1',
    example: '0.1',
  },
  {
    variables: ['OTEL_LOG_LEVEL'],
    refuse: oneOf(LOG_LEVELS, true),
    allowed: LOG_LEVELS.join(', '),
    example: 'info',
  },
  {
    variables: ['OTEL_SDK_DISABLED'],
    refuse: oneOf(['true', 'false'], true),
    allowed: 'true or false',
    example: 'false',
  },
]

/** Examines the variables that are in force: what switches telemetry off, and what OTel does not understand. */
export function examineEnvironment(env: Environment): Examined {
  const findings: Finding[] = []
  const isOff = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true'
  if (isOff) findings.push(switchedOff('OTEL_SDK_DISABLED', env))
  if (/^(?:false|0|no|off)$/i.test(env['SMONITOR_ENABLED']?.trim() ?? ''))
    findings.push(switchedOff('SMONITOR_ENABLED', env))
  const sampler = samplerOf(env)
  if (sampler !== undefined) findings.push(samplesNothing(sampler))
  for (const { variables, refuse, allowed, example } of RULES) {
    for (const setting of variables) {
      const value = env[setting]?.trim()
      const reason = value === undefined || value === '' ? undefined : refuse(value, env)
      if (value === undefined || reason === undefined) continue
      const shown = hideSecrets(setting, value)
      findings.push(
        createFinding(
          'SMON-W309',
          { setting, value: shown, reason, allowed },
          { kind: 'set', text: `${setting}=${nearestIn(reason) ?? example}` },
        ),
      )
    }
  }
  return { findings, notes: listVariables(env) }
}

/** Tells of a sampler that takes nothing, whoever has set it. */
export function samplesNothing(sampler: string): Finding {
  return createFinding(
    'SMON-W308',
    { sampler },
    { kind: 'set', text: 'OTEL_TRACES_SAMPLER=parentbased_always_on' },
  )
}

function listVariables(env: Environment): Note[] {
  const names = Object.keys(env).filter((name) => /^(?:OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  if (names.length === 0) return [{ state: 'info', text: 'No variable of OpenTelemetry or smonitor is set.' }]
  return names
    .toSorted()
    .map((name) => ({ state: 'info', text: `${name}=${hideSecrets(name, env[name] ?? '')}` }) as const)
}

function switchedOff(setting: string, env: Environment): Finding {
  return createFinding('SMON-W307', { setting, value: env[setting] ?? '' }, { kind: 'unset', text: setting })
}

function samplerOf(env: Environment): string | undefined {
  const sampler = env['OTEL_TRACES_SAMPLER']?.trim().toLowerCase()
  const ratio = env['OTEL_TRACES_SAMPLER_ARG']?.trim()
  if (sampler === 'always_off' || sampler === 'parentbased_always_off') return sampler
  const isRatio = sampler === 'traceidratio' || sampler === 'parentbased_traceidratio'
  return isRatio && ratio !== undefined && ratio !== '' && Number(ratio) === 0 ? `${sampler} of 0` : undefined
}

function otlp(name: string): string[] {
  return SIGNALS.map((signal) => `OTEL_EXPORTER_OTLP_${signal}${name}`)
}

function moreExporters(signal: 'TRACES' | 'LOGS' | 'METRICS'): string[] {
  if (signal === 'TRACES') return ['zipkin', 'jaeger']
  return signal === 'METRICS' ? ['prometheus'] : []
}

/** What a reason takes for the value that was meant. */
function nearestIn(reason: string): string | undefined {
  return /^perhaps (\S+) is meant$/.exec(reason)?.[1]
}

function oneOf(names: readonly string[], ignoresCase = false): Rule['refuse'] {
  return (value) => {
    if (names.includes(ignoresCase ? value.toLowerCase() : value)) return undefined
    const nearest = nearestName(value, names)
    return nearest === undefined ? 'there is no such value' : `perhaps ${nearest} is meant`
  }
}

function eachOf(names: readonly string[]): Rule['refuse'] {
  const check = oneOf(names)
  return (value, env) =>
    value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => check(name, env))
      .find((reason) => reason !== undefined)
}

function refuseAddress(value: string, env: Environment): string | undefined {
  const isGrpc = Object.entries(env).some(
    ([name, set]) => name.endsWith('_PROTOCOL') && set?.trim() === 'grpc',
  )
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return undefined
  // gRPC takes host:port, too.
  if (isGrpc && URL.canParse(`http://${value}`)) return undefined
  return /^[a-z]+:\/\//i.test(value)
    ? 'it is no address by http or https'
    : 'it does not begin with http:// or https://'
}

function refuseNumber(value: string): string | undefined {
  return Number(value) > 0 ? undefined : 'it is no number above 0'
}

function refuseRatio(value: string, env: Environment): string | undefined {
  if (!/traceidratio/.test(env['OTEL_TRACES_SAMPLER'] ?? '')) return undefined
  return Number(value) >= 0 && Number(value) <= 1 ? undefined : 'it is no number from 0 to 1'
}

function refuseHeaders(value: string): string | undefined {
  const pairs = value.split(',').filter((pair) => pair.trim() !== '')
  return pairs.every((pair) => pair.indexOf('=') > 0) ? undefined : 'a part of it is no name=value'
}
