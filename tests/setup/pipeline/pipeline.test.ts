import { afterEach, expect, test, vi } from 'vitest'
import { isPrinterAtWork } from '../../../src/record/printing.ts'
import { readSettings } from '../../../src/setup/options.ts'
import { createPipeline } from '../../../src/setup/pipeline/pipeline.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { sampleRun } from '../../helpers/sample-run.ts'

afterEach(() => {
  Reflect.deleteProperty(globalThis, Symbol.for('smonitor.printing.v1'))
  vi.restoreAllMocks()
})

const create = () =>
  createPipeline(readSettings({ spool: false }, {}), sampleRun(), { onHandlerError: () => undefined })

test('is in charge of the terminal before its first record, and until it is closed', () => {
  expect(isPrinterAtWork()).toBe(false)
  const pipeline = create()
  expect(isPrinterAtWork()).toBe(true)
  pipeline.close({ exitCode: 0, signal: null })
  expect(isPrinterAtWork()).toBe(false)
})

test('stays in charge of the terminal while its profile is changed', () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const pipeline = create()
  pipeline.apply(readSettings({ profile: 'qa', spool: false }, {}))
  expect(isPrinterAtWork()).toBe(true)
  for (const sink of pipeline.sinks()) sink.handle(sampleEvent(), { profile: 'qa', audience: 'qa' })
  pipeline.close({ exitCode: 0, signal: null })
  expect(isPrinterAtWork()).toBe(false)
})

test('gives the terminal back when the start fails', () => {
  const pipeline = create()
  pipeline.abandon()
  expect(isPrinterAtWork()).toBe(false)
})
