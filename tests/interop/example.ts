import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import type { Checks } from '../../scripts/checks.ts'
import { eventually } from './helpers/eventually.ts'
import { withFreePorts } from './helpers/free-ports.ts'
import type { Jaeger } from './helpers/jaeger.ts'
import { answers, startPeer } from './helpers/peer-process.ts'

const ROOT = join(import.meta.dirname, '../..')
const EXAMPLE = join(ROOT, 'examples/jaeger')

interface Config {
  readonly receivers: { readonly otlp: { readonly protocols: { readonly http: { endpoint: string } } } }
  readonly exporters: { readonly 'otlphttp/jaeger': { endpoint: string } }
  readonly service: Readonly<Record<string, unknown>>
}

interface Place {
  readonly folder: string
  /** The collector; without one the example is tried with Jaeger alone. */
  readonly binary: string | undefined
}

/** Does what the README of `examples/jaeger` says, with its own files: first with Jaeger alone, then by the collector. */
export async function tryExample({ attempt }: Checks, place: Place, jaeger: Jaeger): Promise<void> {
  await attempt('examples/jaeger: the shop reaches Jaeger, and look.mjs shows its diagnostics', async () => {
    await runShop(place, jaeger.endpoint, { OTEL_LOGS_EXPORTER: 'none' })
    await checkLook(jaeger, 1)
  })
  const { binary } = place
  if (binary === undefined) return
  await attempt('examples/jaeger: the shop reaches Jaeger by the collector, which has its log records', () =>
    withFreePorts(1, async ([port = 0]) => {
      const config = parse(readFileSync(join(EXAMPLE, 'collector.yaml'), 'utf8')) as Config
      // Both are on this machine here, and no two can have one port.
      config.receivers.otlp.protocols.http.endpoint = `127.0.0.1:${port}`
      config.exporters['otlphttp/jaeger'].endpoint = jaeger.endpoint
      const endpoint = `http://127.0.0.1:${port}`
      const folder = join(place.folder, 'example')
      await mkdir(folder, { recursive: true })
      const collector = await startPeer({
        name: 'otelcol',
        binary,
        folder,
        config,
        isReady: () => answers(endpoint),
      })
      try {
        await runShop(place, endpoint, {})
        await checkLook(jaeger, 2)
        await eventually(
          collector.log,
          (log) => log.includes('Str(SHOP-W001)') && log.includes('Str(SHOP-E002)'),
          {
            what: 'both diagnostics in the log of the collector',
          },
        )
      } finally {
        await collector.stop()
      }
    }),
  )
}

/** The line of the README, without what this machine sets. */
async function runShop(
  { folder }: Place,
  endpoint: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  await promisify(execFile)(
    process.execPath,
    ['--import', join(ROOT, 'dist/src/setup/register.js'), join(EXAMPLE, 'shop.mjs')],
    {
      cwd: folder,
      env: {
        ...Object.fromEntries(own),
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_SERVICE_NAME: 'shop',
        ...env,
      },
    },
  )
}

/** What somebody sees who looks for the two codes. */
async function checkLook({ queryUrl }: Jaeger, traces: number): Promise<void> {
  const look = async (code: string): Promise<string> => {
    const args = [join(EXAMPLE, 'look.mjs'), `smonitor.code=${code}`, queryUrl]
    return (await promisify(execFile)(process.execPath, args)).stdout
  }
  const count = `${traces} ${traces === 1 ? 'trace' : 'traces'} with smonitor.code=`
  const warned = await eventually(
    () => look('SHOP-W001'),
    (text) => text.startsWith(count),
    { what: `${traces} traces of SHOP-W001` },
  )
  for (const line of [
    '  POST /orders/cup  SHOP-W001',
    '  shop.order  SHOP-W001',
    '    smonitor.diagnostic: Of cup only 2 are left.',
    '    to do: Order cup again.',
  ])
    assert.ok(warned.includes(`${line}\n`), warned)
  const failed = await look('SHOP-E002')
  for (const line of ['    exception: There is no item moon.', '    to do: Use one of tea, cup.'])
    assert.equal(failed.split(`${line}\n`).length - 1, traces, failed)
  assert.ok((await look('SHOP-E003')).startsWith('0 traces with smonitor.code=SHOP-E003'))
}
