import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const FOLDER = join(import.meta.dirname, '../examples/jaeger')
const read = (name: string): unknown => parse(readFileSync(join(FOLDER, name), 'utf8'))

interface Service {
  readonly image: string
  readonly ports: readonly string[]
  readonly command?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: readonly string[]
}
interface Collector {
  readonly receivers: {
    readonly otlp: { readonly protocols: { readonly http: { readonly endpoint: string } } }
  }
  readonly exporters: Readonly<Record<string, { readonly endpoint?: string }>>
}

/** The containers cannot be started here; that the files fit each other can be seen. The rest is in `npm run test:interop`. */
describe('examples/jaeger/compose.yaml', () => {
  const { services } = read('compose.yaml') as {
    readonly services: Readonly<Record<string, Service>>
  }
  const config = read('collector.yaml') as Collector

  test('has nothing but what compose knows, with images of one version', () => {
    const known = new Set(['image', 'ports', 'command', 'volumes', 'depends_on'])
    for (const [name, service] of Object.entries(services)) {
      expect(Object.keys(service).filter((key) => !known.has(key))).toEqual([])
      expect(service.image).toMatch(/^[a-z]+\/[a-z-]+:\d+\.\d+\.\d+$/)
      expect((service.depends_on ?? []).filter((other) => !(other in services))).toEqual([])
      for (const port of service.ports) expect(port, name).toMatch(/^\d+:\d+$/)
    }
    const published = Object.values(services).flatMap(({ ports }) => ports.map((port) => port.split(':')[0]))
    expect(new Set(published).size).toBe(published.length)
  })

  test('runs the release of the collector that the interop tests run', () => {
    const built = readFileSync(join(FOLDER, '../../tests/interop/peers/otelcol/go.mod'), 'utf8')
    const version = /go\.opentelemetry\.io\/collector\/otelcol v(\S+)/.exec(built)?.[1]
    expect(services['collector']?.image).toBe(`otel/opentelemetry-collector-contrib:${version}`)
  })

  test('hands the collector its file, and publishes the port that it listens at', () => {
    const { command = [], volumes = [], ports = [] } = services['collector'] ?? {}
    const [host = '', inside = ''] = (volumes[0] ?? '').split(':')
    expect(existsSync(join(FOLDER, host))).toBe(true)
    expect(command).toEqual([`--config=${inside}`])
    const [address, port] = config.receivers.otlp.protocols.http.endpoint.split(':')
    expect([address, ports]).toEqual(['0.0.0.0', [`${port}:${port}`]])
  })

  test('lets the collector send to Jaeger by its name there, at its port of OTLP by HTTP', () => {
    const { hostname, port } = new URL(config.exporters['otlphttp/jaeger']?.endpoint ?? '')
    expect([Object.keys(services).includes(hostname), port]).toEqual([true, '4318'])
  })
})
