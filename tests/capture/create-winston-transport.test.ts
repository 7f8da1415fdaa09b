import { Writable } from 'node:stream'
import { logs } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { config, createLogger, format, transports, type Logger, type LoggerOptions } from 'winston'
import Transport from 'winston-transport'
import {
  createWinstonTransport,
  smonitorMixin,
  type WinstonTransportOptions,
} from '../../src/capture/index.ts'
import { defineCatalog, emit, signal, span } from '../../src/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'

const shop = defineCatalog({
  name: 'winston-shop',
  codes: { 'SHOP-E001': { level: 'error', message: 'No {item}.', hint: 'Order {item}.' } },
})

let sdk: InMemorySdk
let printed: string
beforeEach(() => {
  sdk = startSdk()
  printed = ''
})
afterEach(stopSdk)

const attributes = (at = 0): Readonly<Record<string, unknown>> => sdk.records()[at]?.attributes ?? {}
const bodies = (): unknown[] => sdk.records().map(({ body }) => body)
/** A logger as in the docs: one transport that prints, and ours. */
function logger(options: LoggerOptions = {}, ours: WinstonTransportOptions = {}): Logger {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      printed += String(chunk)
      done()
    },
  })
  return createLogger({
    ...options,
    transports: [new transports.Stream({ stream }), createWinstonTransport(Transport, ours)],
  })
}

describe('a line of winston', () => {
  test('is a diagnostic with its message and fields, beside the line that is printed', () => {
    logger({ defaultMeta: { logger: 'shop', request: 'r1' } }).warn('The item is gone.', {
      item: { id: 7 },
      tags: ['a', 'b'],
    })
    expect(printed).toContain('"message":"The item is gone."')
    expect(sdk.records()).toHaveLength(1)
    expect(sdk.records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      severityText: 'WARN',
      body: 'The item is gone.',
    })
    expect(attributes()).toEqual({
      'smonitor.source': 'shop',
      'smonitor.category': 'winston',
      'smonitor.param.request': 'r1',
      'smonitor.param.item': '{"id":7}',
      'smonitor.param.tags': ['a', 'b'],
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as string,
      'log.iostream': 'stdout',
    })
  })

  test.each<[string, LoggerOptions, WinstonTransportOptions, readonly (string | undefined)[]]>([
    ['npm', { levels: config.npm.levels }, {}, ['ERROR', 'WARN']],
    [
      'npm, all of them',
      { levels: config.npm.levels },
      { level: 'debug' },
      ['ERROR', 'WARN', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'DEBUG'],
    ],
    ['syslog', { levels: config.syslog.levels }, {}, ['FATAL', 'FATAL', 'FATAL', 'ERROR', 'WARN']],
    ['its own', { levels: { doom: 0, gloom: 1 } }, { levels: { doom: 'fatal' } }, ['FATAL']],
    [
      'npm, with colours',
      { levels: config.npm.levels, format: format.combine(format.colorize(), format.json()) },
      {},
      ['ERROR', 'WARN'],
    ],
  ])('keeps its level, of the table of %s', (_what, options, ours, levels) => {
    const log = logger({ ...options, level: Object.keys(options.levels ?? {}).at(-1) ?? '' }, ours)
    for (const level of Object.keys(options.levels ?? {})) log.log(level, `as ${level}`)
    expect(sdk.records().map(({ severityText }) => severityText)).toEqual(levels)
  })

  test.each<[string, LoggerOptions, (log: Logger, error: Error) => void, string]>([
    ['alone', {}, (log, error) => log.error(error), 'no row'],
    ['behind a message', {}, (log, error) => log.error('could not load:', error), 'could not load: no row'],
    ['in a field', {}, (log, error) => log.error('could not load', { error, row: 7 }), 'could not load'],
    [
      'that a format wrote',
      { format: format.combine(format.errors({ stack: true }), format.json()) },
      (log, error) => log.error(error),
      'no row',
    ],
  ])('with an error %s is its exception', (_what, options, act, body) => {
    act(logger(options), new RangeError('no row'))
    expect(bodies()).toEqual([body])
    expect(attributes()).toMatchObject({
      'exception.message': expect.stringContaining('no row') as string,
      'exception.stacktrace': expect.stringContaining('create-winston-transport.test.ts') as string,
    })
    expect(
      Object.keys(attributes()).filter((name) => /param\.(error|stack|message|level)/.test(name)),
    ).toEqual([])
  })

  test('has what the formats of the logger made of it', () => {
    const hide = format((info) => ({ ...info, password: '***' }))
    logger({ format: format.combine(hide(), format.json()) }).warn('denied', { password: 'hunter2' })
    expect(attributes()['smonitor.param.password']).toBe('***')
  })

  test('with a DiagnosticError has its code and the key of its catalog', () => {
    logger().error(shop.error('SHOP-E001', { item: 'cup' }))
    shop.emit('SHOP-E001', { item: 'cup' })
    expect(attributes()).toMatchObject({ 'smonitor.code': 'SHOP-E001', 'smonitor.param.item': 'cup' })
    expect(attributes()['smonitor.triage_key']).toBe(attributes(1)['smonitor.triage_key'])
  })

  test('that only repeats an error which a signal recorded is left out, and another names it as its cause', () => {
    const mix = format((info) => Object.assign(info, smonitorMixin(info)))
    const log = logger({ format: format.combine(mix(), format.json()) })
    try {
      signal('films.load', () => {
        throw new RangeError('no row')
      })()
    } catch (error) {
      log.error('gave up', { error })
      log.error(error)
    }
    expect(bodies()).toEqual(['no row', 'gave up'])
    expect(attributes(1)).toMatchObject({ 'smonitor.cause.exception_type': 'RangeError' })
    expect(printed).toContain(`"triage_key":"${String(attributes()['smonitor.triage_key'])}"`)
  })

  test('carries the trace of the span around it when a format asks for it', () => {
    const mix = format((info) => Object.assign(info, smonitorMixin(info)))
    span('work', () => {
      logger({ format: format.combine(mix(), format.json()) }).warn('inside')
    })
    const { traceId } = sdk.spans()[0]?.spanContext() ?? {}
    expect(printed).toContain(`"trace_id":"${String(traceId)}"`)
    expect(attributes()).not.toHaveProperty('smonitor.param.trace_id')
    expect(sdk.records()[0]?.spanContext?.traceId).toBe(traceId)
  })

  test('by which a sink logs is left out, at once or marked as ours', () => {
    const log = logger()
    const lines: string[] = []
    logs.disable()
    logs.setGlobalLoggerProvider({
      getLogger: () => ({
        enabled: () => true,
        emit: ({ body }: { readonly body?: unknown }) => {
          lines.push(String(body))
          // An end for a loop that there must not be.
          if (lines.length < 20) log.error('The sink says so.')
        },
      }),
    })
    emit('error', 'Failed.')
    log.error('Somebody else says so.', { smonitor: true })
    log.error('The program says so.')
    log.child({ a: 1 }).error('A child says so.')
    expect(lines).toEqual(['Failed.', 'The program says so.', 'A child says so.'])
  })

  test('is written by the logger itself again once the transport is taken off', () => {
    const ours = createWinstonTransport(Transport)
    const log = createLogger({ silent: true })
    const writeOf = (): unknown => Reflect.get(log, 'write')
    const write = writeOf()
    log.add(ours)
    expect(writeOf()).not.toBe(write)
    log.remove(ours)
    expect(writeOf()).toBe(write)
    expect(Object.hasOwn(log, 'write')).toBe(false)
  })

  test('may be what is no text', () => {
    const log = logger()
    log.warn(7 as never)
    log.warn({ message: { a: 1 } } as never)
    expect(bodies()).toEqual(['7', '{"a":1}'])
  })

  test('is one of several transports: a line more or less does not stop the others', () => {
    const log = logger()
    for (let line = 0; line < 100; line += 1) log.warn('again')
    expect(sdk.records()).toHaveLength(100)
    expect(printed.match(/again/g)).toHaveLength(100)
  })
})
