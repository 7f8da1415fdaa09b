import { symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { readRegistry } from '../../semconv/model.ts'
import { checkRecord, type EmittedRecord } from '../live-check/check-record.ts'
import { noteNames } from '../live-check/seen-names.ts'
import { runNode } from './run-process.ts'
import { tempFolder } from './temp-folder.ts'
import { writeProgram } from './write-program.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const ENTRY = pathToFileURL(join(ROOT, 'dist/src/index.js')).href
const { registry } = readRegistry(join(ROOT, 'semconv'))

/** The ways in which a program may come to OTel. */
export const SETUPS = ['startSmonitor', 'an OTel SDK of its own'] as const

/** One of {@link SETUPS}. */
export type Setup = (typeof SETUPS)[number]

/** What both set-ups show of a record. */
export interface SeenRecord {
  readonly event: string
  readonly message: string
  readonly code: string | null
  readonly source: string
  readonly chain: readonly string[]
  readonly depth: number
  readonly type: string | null
  readonly causes: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
  readonly key: string
  readonly trace: string | null
}

/**
 * Runs a program, built and in a process of its own, and gives what it returned and what it recorded.
 *
 * @param source - The body of an async function. It has `films`, a catalog, `defineCatalog`, `emit`, `signal`, `span`,
 *   the address of smonitor's `entry`, and `seen()`, which lists the records so far.
 * @param options - `stackSizeMb` runs it in a thread that has a stack of this size.
 */
export async function observeProgram(
  setup: Setup,
  source: string,
  options: { readonly stackSizeMb?: number } = {},
): Promise<{ readonly result: unknown; readonly records: readonly SeenRecord[] }> {
  const folder = tempFolder()
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const path = writeProgram(
    folder,
    `${CODE[setup]}
    const entry = '${ENTRY}'
    const result = await (async () => {${source}})()
    process.stdout.write(JSON.stringify({ result, records: seen(), raw: raw() }))`,
  )
  const { code, stdout, stderr } = await runNode([inThread(path, folder, options.stackSizeMb)], {
    cwd: folder,
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { result, records, raw } = JSON.parse(stdout) as {
    readonly result: unknown
    readonly records: readonly SeenRecord[]
    readonly raw: readonly EmittedRecord[]
  }
  noteNames(registry, { records: raw })
  expect([...new Set(raw.flatMap((record) => checkRecord(registry, record)))]).toEqual([])
  return { result, records }
}

/** Only a thread can have a larger stack: that of the process is given by the operating system. */
function inThread(path: string, folder: string, stackSizeMb: number | undefined): string {
  if (stackSizeMb === undefined) return path
  const main = join(folder, 'main.mjs')
  writeFileSync(
    main,
    `import { Worker } from 'node:worker_threads'
    new Worker(new URL('app.mjs', import.meta.url), { resourceLimits: { stackSizeMb: ${stackSizeMb} } })`,
  )
  return main
}

const CODE: Readonly<Record<Setup, string>> = {
  startSmonitor: `
    import { createMemorySink } from '${pathToFileURL(join(ROOT, 'dist/exporters/index.js')).href}'
    const memory = createMemorySink({ maxEvents: 100_000 })
    startSmonitor({ level: 'fatal', sinks: [memory] })
    const raw = () => []
    const seen = () => memory.recent().map((event) => ({
      event: event.event_name,
      message: event.message,
      code: event.code,
      source: event.source,
      chain: event.context.chain,
      depth: event.context.depth,
      type: event.exception_type,
      causes: event.exception?.causes ?? [],
      params: event.extra,
      key: event.triage_key,
      trace: event.trace_id,
    }))`,
  'an OTel SDK of its own': `
    import { context, logs, trace } from '@opentelemetry/api'
    import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
    import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
    import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
    const exporter = new InMemoryLogRecordExporter()
    logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }))
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new InMemorySpanExporter() })] }),
    )
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const PARAM = 'smonitor.param.'
    const raw = () => exporter.getFinishedLogRecords().map(({ eventName, severityNumber, attributes }) => ({
      eventName,
      severityNumber,
      attributes,
    }))
    const seen = () => exporter.getFinishedLogRecords().map(({ eventName, body, attributes, spanContext }) => ({
      event: eventName,
      message: body,
      code: attributes['smonitor.code'] ?? null,
      source: attributes['smonitor.source'],
      chain: attributes['smonitor.context.chain'] ?? [],
      depth: attributes['smonitor.context.depth'] ?? 0,
      type: attributes['exception.type'] ?? null,
      causes: attributes['smonitor.causal_chain'] ?? [],
      params: Object.fromEntries(
        Object.entries(attributes).flatMap(([key, value]) =>
          key.startsWith(PARAM) ? [[key.slice(PARAM.length), value]] : [],
        ),
      ),
      key: attributes['smonitor.triage_key'],
      trace: spanContext?.traceId ?? null,
    }))`,
}
