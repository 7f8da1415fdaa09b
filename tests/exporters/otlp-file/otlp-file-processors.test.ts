import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { context, diag, DiagLogLevel, SeverityNumber, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { ParentBasedSampler, AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  createOtlpFileProcessors,
  type OtlpFileOptions,
} from '../../../exporters/otlp-file/otlp-file-processors.ts'
import { findControl, HOSTILE } from '../../helpers/hostile.ts'
import { runNode } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

beforeEach(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterEach(() => {
  context.disable()
  diag.disable()
  vi.useRealTimers()
})

interface LogsData {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: object }[] }
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string; readonly version?: string }
      readonly logRecords: readonly Record<string, unknown>[]
    }[]
  }[]
}
interface TracesData {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly Record<string, unknown>[] }[]
  }[]
}

const textsOf = (folder: string, name: string): string[] =>
  readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1)
const logLines = (folder: string) => textsOf(folder, 'logs.jsonl').map((line) => JSON.parse(line) as LogsData)
const recordsOf = (folder: string) =>
  logLines(folder).map(({ resourceLogs }) =>
    resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
  )
const spansOf = (folder: string) =>
  textsOf(folder, 'traces.jsonl').map((line) =>
    (JSON.parse(line) as TracesData).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  )

/** Sets the real SDK up with the processors, as somebody with an SDK of their own does. */
function open(
  options: Partial<OtlpFileOptions> = {},
  resource = resourceFromAttributes({ 'service.name': 'shop' }),
) {
  const folder = join(tempFolder(), 'otlp')
  const errors: unknown[] = []
  const otlp = createOtlpFileProcessors({ folder, onError: (error) => errors.push(error), ...options })
  const loggers = new LoggerProvider({ resource, processors: [otlp.logRecordProcessor] })
  const tracers = new TracerProvider({ resource, spanProcessors: [otlp.spanProcessor] })
  const logger = loggers.getLogger('films', '1.2.0')
  return { folder, errors, otlp, loggers, tracers, logger, tracer: tracers.getTracer('films') }
}

describe('createOtlpFileProcessors', () => {
  test('writes records and spans to a file each, as lines that the collector and Jaeger read', async () => {
    const { folder, errors, loggers, tracers, logger, tracer } = open()
    tracer.startActiveSpan('load', (span) => {
      logger.emit({
        eventName: 'films.loaded',
        severityNumber: SeverityNumber.WARN,
        severityText: 'WARN',
        body: 'Two films.',
        attributes: { id: 'f1', count: 2, list: ['a', 'b'] },
      })
      span.end()
    })
    await loggers.forceFlush()
    await tracers.forceFlush()
    const [line] = logLines(folder)
    expect(line?.resourceLogs[0]?.resource.attributes).toEqual([
      { key: 'service.name', value: { stringValue: 'shop' } },
    ])
    expect(line?.resourceLogs[0]?.scopeLogs[0]?.scope).toEqual({ name: 'films', version: '1.2.0' })
    const [record] = recordsOf(folder)[0] ?? []
    const [span] = spansOf(folder)[0] ?? []
    expect(record).toMatchObject({
      timeUnixNano: expect.stringMatching(/^\d{19}$/) as string,
      severityNumber: 13,
      severityText: 'WARN',
      eventName: 'films.loaded',
      body: { stringValue: 'Two films.' },
      attributes: [
        { key: 'id', value: { stringValue: 'f1' } },
        { key: 'count', value: { intValue: 2 } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
      ],
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
    expect(span).toMatchObject({ name: 'load', traceId: record?.['traceId'], spanId: record?.['spanId'] })
    expect(statSync(join(folder, 'logs.jsonl')).mode & 0o777).toBe(0o600)
    expect(errors).toEqual([])
    await loggers.shutdown()
    await tracers.shutdown()
  })

  test('writes a line for each batch, of everything, however fast it comes', () => {
    const { folder, otlp, logger } = open()
    for (let at = 0; at < 5000; at++) logger.emit({ body: `${at}` })
    expect(recordsOf(folder).map((records) => records.length)).toEqual(Array.from({ length: 9 }, () => 512))
    otlp.flush()
    const bodies = recordsOf(folder)
      .flat()
      .map(({ body }) => (body as { stringValue: string }).stringValue)
    expect(bodies).toEqual(Array.from({ length: 5000 }, (_, at) => `${at}`))
    otlp.flush()
    expect(logLines(folder)).toHaveLength(10)
    otlp.close()
  })

  test('writes what there is after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { folder, otlp, logger } = open({ flushAfterMs: 500 })
    logger.emit({ body: 'one' })
    await vi.advanceTimersByTimeAsync(499)
    expect(logLines(folder)).toHaveLength(0)
    logger.emit({ body: 'two' })
    await vi.advanceTimersByTimeAsync(1)
    expect(recordsOf(folder).map((records) => records.length)).toEqual([2])
    logger.emit({ body: 'three' })
    await vi.advanceTimersByTimeAsync(500)
    expect(recordsOf(folder).map((records) => records.length)).toEqual([2, 1])
    otlp.close()
  })

  test('leaves out spans that are not sampled', async () => {
    const folder = join(tempFolder(), 'otlp')
    const otlp = createOtlpFileProcessors({ folder })
    const tracers = new TracerProvider({
      sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }),
      spanProcessors: [otlp.spanProcessor],
    })
    tracers.getTracer('x').startSpan('unsampled').end()
    const sampledParent = trace.setSpanContext(context.active(), {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    })
    tracers.getTracer('x').startSpan('sampled', {}, sampledParent).end()
    await tracers.shutdown()
    expect(spansOf(folder).map((spans) => spans.map(({ name }) => name))).toEqual([['sampled']])
  })

  test('waits for a resource that is still being found out, but not when the process ends', async () => {
    const complaints: string[] = []
    const log = (message: string) => complaints.push(message)
    diag.setLogger(
      { error: log, warn: log, info: log, debug: () => undefined, verbose: () => undefined },
      DiagLogLevel.ALL,
    )
    complaints.length = 0
    let find: (id: string) => void = () => undefined
    const id = new Promise<string>((resolve) => {
      find = resolve
    })
    const { folder, otlp, loggers, logger } = open({}, resourceFromAttributes({ 'host.id': id }))
    for (let at = 0; at < 600; at++) logger.emit({ body: `${at}` })
    const flushed = loggers.forceFlush()
    expect(logLines(folder)).toHaveLength(0)
    find('host-1')
    await flushed
    expect(recordsOf(folder).map((records) => records.length)).toEqual([512, 88])
    const hosts = logLines(folder).flatMap(({ resourceLogs }) => resourceLogs[0]?.resource.attributes)
    expect(hosts).toEqual([1, 2].map(() => ({ key: 'host.id', value: { stringValue: 'host-1' } })))
    expect(complaints).toEqual([])

    const never = open({}, resourceFromAttributes({ 'host.id': new Promise(() => undefined) }))
    never.logger.emit({ body: 'last words' })
    never.otlp.close()
    expect(recordsOf(never.folder).flat()).toHaveLength(1)
    otlp.close()
  })

  test('has what waited on disk when the process exits and somebody asks for it then', async () => {
    const folder = tempFolder()
    const source = pathToFileURL(
      join(import.meta.dirname, '../../../exporters/otlp-file/otlp-file-processors.ts'),
    ).href
    const program = `
      import { createOtlpFileProcessors } from '${source}'
      const otlp = createOtlpFileProcessors({ folder: '${folder}/otlp' })
      process.on('exit', () => otlp.flush())
      otlp.logRecordProcessor.onEmit({
        hrTime: [1, 0], hrTimeObserved: [1, 0], body: 'bye', attributes: {},
        resource: { attributes: {} }, instrumentationScope: { name: 'x' },
      })
      process.exit(3)`
    const { code, stderr } = await runNode(['--input-type=module', '--eval', program], {
      cwd: join(import.meta.dirname, '../../..'),
    })
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(recordsOf(join(folder, 'otlp')).flat()).toMatchObject([{ body: { stringValue: 'bye' } }])
  })

  test('loses one record that cannot be serialised, and not the others of its batch', () => {
    const { folder, errors, otlp, logger } = open()
    logger.emit({ body: 'one' })
    otlp.logRecordProcessor.onEmit({
      get resource(): object {
        throw new TypeError('no resource')
      },
    })
    logger.emit({ body: 'two' })
    otlp.close()
    expect(recordsOf(folder).flat()).toHaveLength(2)
    expect(errors.map((error) => (error as Error).message)).toEqual(['no resource'])
  })

  test('says once through OpenTelemetry that a disk is full, and throws nothing', async () => {
    // The device is always full; it is there on Linux only.
    if (!existsSync('/dev/full')) return
    const said: unknown[][] = []
    const silent = () => undefined
    const error = (...args: unknown[]) => said.push(args)
    diag.setLogger({ error, warn: silent, info: silent, debug: silent, verbose: silent })
    const folder = tempFolder()
    symlinkSync('/dev/full', join(folder, 'logs.jsonl'))
    const otlp = createOtlpFileProcessors({ folder })
    const loggers = new LoggerProvider({ processors: [otlp.logRecordProcessor] })
    for (let at = 0; at < 3; at++) {
      loggers.getLogger('films').emit({ body: 'one' })
      otlp.flush()
    }
    await loggers.shutdown()
    otlp.close()
    expect(said).toEqual([
      [
        'smonitor: telemetry could not be written to its OTLP file.',
        expect.objectContaining({ code: 'ENOSPC' }) as Error,
      ],
    ])
  })

  test.each(Object.entries(HOSTILE))('keeps %s on one harmless line', (_what, text) => {
    const { folder, errors, otlp, logger, tracer } = open()
    logger.emit({ eventName: text, body: text, attributes: { [text || 'key']: text, list: [text] } })
    tracer.startSpan(text || 'span', { attributes: { text } }).end()
    otlp.close()
    const lines = [...textsOf(folder, 'logs.jsonl'), ...textsOf(folder, 'traces.jsonl')]
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(findControl(line)).toBeUndefined()
    expect(recordsOf(folder).flat()).toMatchObject([{ body: { stringValue: text } }])
    expect(errors).toEqual([])
  })

  test('begins new files when they are full', () => {
    const { folder, otlp, logger } = open({ maxBytes: 5000, maxFiles: 3 })
    for (let at = 0; at < 6; at++) {
      logger.emit({ body: 'x'.repeat(2000) })
      otlp.flush()
    }
    otlp.close()
    expect(existsSync(join(folder, 'logs.jsonl.2'))).toBe(true)
    expect(existsSync(join(folder, 'traces.jsonl.1'))).toBe(false)
  })

  test('takes nothing after it was closed, and can be closed again', () => {
    const { folder, errors, otlp, logger } = open()
    otlp.close()
    otlp.close()
    logger.emit({ body: 'late' })
    otlp.flush()
    expect(logLines(folder)).toEqual([])
    expect(errors).toEqual([])
  })
})
