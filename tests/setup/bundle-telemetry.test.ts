import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startOtlpServer } from '../helpers/otlp-server.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const ROOT = join(import.meta.dirname, '../..')
const urlOf = (name: string): string =>
  pathToFileURL(createRequire(join(ROOT, 'package.json')).resolve(name)).href
const IMPORTS = `
  import { metrics } from '${urlOf('@opentelemetry/api')}'
  import { NodeSDK } from '${urlOf('@opentelemetry/sdk-node')}'
  import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from '${urlOf('@opentelemetry/sdk-metrics')}'
  import { getSmonitor, withSmonitor } from '${pathToFileURL(join(ROOT, 'dist/src/setup/index.js')).href}'
`

async function run(source: string, env: Record<string, string> = {}) {
  const folder = tempFolder()
  const path = writeProgram(folder, `${IMPORTS}${source}`)
  const ended = await runNode([path], { cwd: folder, env })
  const names = (file: string): string[] => {
    const at = join(folder, file)
    const text = existsSync(at) ? readFileSync(at, 'utf8') : ''
    return [...text.matchAll(/"name":"([^"]+)"/g)].map(([, name = '']) => name)
  }
  return { ...ended, folder, names }
}

const WORK = `
  metrics.getMeter('shop').createCounter('shop.requests').add(3)
  signal('films.load', () => films.emit('MOV-W010', { id: 'f1' }))()
`

describe('a bundle of new NodeSDK(withSmonitor(…))', () => {
  test('has metrics beside the exporter that the environment asks for', async () => {
    const server = await startOtlpServer()
    const { code, stderr, names } = await run(
      `const sdk = new NodeSDK(withSmonitor({}, { bundle: 'bundle' }))
      sdk.start()
      ${WORK}
      await sdk.shutdown()`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(server.paths.toSorted()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces'])
    expect(names('bundle/metrics.jsonl')).toEqual(
      expect.arrayContaining(['shop.requests', 'smonitor.events']),
    )
    expect(names('bundle/traces.jsonl')).toContain('films.load')
  })

  test('has metrics beside the readers that the configuration names', async () => {
    const { code, stdout, names } = await run(
      `const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
      const metricReaders = [new PeriodicExportingMetricReader({ exporter })]
      const sdk = new NodeSDK(withSmonitor({ metricReaders }, { bundle: 'bundle' }))
      sdk.start()
      ${WORK}
      await metricReaders[0].forceFlush()
      console.log(JSON.stringify(exporter.getMetrics()))
      await sdk.shutdown()`,
      { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    )
    expect(code).toBe(0)
    expect(stdout).toContain('shop.requests')
    expect(names('bundle/metrics.jsonl')).toContain('shop.requests')
  })

  test.each([
    ['prometheus', {}, false],
    ['otlp', {}, true],
    ['console,none', {}, true],
    ['otlp', { OTEL_EXPORTER_OTLP_PROTOCOL: 'odd' }, false],
  ])('leaves the readers to NodeSDK where only that knows how: %s %o', async (exporter, env, isOurs) => {
    const { code, stdout } = await run(
      `console.log('metricReaders' in withSmonitor({ spanProcessors: [], logRecordProcessors: [] }, { bundle: 'bundle' }))`,
      { OTEL_METRICS_EXPORTER: exporter, ...env },
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${isOurs}\n` })
  })
})

describe('a bundle of a program that starts smonitor', () => {
  test('has spans and metrics, also one of the running program, and one of its spool where a setting says so', async () => {
    const { code, names } = await run(
      `const smonitor = startSmonitor({ spoolTelemetry: true })
      ${WORK}
      await smonitor.flush()
      signal('films.later', () => {})()
      smonitor.exportBundle('live')
      await smonitor.shutdown()`,
    )
    expect(code).toBe(0)
    expect(names('live/traces.jsonl')).toEqual(expect.arrayContaining(['films.load', 'films.later']))
    expect(names('live/metrics.jsonl')).toContain('shop.requests')
  })

  test('has metrics of one that has neither a diagnostic nor a span', async () => {
    const { code, names } = await run(
      `startSmonitor({ bundle: 'bundle' })
      metrics.getMeter('shop').createCounter('shop.requests').add(3)`,
    )
    expect(code).toBe(0)
    expect(names('bundle/metrics.jsonl')).toContain('shop.requests')
  })

  test('costs nothing where no bundle is asked for', async () => {
    const { code, stdout, folder } = await run(
      `startSmonitor()
      ${WORK}
      films.emit('MOV-E001', { id: 'f1', known: [] })
      const { globSync } = await import('node:fs')
      console.log(JSON.stringify(globSync('.smonitor/runs/*/{traces,metrics}-*')))`,
    )
    expect({ code, files: JSON.parse(stdout) as unknown }).toEqual({ code: 0, files: [] })
    expect(existsSync(join(folder, '.smonitor/runs'))).toBe(true)
  })
})
