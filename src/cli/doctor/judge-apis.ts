import { createFinding, type Finding } from './finding.ts'
import type { ApiCopy, Observation } from './inside/observation.ts'
import { isApiCompatible } from './is-compatible.ts'

const API = '@opentelemetry/api'

/** Judges the copies of the API that were loaded: whether what goes through each reaches a provider. */
export function judgeApis(seen: Observation): Finding[] {
  return seen.apis.flatMap((copy) => [
    ...cutOff(copy, seen),
    ...tooEarly(copy, seen),
    ...lostRecords(copy, seen),
  ])
}

/** Names a copy so that it is found. */
export function describeCopy({ name, version, format }: ApiCopy): string {
  return `${name} ${version} (${format === 'esm' ? 'ES module' : 'CommonJS'})`
}

function cutOff(copy: ApiCopy, { globalVersion, apis, registrations }: Observation): Finding[] {
  if (copy.name !== API || globalVersion === null || isApiCompatible(copy.version, globalVersion)) return []
  const registrar = apis.find(({ name, version }) => name === API && version === globalVersion)
  return [
    createFinding(
      'SMON-E332',
      {
        copy: describeCopy(copy),
        registrar: registrar === undefined ? `${API} ${globalVersion}` : describeCopy(registrar),
        reason:
          'a copy looks at what one of its own or a later minor version has registered, and at nothing else',
      },
      { kind: 'run', text: `npm ls ${API}` },
      [
        ...apis.map((one) => `loaded: ${describeCopy(one)} in ${one.folder}`),
        `the global is that of ${globalVersion}`,
        ...registrations.map(
          ({ what, by, place }) => `${what} was registered by ${by ?? place ?? 'the program'}`,
        ),
        ...usageOf(copy),
      ],
    ),
  ]
}

function tooEarly(copy: ApiCopy, { globalVersion, providers }: Observation): Finding[] {
  const isCut = copy.name === API && globalVersion !== null && !isApiCompatible(copy.version, globalVersion)
  const hasTracing = providers.some(({ signal }) => signal === 'traces')
  if (isCut || !hasTracing || copy.lostSpans === 0) return []
  const reason =
    copy.lostSpans === copy.spans
      ? 'their tracers were asked for before a provider was registered, and through another copy of the API than that'
      : 'no provider was registered yet'
  return [
    createFinding(
      'SMON-E343',
      { count: copy.lostSpans, copy: describeCopy(copy), reason },
      { kind: 'run', text: 'node --import ./otel.mjs app.mjs' },
      [
        copy.folder,
        `${copy.earlyTracers} tracers were asked for before there was a provider`,
        ...usageOf(copy),
      ],
    ),
  ]
}

function lostRecords(copy: ApiCopy, { providers }: Observation): Finding[] {
  const own = copy.name === API ? 'api' : 'api-logs'
  const logging = providers.filter(({ signal }) => signal === 'logs')
  if (copy.lostRecords === 0 || logging.length === 0 || logging.some(({ global }) => global === own))
    return []
  const other = own === 'api' ? '@opentelemetry/api-logs' : `${API} 1.10`
  return [
    createFinding(
      'SMON-E333',
      { count: copy.lostRecords, copy: describeCopy(copy), other },
      { kind: 'edit', text: `import { logs } from '${own === 'api' ? '@opentelemetry/api-logs' : API}'` },
      [copy.folder, ...usageOf(copy)],
    ),
  ]
}

function usageOf({ spans, lostSpans, records, lostRecords }: ApiCopy): string[] {
  return [
    ...(spans === 0 ? [] : [`${lostSpans} of ${spans} spans that were started through it were lost`]),
    ...(records === 0 ? [] : [`${lostRecords} of ${records} log records that went through it were lost`]),
  ]
}
