// Takes the backend away from a service that emits, and asserts that every accepted diagnostic arrives once it is back:
//   npm run test:outage                    the short form: 20 seconds of outage
//   npm run test:outage -- --minutes 5     as long as that
// It needs `dist` and the npm registry. The backend is a real collector where there is one (SMONITOR_OTELCOL, or npm run build:peers), and a
// stand-in for what a collector cannot be asked for: wrong answers. Latency, and the memory of a service
// without smonitor, are printed and not judged: a machine that is busy with other things has its own.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startCollector } from '../tests/interop/helpers/collector.ts'
import { readTextOf, untilArrived } from '../tests/outage/arrived.ts'
import { startService, type Service, type ServiceOptions } from '../tests/outage/service.ts'
import { RETRY_AFTER_S, startStandIn, type Behaviour, type StandIn } from '../tests/outage/stand-in.ts'
import { createChecks } from './checks.ts'
import { tryFullDisk } from './outage/try-full-disk.ts'
import { trySetUps } from './outage/try-set-ups.ts'
import { findPeer } from './peers.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, rate: { type: 'string', default: '500' } },
})
const outageSeconds = values.minutes === undefined ? 20 : Number(values.minutes) * 60
const perSecond = Number(values.rate)
const MAX_MORE_BYTES = 60 * 1024 * 1024
const RECOVERY_MS = 60_000 + outageSeconds * 1000

const checks = createChecks('outage')
const folder = mkdtempSync(join(tmpdir(), 'smonitor-outage-'))
let folders = 0
const freshFolder = (): string => {
  folders += 1
  const path = join(folder, String(folders))
  mkdirSync(path)
  return path
}
try {
  await tryOutage()
  for (const behaviour of ['429', '503', 'retry-after', 'cut', 'slow'] as const) await tryAnswers(behaviour)
  // They wait most of the time.
  await Promise.all([trySetUps(checks, freshFolder), tryFullDisk(checks, freshFolder)])
  for (const end of ['natural', 'exit', 'sigterm', 'uncaught', 'kill'] as const) await tryEnd(end)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
checks.finish()

/** The backend is away, and comes back: a service with smonitor beside one without, and beside one that is spared. */
async function tryOutage(): Promise<void> {
  const otelcol = findPeer('otelcol')
  if (otelcol === undefined) console.log('There is no collector here: a stand-in takes its place.')
  // A port that nobody listens at until the collector is back.
  const place = await startStandIn()
  const { endpoint } = place
  await place.stop()
  const http = Number(new URL(endpoint).port)
  const options = {
    perSecond,
    seconds: outageSeconds,
    end: 'stay',
    endpoint,
    protocol: 'http/protobuf',
  } as const
  const own = startService({ ...options, mode: 'with', cwd: freshFolder() })
  const other = startService({ ...options, mode: 'otel', cwd: freshFolder() })
  // The same service with a backend that is there: what it takes more is the outage's.
  const up = await startStandIn()
  const calm = startService({ ...options, mode: 'with', endpoint: up.endpoint, cwd: freshFolder() })
  const latencies = await measurePairs([own, other], outageSeconds * 1000)
  await Promise.all([own.emitted, other.emitted, calm.emitted])
  const peaks = [own.peakBytes(), other.peakBytes()] as const
  if (otelcol !== undefined) {
    const collector = await startCollector({
      binary: otelcol,
      folder: freshFolder(),
      ports: { http, grpc: http + 1 },
    })
    const logs = join(collector.folder, 'logs.jsonl')
    const { arrived, lost } = await untilArrived(own.accepted, () => readOwn(logs), RECOVERY_MS)
    checks.check(
      `after ${outageSeconds} s at ${perSecond}/s, all ${own.accepted.size} accepted diagnostics arrive`,
      lost === 0 && own.accepted.size === perSecond * outageSeconds,
      `${lost} lost`,
    )
    checks.check('each has an id', arrived.withoutUid === 0, `${arrived.withoutUid} have none`)
    console.log(`     arrived more than once: ${arrived.duplicates}`)
    const more = own.peakBytes() - calm.peakBytes()
    checks.check(
      `the outage and what comes after it take less than ${toMiB(MAX_MORE_BYTES)}`,
      more <= MAX_MORE_BYTES,
      toMiB(more),
    )
    console.log(
      `     peak of memory: ${toMiB(own.peakBytes())}, with a backend that is there ${toMiB(calm.peakBytes())}, without smonitor ${toMiB(other.peakBytes())}`,
    )
    await endBoth()
    await collector.stop()
  } else await endBoth()
  console.log(
    `     peak of memory in the outage: ${toMiB(peaks[0])}, and ${toMiB(peaks[1])} without smonitor`,
  )
  console.log(
    `     p99 of requests: ${latencies.map((ms) => `${ms.toFixed(1)} ms`).join(', and ')} without smonitor`,
  )
  console.log(`     ${own.delivery()}`)

  async function endBoth(): Promise<void> {
    own.close()
    await own.ended
    calm.kill()
    other.kill()
    await Promise.all([calm.ended, other.ended])
    await up.stop()
  }
}

/** Both services send to the same place; what OTel alone delivers has no code of ours. */
function readOwn(path: string): string {
  return readTextOf(path)
    .split('\n')
    .filter((line) => line.includes('log.record.uid'))
    .join('\n')
}

/** Asks both in turns, so that what else the machine does meets both. @returns The p99 of each */
async function measurePairs(services: readonly Service[], forMs: number): Promise<readonly number[]> {
  const ports = await Promise.all(services.map(({ port }) => port))
  const times = ports.map((): number[] => [])
  const endAt = performance.now() + forMs
  for (let round = 0; performance.now() < endAt; round += 1) {
    for (let turn = 0; turn < ports.length; turn += 1) {
      const at = (turn + round) % ports.length
      times[at]?.push(await timeRequest(ports[at] ?? 0))
    }
    await sleep(5)
  }
  return times.map((all) => all.toSorted((one, two) => one - two)[Math.floor(all.length * 0.99)] ?? 0)
}

function timeRequest(port: number): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - started))
    }).once('error', reject)
  })
}

/** The endpoint answers wrongly for a while. */
async function tryAnswers(behaviour: Behaviour): Promise<void> {
  await checks.attempt(`an endpoint that answers with ${behaviour} gets everything later`, async () => {
    const standIn = await startStandIn()
    standIn.behave(behaviour)
    const service = startService({ ...serviceOf(standIn, 'with'), seconds: 3, end: 'stay' })
    try {
      await service.emitted
      await sleep(3000)
      standIn.behave('up')
      const { lost } = await untilArrived(service.accepted, standIn.taken, 60_000)
      if (lost > 0) throw new Error(`${lost} of ${service.accepted.size} are lost.`)
      const [shortest = 0] = standIn.asked.slice(1, 3).map((at, index) => at - (standIn.asked[index] ?? 0))
      if (behaviour === 'retry-after' && shortest < RETRY_AFTER_S * 1000 - 100)
        throw new Error(
          `It was asked again after ${shortest.toFixed(0)} ms, and not after ${RETRY_AFTER_S} s.`,
        )
    } finally {
      service.close()
      await Promise.race([service.ended, sleep(15_000)])
      service.kill()
      await standIn.stop()
    }
  })
}

/** The program ends while the backend is away; the next one brings what is left. */
async function tryEnd(end: 'natural' | 'exit' | 'sigterm' | 'uncaught' | 'kill'): Promise<void> {
  await checks.attempt(`what a program leaves that ends by ${end} is sent by the next one`, async () => {
    const standIn = await startStandIn()
    standIn.behave('cut')
    const cwd = freshFolder()
    const options = { ...serviceOf(standIn, 'with'), cwd }
    const first = startService({ ...options, seconds: 2, end: end === 'kill' ? 'stay' : end })
    if (end === 'kill') {
      await first.emitted
      first.kill()
    }
    await first.ended
    standIn.behave('up')
    const second = startService({ ...options, perSecond: 1, seconds: 2, end: 'stay' })
    try {
      if (first.accepted.size < 2 * perSecond) throw new Error(`It emitted ${first.accepted.size} only.`)
      const { lost } = await untilArrived(first.accepted, standIn.taken, 30_000)
      if (lost > 0) throw new Error(`${lost} of ${first.accepted.size} are lost.`)
    } finally {
      second.close()
      await second.ended
      await standIn.stop()
    }
  })
}

function serviceOf(
  { endpoint }: StandIn,
  mode: ServiceOptions['mode'],
): Omit<ServiceOptions, 'seconds' | 'end'> {
  return { mode, perSecond, cwd: freshFolder(), endpoint, protocol: 'http/json' }
}

function toMiB(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`
}
