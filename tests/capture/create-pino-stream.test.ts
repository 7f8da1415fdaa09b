import { logs } from '@opentelemetry/api'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPinoStream, smonitorMixin } from '../../src/capture/index.ts'
import { defineCatalog, emit, signal, span } from '../../src/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'

const shop = defineCatalog({
  name: 'pino-shop',
  codes: { 'SHOP-E001': { level: 'error', message: 'No {item}.', hint: 'Order {item}.' } },
})

let sdk: InMemorySdk
let printed: string[]
beforeEach(() => {
  sdk = startSdk()
  printed = []
})
afterEach(stopSdk)

const attributes = (at = 0): Readonly<Record<string, unknown>> => sdk.records()[at]?.attributes ?? {}
const bodies = (): unknown[] => sdk.records().map(({ body }) => body)
/** A logger as in the docs: one stream that prints, and ours. */
const logger = (options: pino.LoggerOptions = {}, ours = createPinoStream()): pino.Logger =>
  pino(options, pino.multistream([{ level: 'trace', stream: { write: (line) => printed.push(line) } }, ours]))

describe('a line of pino', () => {
  test('is a diagnostic with its message, name and fields, beside the line that is printed', () => {
    logger({ name: 'shop', base: { pid: 7, hostname: 'h' } })
      .child({ request: 'r1' })
      .warn({ item: { id: 7 }, tags: ['a', 'b'] }, 'The item %d is gone.', 7)
    expect(printed).toHaveLength(1)
    expect(sdk.records()).toHaveLength(1)
    expect(sdk.records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      severityText: 'WARN',
      body: 'The item 7 is gone.',
    })
    expect(attributes()).toEqual({
      'smonitor.source': 'shop',
      'smonitor.category': 'pino',
      'smonitor.param.request': 'r1',
      'smonitor.param.item': '{"id":7}',
      'smonitor.param.tags': ['a', 'b'],
      'smonitor.triage_key': expect.stringMatching(/^tk1_/) as string,
      'log.iostream': 'stdout',
    })
  })

  test.each<[string, pino.LoggerOptions]>([
    ['as numbers', {}],
    ['as names', { formatters: { level: (label) => ({ level: label }) } }],
  ])('keeps its level, written %s, from the one on that is asked for', (_what, options) => {
    const log = logger({ ...options, level: 'trace' })
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level](level)
    expect(sdk.records().map(({ severityText }) => severityText)).toEqual(['WARN', 'ERROR', 'FATAL'])
    stopSdk()
    sdk = startSdk()
    const all = logger({ ...options, level: 'trace' }, createPinoStream({ level: 'debug' }))
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) all[level](level)
    expect(sdk.records().map(({ severityText }) => severityText)).toEqual([
      'DEBUG',
      'DEBUG',
      'INFO',
      'WARN',
      'ERROR',
      'FATAL',
    ])
  })

  test.each([['warning'], ['loud'], [7], [null]])(
    'is captured from warn on where %j is asked for',
    (level) => {
      const log = logger({}, createPinoStream({ level: level as never }))
      log.info('info')
      log.warn('warn')
      expect(bodies()).toEqual(['warn'])
    },
  )

  test('of a level of its own counts as the one below it', () => {
    const log = pino({ customLevels: { notice: 45, audit: 35 } }, createPinoStream())
    log.notice('notice')
    log.audit('audit')
    expect(sdk.records().map(({ severityText, body }) => [severityText, body])).toEqual([['WARN', 'notice']])
  })

  test('with an error is its exception, under the names that the logger has for things', () => {
    const error = Object.assign(new RangeError('no row'), { code: 'E_ROW' })
    logger().error(error)
    logger().error({ err: error, row: 7 }, 'could not load')
    logger(
      { errorKey: 'problem', messageKey: 'text' },
      createPinoStream({ errorKey: 'problem', messageKey: 'text' }),
    ).error({ problem: error }, 'could not load')
    expect(bodies()).toEqual(['no row', 'could not load', 'could not load'])
    for (const at of [0, 1, 2])
      expect(attributes(at)).toMatchObject({
        'exception.type': 'RangeError',
        'exception.message': 'no row',
        'exception.stacktrace': expect.stringContaining('create-pino-stream.test.ts') as string,
        'error.type': 'RangeError',
      })
    expect(attributes(1)['smonitor.param.row']).toBe(7)
    expect(attributes(1)).not.toHaveProperty('smonitor.param.err')
  })

  test('has what pino wrote and nothing that it redacted or left out', () => {
    logger({
      redact: ['password', 'err.token'],
      serializers: { request: (request: { readonly url: string }) => request.url },
    }).error(
      {
        password: 'hunter2',
        request: { url: '/films', cookie: 'hunter2' },
        err: Object.assign(new Error('no'), { token: 'hunter2' }),
      },
      'denied',
    )
    expect(attributes()).toMatchObject({
      'smonitor.param.password': '[Redacted]',
      'smonitor.param.request': '/films',
    })
    expect(JSON.stringify(sdk.records().map((record) => [record.body, record.attributes]))).not.toContain(
      'hunter2',
    )
  })

  test('with a DiagnosticError has its code and the key of its catalog', () => {
    const error = shop.error('SHOP-E001', { item: 'cup' })
    logger().error(error)
    shop.emit('SHOP-E001', { item: 'cup' })
    expect(attributes()).toMatchObject({
      'smonitor.code': 'SHOP-E001',
      'smonitor.hint': 'Order cup.',
      'smonitor.param.item': 'cup',
      'smonitor.source': 'pino-shop',
      'error.type': 'SHOP-E001',
    })
    expect(attributes()['smonitor.triage_key']).toBe(attributes(1)['smonitor.triage_key'])
  })

  test('that only repeats an error which a signal recorded is left out, and another names it as its cause', () => {
    const log = logger({ mixin: smonitorMixin })
    try {
      signal('films.load', () => {
        throw new RangeError('no row')
      })()
    } catch (error) {
      log.error(error)
      log.error({ err: error }, 'gave up')
    }
    expect(bodies()).toEqual(['no row', 'gave up'])
    expect(attributes(1)).toMatchObject({ 'smonitor.cause.exception_type': 'RangeError' })
    expect(attributes(1)).not.toHaveProperty('exception.type')
    // What pino printed leads to the record.
    for (const line of printed)
      expect(JSON.parse(line)).toMatchObject({ triage_key: attributes()['smonitor.triage_key'] })
  })

  test('has the key of its line without what varies', () => {
    const log = logger({ name: 'shop' })
    log.warn({ at: 1 }, 'Read 17 rows of /home/ann/films.csv')
    log.warn({ at: 2 }, 'Read 4 rows of /srv/films.csv')
    log.warn('Wrote 4 rows of /srv/films.csv')
    logger({ name: 'stock' }).warn('Wrote 4 rows of /srv/films.csv')
    const keys = sdk.records().map((record) => record.attributes['smonitor.triage_key'])
    expect(keys[0]).toBe(keys[1])
    expect(new Set(keys).size).toBe(3)
  })

  test('without a name has the signal around it for its source', () => {
    signal('films.load', () => logger().warn('Slow.'))()
    expect(attributes()).toMatchObject({
      'smonitor.source': 'films.load',
      'smonitor.context.chain': ['films.load'],
    })
  })

  test('of a logger that writes to a file alone is left to the console sink', () => {
    logger({}, createPinoStream({ iostream: 'none' })).warn('m')
    expect(attributes()).not.toHaveProperty('log.iostream')
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
    log.error({ smonitor: true }, 'Somebody else says so.')
    log.error('The program says so.')
    expect(lines).toEqual(['Failed.', 'The program says so.'])
  })

  test.each(['{', 'null', '7', '"text"', '{"level":{},"msg":[1]}', '{"level":50,"err":{"type":7}}'])(
    'that is not as pino writes it throws nothing: %s',
    (line) => {
      expect(() => createPinoStream().write(line)).not.toThrow()
    },
  )

  test('with more fields than a record takes is cut', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, at]))
    logger().warn({ ...many, ['__proto__']: 1 }, 'm'.repeat(100_000))
    const params = Object.keys(attributes()).filter((name) => name.startsWith('smonitor.param.'))
    expect(params).toHaveLength(64)
    expect(String(bodies()[0]).length).toBeLessThan(8300)
  })
})

describe('smonitorMixin', () => {
  test('joins a line with the span around it', () => {
    const log = pino({ mixin: smonitorMixin }, { write: (line) => printed.push(line) })
    span('work', () => log.info('inside'))
    log.info('outside')
    const [inside, outside] = printed.map((line) => JSON.parse(line) as Record<string, unknown>)
    const { traceId, spanId } = sdk.spans()[0]?.spanContext() ?? {}
    expect(inside).toMatchObject({ msg: 'inside', trace_id: traceId, span_id: spanId })
    expect(Object.keys(outside ?? {})).toEqual(['level', 'time', 'pid', 'hostname', 'msg'])
  })

  test('does not take the place of what the line says itself', () => {
    const log = pino({ mixin: smonitorMixin }, { write: (line) => printed.push(line) })
    span('work', () => log.info({ trace_id: 'own' }, 'inside'))
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ trace_id: 'own' })
  })
})
