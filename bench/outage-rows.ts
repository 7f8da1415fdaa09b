// What a service pays while its backend is away, beside the same service with OTel alone. Prints a row as JSON:
//   node bench/outage-rows.ts <row> [--minutes 5]
// The services are those of `npm run test:outage`; it needs `dist`, and Linux for the memory.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startService, type ServiceOptions } from '../tests/outage/service.ts'
import { quantile, roundToFour } from './rounds.ts'

const { values, positionals } = parseArgs({
  options: { list: { type: 'boolean' }, minutes: { type: 'string' } },
  allowPositionals: true,
})
const PER_SECOND = 500
const PAIRS = 5
const MEMORY_SECONDS = Number(values.minutes ?? 1) * 60
const LATENCY_SECONDS = values.minutes === undefined ? 15 : (Number(values.minutes) * 60) / PAIRS
const REQUESTS_PER_SECOND = 100
const START_MS = 2000
const MAX_MORE_BYTES = 60_000_000
/** Nobody listens at it. */
const ENDPOINT = 'http://127.0.0.1:9'
const PEER = 'the same service with OpenTelemetry alone'

const rows: Readonly<Record<string, () => Promise<object>>> = {
  'outage: memory above the peer, of 60 MB': measureMemory,
  'outage: p99 of requests': measureLatency,
}

const name = positionals[0] ?? ''
if (values.list === true) console.log(JSON.stringify(Object.keys(rows)))
else console.log(JSON.stringify({ name, better: 'lower', peer: PEER, ...(await rows[name]?.()) }))

/** Both at once: what else the machine does changes no memory. */
async function measureMemory(): Promise<object> {
  const [own, other] = await Promise.all([
    withService('with', MEMORY_SECONDS, async ({ emitted }) => void (await emitted)),
    withService('otel', MEMORY_SECONDS, async ({ emitted }) => void (await emitted)),
  ])
  const ratio = roundToFour((own.peakBytes - other.peakBytes) / MAX_MORE_BYTES)
  return { target: 1, ratio, spread: [ratio, ratio], ours: own.peakBytes, theirs: other.peakBytes }
}

/** One after the other, with a second run of the peer in each round: what differs between those two is noise. */
async function measureLatency(): Promise<object> {
  const rounds: { readonly ours: number; readonly theirs: number; readonly again: number }[] = []
  for (let at = 0; at < PAIRS; at += 1) {
    const order = ['with', 'otel', 'otel'].slice(at % 3).concat(['with', 'otel', 'otel'].slice(0, at % 3))
    const found: Record<string, number[]> = { with: [], otel: [] }
    for (const mode of order) found[mode]?.push(await measureP99(mode as ServiceOptions['mode']))
    const [ours = 0] = found['with'] ?? []
    const [theirs = 0, again = 0] = found['otel'] ?? []
    rounds.push({ ours, theirs, again })
    console.error(
      `p99: ${ours.toFixed(2)} ms, without smonitor ${theirs.toFixed(2)} and ${again.toFixed(2)} ms`,
    )
  }
  const ratios = rounds.map(({ ours, theirs, again }) => ours / ((theirs + again) / 2))
  // Within the spread of two runs without smonitor is as good as the peer.
  const noise = quantile(
    rounds.map(({ theirs, again }) => Math.max(theirs, again) / ((theirs + again) / 2)),
    0.5,
  )
  return {
    target: roundToFour(Math.max(1.05, noise)),
    ratio: roundToFour(quantile(ratios, 0.5)),
    spread: [roundToFour(quantile(ratios, 0.25)), roundToFour(quantile(ratios, 0.75))],
    ours: Math.round(
      quantile(
        rounds.map(({ ours }) => ours),
        0.5,
      ) * 1e6,
    ),
    theirs: Math.round(
      quantile(
        rounds.flatMap(({ theirs, again }) => [theirs, again]),
        0.5,
      ) * 1e6,
    ),
  }
}

async function measureP99(mode: ServiceOptions['mode']): Promise<number> {
  const times: number[] = []
  await withService(mode, LATENCY_SECONDS, async ({ port, emitted }) => {
    const at = await port
    // What starts up is not what runs.
    await sleep(START_MS)
    const endAt = performance.now() + LATENCY_SECONDS * 1000 - 2 * START_MS
    const asked: Promise<void>[] = []
    while (performance.now() < endAt) {
      asked.push(timeRequest(at).then((ms) => void times.push(ms)))
      await sleep(1000 / REQUESTS_PER_SECOND)
    }
    await Promise.all(asked)
    await emitted
  })
  assert.ok(times.length > 0, `The service did not answer: ${mode}.`)
  return quantile(times, 0.99)
}

async function withService(
  mode: ServiceOptions['mode'],
  seconds: number,
  action: (service: ReturnType<typeof startService>) => Promise<void>,
): Promise<{ readonly peakBytes: number }> {
  const cwd = mkdtempSync(join(tmpdir(), 'smonitor-bench-'))
  try {
    const protocol = 'http/protobuf'
    const service = startService({
      mode,
      perSecond: PER_SECOND,
      seconds,
      end: 'stay',
      cwd,
      endpoint: ENDPOINT,
      protocol,
    })
    await action(service)
    service.kill()
    await service.ended
    return { peakBytes: service.peakBytes() }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

function timeRequest(port: number): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - started))
    }).once('error', reject)
  })
}
