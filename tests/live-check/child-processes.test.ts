import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegistry } from '../../semconv/model.ts'
import { startOtlpServer, type OtlpItem } from '../helpers/otlp-server.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'
import { checkRecord, checkResource, checkSpan } from './check-record.ts'
import { noteNames } from './seen-names.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const { registry } = readRegistry(join(ROOT, 'semconv'))

/** Runs a program with a local OTLP endpoint and holds all that arrives there against `semconv/`. */
async function observe(program: string, cwd: string) {
  const server = await startOtlpServer()
  const { code } = await runNode([program], {
    cwd,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BLRP_MAX_QUEUE_SIZE: '50000',
      OTEL_BSP_MAX_QUEUE_SIZE: '50000',
    },
  })
  const records = server.logs().map(toRecord)
  const spans = server.spans().map(toSpan)
  const resources = [...server.logs(), ...server.spans()].map(({ resource }) => resource)
  noteNames(registry, { records, spans, resources })
  const problems = [
    ...records.flatMap((record) => checkRecord(registry, record)),
    ...spans.flatMap((span) => checkSpan(registry, span)),
    ...resources.flatMap((resource) => checkResource(registry, resource)),
  ]
  return { code, records, spans, problems: [...new Set(problems)] }
}

describe('what a program sends follows semconv/', () => {
  test('the importer of 3,201 films', async () => {
    const { code, records, spans, problems } = await observe('examples/movies/app.ts', ROOT)
    expect(code).toBe(0)
    expect(problems).toEqual([])
    // The importer does not wait: all of it passes through the queues at once, which the variables make long enough.
    expect(records).toHaveLength(4105)
    // The file, and five signals for each film.
    expect(spans).toHaveLength(1 + 5 * 3201)
  })

  test('a program that fails', async () => {
    const folder = tempFolder()
    const program = writeProgram(
      folder,
      `startSmonitor({ serviceName: 'shop' })
       emit('warn', 'The cache is cold.', { category: 'cache', tags: ['a'], correlationId: 'job-1' })
       films.emit('MOV-W010', { id: 'f1' })
       try { signal('load', () => { throw films.error('MOV-E001', { id: 'f1', known: ['a'] }, { cause: new RangeError('Too far.') }) })() } catch {}
       try { signal('parse', () => JSON.parse('{'))() } catch {}
       span('block', () => undefined, { attributes: { size: 3 } })
       // With a handler of its own the program goes on, to the flush at its end.
       process.on('uncaughtException', () => undefined)
       throw new TypeError('Nobody catches this.')`,
    )
    const { code, records, spans, problems } = await observe(program, folder)
    expect(code).toBe(0)
    expect(problems).toEqual([])
    // OTLP groups them by scope.
    expect(records.map(({ eventName }) => String(eventName)).toSorted()).toEqual([
      'exception',
      'smonitor.diagnostic',
      'smonitor.diagnostic',
      'smonitor.diagnostic',
      'smonitor.signal.exception',
    ])
    expect(spans.map(({ name }) => name)).toEqual(['load', 'parse', 'block'])
  })
})

interface KeyValue {
  readonly key: string
  readonly value: OtlpValue
}
interface OtlpValue {
  readonly stringValue?: string
  readonly boolValue?: boolean
  readonly doubleValue?: number
  /** A number, or a text where it is beyond the safe integers. */
  readonly intValue?: number | string
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] }
}

function toRecord({ item }: OtlpItem) {
  const { eventName, severityNumber, attributes } = item as {
    eventName?: string
    severityNumber?: number
    attributes?: readonly KeyValue[]
  }
  return { eventName, severityNumber, attributes: toAttributes(attributes) }
}

function toSpan({ item }: OtlpItem) {
  const { name, attributes, events } = item as {
    name: string
    attributes?: readonly KeyValue[]
    events?: readonly { readonly name: string; readonly attributes?: readonly KeyValue[] }[]
  }
  return {
    name,
    attributes: toAttributes(attributes),
    events: (events ?? []).map((event) => ({ name: event.name, attributes: toAttributes(event.attributes) })),
  }
}

function toAttributes(pairs: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]))
}

function toValue(value: OtlpValue): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(toValue)
  if (value.intValue !== undefined) return Number(value.intValue)
  // What is none of these is nested, which the check refuses.
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value
}
