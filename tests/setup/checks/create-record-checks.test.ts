import { join } from 'node:path'
import { logs } from '@opentelemetry/api'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
  type LogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import { afterEach, expect, test } from 'vitest'
import { readRegistry } from '../../../semconv/model.ts'
import { defineCatalog } from '../../../src/index.ts'
import { createRecordChecks } from '../../../src/setup/checks/create-record-checks.ts'
import { checkRecord } from '../../live-check/check-record.ts'
import { noteNames } from '../../live-check/seen-names.ts'

const { registry } = readRegistry(join(import.meta.dirname, '../../../semconv'))

const catalog = defineCatalog({
  name: 'checked',
  codes: { 'CHK-W001': { level: 'warn', message: 'The film {id} is old.' } },
  signals: { 'checked.load': { codes: [] } },
})

afterEach(() => logs.disable())

test('tells every exporter of the process, under names of the registry', () => {
  const exporter = new InMemoryLogRecordExporter()
  const check = createRecordChecks({ audience: 'dev', strictSignals: true, strictSchema: true })
  const checks: LogRecordProcessor = {
    onEmit: (record) => check(record),
    enabled: () => true,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const processors = [checks, new SimpleLogRecordProcessor({ exporter })]
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors }))
  expect(() => catalog.emit('CHK-W001', {} as never, { source: 'checked.load.file' })).toThrow(
    'The code "CHK-W001" is not among those of the signal "checked.load": none.',
  )
  const records = exporter.getFinishedLogRecords()
  expect(
    records.map(({ attributes }) => [
      attributes['smonitor.contract_warning'],
      attributes['smonitor.schema_warning'],
    ]),
  ).toEqual([
    [
      'The code "CHK-W001" is not among those of the signal "checked.load": none.',
      'The message of "CHK-W001" has no value for {id}.',
    ],
  ])
  noteNames(registry, { records })
  expect(records.flatMap((record) => checkRecord(registry, record))).toEqual([])
})
