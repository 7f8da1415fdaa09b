import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineCatalog, DiagnosticError, signal } from '../../src/index.ts'
import { createLogEmitter } from '../../src/otel/log-emitter.ts'
import { recordException, triageKeyOf } from '../../src/otel/record-exception.ts'
import { keyByNode } from '../helpers/key-by-node.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(stopSdk)

class FormError extends Error {}

const molsys = defineCatalog({
  name: 'molsys',
  version: '2.1.0',
  docs: 'https://molsys.example/{code}',
  codes: {
    'MSM-E120': {
      level: 'error',
      title: 'Unknown form',
      message: 'The form {form} is not known.',
      hint: 'Use one of {known}.',
    },
  },
})

/** Five signals, s1 around s2 … around s5 around the function. */
function nestFive<Result>(fn: () => Result): () => Result {
  return ['s5', 's4', 's3', 's2', 's1'].reduce((inner, name) => signal(name, () => inner()), fn)
}

function keyOf(...parts: (string | null)[]): string {
  return keyByNode('tk1', [1, ...parts])
}

const thrownValues: [string, () => unknown, string, string][] = [
  ['an error', () => new FormError('No form.'), 'FormError', 'No form.'],
  ['a frozen error', () => Object.freeze(new FormError('No form.')), 'FormError', 'No form.'],
  [
    'a sealed error with a code',
    () => Object.seal(Object.assign(new FormError('No form.'), { code: 'E_FORM' })),
    'FormError',
    'No form.',
  ],
  [
    'a DiagnosticError',
    () => molsys.error('MSM-E120', { form: 'x', known: [] }),
    'DiagnosticError',
    'The form x is not known.',
  ],
  ['a text', () => 'No form.', 'string', 'No form.'],
  ['a number', () => 42, 'number', '42'],
  ['NaN', () => Number.NaN, 'number', 'NaN'],
  ['undefined', () => undefined, 'undefined', 'undefined'],
  ['null', () => null, 'object', 'null'],
  ['a symbol', () => Symbol('no'), 'symbol', 'Symbol(no)'],
  ['an object', () => ({ message: 'No form.' }), 'Object', 'No form.'],
  ['a revoked proxy', revokedProxy, 'Error', ''],
]

describe('an exception that passes five signals', () => {
  test.each(thrownValues)(
    'is one record and reaches the caller as it is: %s, sync',
    (_, create, type, message) => {
      const { records, spans } = startSdk()
      const thrown = create()
      const caught = catchFrom(
        nestFive(() => {
          throw thrown
        }),
      )
      expect(Object.is(caught, thrown)).toBe(true)
      expect(records()).toHaveLength(1)
      expect(records()[0]?.attributes).toMatchObject({
        'exception.type': type,
        'exception.message': message,
        'smonitor.source': 's5',
        'smonitor.context.chain': ['s1', 's2', 's3', 's4', 's5'],
      })
      expect(spans().map(({ name, events }) => [name, events.length])).toEqual([
        ['s5', 1],
        ['s4', 0],
        ['s3', 0],
        ['s2', 0],
        ['s1', 0],
      ])
    },
  )

  test.each(thrownValues)(
    'is one record and reaches the caller as it is: %s, async',
    async (_, create, type, message) => {
      const { records, spans } = startSdk()
      const thrown = create()
      const { caught } = await catchFromAsync(
        nestFive(async () => {
          await Promise.resolve()
          throw thrown
        }),
      )
      expect(Object.is(caught, thrown)).toBe(true)
      expect(records()).toHaveLength(1)
      expect(records()[0]?.attributes).toMatchObject({
        'exception.type': type,
        'exception.message': message,
        'smonitor.source': 's5',
        'smonitor.context.chain': ['s1', 's2', 's3', 's4', 's5'],
      })
      expect(spans().map(({ name, events }) => [name, events.length])).toEqual([
        ['s5', 1],
        ['s4', 0],
        ['s3', 0],
        ['s2', 0],
        ['s1', 0],
      ])
    },
  )

  test.each<[string, unknown, string]>([
    ['an error', new FormError('No form.'), 'FormError'],
    ['an error with a code', Object.assign(new FormError('No form.'), { code: 'E_FORM' }), 'FormError'],
    ['a text', 'No form.', 'string'],
  ])('marks every span that it passed: %s', (_, thrown, errorType) => {
    const { records, spans } = startSdk()
    catchFrom(
      nestFive(() => {
        throw thrown
      }),
    )
    const key = records()[0]?.attributes['smonitor.triage_key']
    expect(key).toMatch(/^tk1_[0-9a-f]{16}$/)
    expect(spans().map(({ name, status, attributes }) => ({ name, status, attributes }))).toEqual(
      ['s5', 's4', 's3', 's2', 's1'].map((name) => ({
        name,
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'smonitor.signal': name, 'error.type': errorType, 'smonitor.triage_key': key },
      })),
    )
  })

  test('is one record at a depth of 10,000', async () => {
    const { records, spans } = startSdk()
    const nest = signal('nest', async (left: number): Promise<void> => {
      await Promise.resolve()
      if (left === 1) throw new FormError('Deep.')
      await nest(left - 1)
    })
    expect((await catchFromAsync(() => nest(10_000))).caught).toBeInstanceOf(FormError)
    expect(records()).toHaveLength(1)
    expect(records()[0]?.attributes['smonitor.context.depth']).toBe(10_000)
    expect(spans().filter(({ status }) => status.code === SpanStatusCode.ERROR)).toHaveLength(10_000)
    expect(spans().flatMap(({ events }) => events)).toHaveLength(1)
  })
})

describe('the record of an exception', () => {
  test('has the fields of the exception, in the span of the innermost signal', () => {
    const { records, spans } = startSdk()
    const error = new FormError('No form.', { cause: new TypeError('No text.') })
    catchFrom(
      signal('load', () => {
        throw error
      }),
    )
    const [record] = records()
    expect(record).toMatchObject({
      eventName: 'smonitor.signal.exception',
      severityNumber: 17,
      severityText: 'ERROR',
      body: 'No form.',
      instrumentationScope: { name: 'smonitor' },
    })
    expect(record?.attributes).toEqual({
      'exception.type': 'FormError',
      'exception.message': 'No form.',
      'exception.stacktrace': error.stack,
      'smonitor.causal_chain': ['TypeError: No text.'],
      'error.type': 'FormError',
      'smonitor.source': 'load',
      'smonitor.context.chain': ['load'],
      'smonitor.context.depth': 1,
      'smonitor.triage_key': keyOf(null, 'load', 'Error', 'No form. <- TypeError'),
      'smonitor.trace_hash': keyByNode('th1', [1, ['load'], ['<anonymous>@record-exception.test']]),
      'smonitor.cluster_key': keyByNode('tc1', [1, null, '<anonymous>@record-exception.test', 'Error', null]),
    })
    expect(record?.spanContext?.spanId).toBe(spans()[0]?.spanContext().spanId)
  })

  test('has the class for its type, and not the code of the error, on log and span', () => {
    const { records, spans } = startSdk()
    const error = Object.assign(new FormError('No form.'), { code: 'ERR_FORM' })
    catchFrom(
      signal('load', () => {
        throw error
      }),
    )
    expect(records()[0]?.attributes).toMatchObject({
      'exception.type': 'FormError',
      'error.type': 'FormError',
    })
    expect(spans()[0]?.events).toMatchObject([
      {
        name: 'exception',
        attributes: {
          'exception.type': 'FormError',
          'exception.message': 'No form.',
          'exception.stacktrace': error.stack,
          'smonitor.triage_key': records()[0]?.attributes['smonitor.triage_key'],
        },
      },
    ])
  })

  test('has the causes on the span event too, as texts', () => {
    const { spans } = startSdk()
    catchFrom(
      signal('load', () => {
        throw new Error('1', { cause: new FormError('2', { cause: new TypeError('3') }) })
      }),
    )
    expect(spans()[0]?.events[0]?.attributes?.['smonitor.causal_chain']).toEqual([
      'FormError: 2',
      'TypeError: 3',
    ])
  })

  test('of a DiagnosticError is that diagnostic, in the scope of its catalog', () => {
    const { records, spans } = startSdk()
    const error = molsys.error('MSM-E120', { form: 'xyz', known: ['a'] }, { cause: new FormError('No.') })
    catchFrom(
      signal('load', () => {
        throw error
      }),
    )
    const [record] = records()
    expect(record).toMatchObject({
      eventName: 'smonitor.diagnostic',
      body: 'The form xyz is not known.',
      instrumentationScope: { name: 'molsys', version: '2.1.0' },
    })
    expect(record?.attributes).toEqual({
      'smonitor.code': 'MSM-E120',
      'smonitor.title': 'Unknown form',
      'smonitor.hint': 'Use one of a.',
      'smonitor.doc_url': 'https://molsys.example/MSM-E120',
      'smonitor.param.form': 'xyz',
      'smonitor.param.known': ['a'],
      'exception.type': 'DiagnosticError',
      'exception.message': 'The form xyz is not known.',
      'exception.stacktrace': error.toJSON().stack,
      'smonitor.causal_chain': ['FormError: No.'],
      'error.type': 'MSM-E120',
      'smonitor.source': 'load',
      'smonitor.context.chain': ['load'],
      'smonitor.context.depth': 1,
      'smonitor.triage_key': keyOf('MSM-E120', 'load', null, null),
      'smonitor.trace_hash': keyByNode('th1', [1, ['load'], ['<anonymous>@record-exception.test']]),
      'smonitor.cluster_key': keyByNode('tc1', [1, 'MSM-E120', null, null, null]),
    })
    expect(spans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'error.type': 'MSM-E120',
        'smonitor.code': 'MSM-E120',
        'smonitor.triage_key': keyOf('MSM-E120', 'load', null, null),
      },
    })
    expect(spans()[0]?.events[0]?.attributes).toMatchObject({
      'exception.type': 'DiagnosticError',
      // Backends that take spans alone have no record to look it up in.
      'smonitor.hint': 'Use one of a.',
    })
  })

  test('of a DiagnosticError that came through JSON is the same diagnostic', () => {
    const { records } = startSdk()
    const travelled = DiagnosticError.from(
      JSON.parse(JSON.stringify(molsys.error('MSM-E120', { form: 'xyz', known: [] }))),
    )
    catchFrom(
      signal('load', () => {
        throw travelled
      }),
    )
    expect(records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      instrumentationScope: { name: 'molsys', version: '2.1.0' },
      attributes: { 'smonitor.code': 'MSM-E120', 'smonitor.param.form': 'xyz' },
    })
  })

  test('of another error whose code a catalog declares is that diagnostic', () => {
    const { records } = startSdk()
    catchFrom(
      signal('load', () => {
        throw Object.assign(new FormError('Own words.'), { code: 'MSM-E120' })
      }),
    )
    expect(records()[0]).toMatchObject({
      eventName: 'smonitor.diagnostic',
      body: 'Own words.',
      instrumentationScope: { name: 'molsys' },
      attributes: {
        'smonitor.code': 'MSM-E120',
        'exception.type': 'FormError',
        'error.type': 'MSM-E120',
        'smonitor.triage_key': keyOf('MSM-E120', 'load', null, null),
      },
    })
  })

  test.each(['ENOENT', 'toString', '', 5])('of an error whose code is %j has none', (code) => {
    const { records } = startSdk()
    catchFrom(
      signal('load', () => {
        throw Object.assign(new FormError('m'), { code })
      }),
    )
    expect(records()[0]?.eventName).toBe('smonitor.signal.exception')
    expect(records()[0]?.attributes).not.toHaveProperty('smonitor.code')
  })

  test('has the level that the signal sets', () => {
    const { records } = startSdk()
    const load = signal(
      'load',
      () => {
        throw new Error('m')
      },
      { exceptionLevel: 'fatal' },
    )
    catchFrom(load)
    expect(records()[0]).toMatchObject({ severityNumber: 21, severityText: 'FATAL' })
  })

  test('has the type for its body when there is no message', () => {
    const { records } = startSdk()
    catchFrom(
      signal('load', () => {
        throw new FormError()
      }),
    )
    expect(records()[0]?.body).toBe('FormError')
  })
})

describe('an exception that is thrown again', () => {
  test('is the same record when it is the same object', () => {
    const { records } = startSdk()
    const error = new Error('m')
    let seen: unknown
    const fail = signal('inner', () => {
      throw error
    })
    catchFrom(
      signal('outer', () => {
        try {
          fail()
        } catch (caught) {
          seen = caught
          throw caught
        }
      }),
    )
    catchFrom(fail)
    expect(seen).toBe(error)
    expect(records()).toHaveLength(1)
  })

  test('is a record of its own when it is wrapped', () => {
    const { records, spans } = startSdk()
    const fail = signal('inner', () => {
      throw new TypeError('Inner.')
    })
    catchFrom(
      signal('outer', () => {
        try {
          fail()
        } catch (cause) {
          throw new FormError('Outer.', { cause })
        }
      }),
    )
    expect(
      records().map(({ body, attributes }) => [
        body,
        attributes['smonitor.source'],
        attributes['smonitor.causal_chain'],
      ]),
    ).toEqual([
      ['Inner.', 'inner', undefined],
      ['Outer.', 'outer', ['TypeError: Inner.']],
    ])
    expect(spans().map(({ name, events }) => [name, events.length])).toEqual([
      ['inner', 1],
      ['outer', 1],
    ])
  })

  test('is another record when it is an equal error', () => {
    const { records } = startSdk()
    const fail = signal('load', () => {
      throw new Error('m')
    })
    catchFrom(fail)
    catchFrom(fail)
    expect(records()).toHaveLength(2)
    expect(records()[0]?.attributes['smonitor.triage_key']).toBe(
      records()[1]?.attributes['smonitor.triage_key'],
    )
  })

  test('is another record when it is an equal primitive of another call', () => {
    const { records } = startSdk()
    const fail = signal('inner', () => {
      throw 'timeout'
    })
    signal('outer', () => {
      catchFrom(fail)
      catchFrom(fail)
    })()
    expect(records()).toHaveLength(2)
  })

  test('is one record when it is a primitive that was thrown out of all signals and is then uncaught', () => {
    const { records } = startSdk()
    const uncaught = {
      emitter: createLogEmitter({ name: 'x' }),
      context: context.active(),
      frame: undefined,
      span: undefined,
      level: 'fatal',
    } as const
    catchFrom(
      nestFive(() => {
        throw 'timeout'
      }),
    )
    expect(triageKeyOf('timeout', uncaught)).toBe(records()[0]?.attributes['smonitor.triage_key'])
    expect(recordException('timeout', uncaught)).toBe(false)
    expect(recordException('another', uncaught)).toBe(true)
    expect(records().map(({ body }) => body)).toEqual(['timeout', 'another'])
  })

  test('is another record when an equal primitive is uncaught a while later', () => {
    const { records } = startSdk()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      catchFrom(
        nestFive(() => {
          throw 'timeout'
        }),
      )
      vi.setSystemTime(Date.now() + 1001)
      recordException('timeout', {
        emitter: createLogEmitter({ name: 'x' }),
        context: context.active(),
        frame: undefined,
        span: undefined,
        level: 'fatal',
      })
    } finally {
      vi.useRealTimers()
    }
    expect(records()).toHaveLength(2)
  })

  test('is another record when another primitive takes its place', () => {
    const { records } = startSdk()
    const fail = signal('inner', () => {
      throw 'timeout'
    })
    catchFrom(
      signal('outer', () => {
        catchFrom(fail)
        throw 'gave up'
      }),
    )
    expect(records().map(({ body }) => body)).toEqual(['timeout', 'gave up'])
  })

  test('is one record over async and sync signals', async () => {
    const { records } = startSdk()
    const inner = signal('inner', () => {
      throw new FormError('m')
    })
    const middle = signal('middle', async () => {
      await Promise.resolve()
      inner()
    })
    expect((await catchFromAsync(signal('outer', () => middle()))).caught).toBeInstanceOf(FormError)
    expect(records().map(({ attributes }) => attributes['smonitor.source'])).toEqual(['inner'])
  })

  test('is a record of its own for each concurrent failure', async () => {
    const { records } = startSdk()
    const fail = signal('fail', async (index: number) => {
      await Promise.resolve()
      throw new Error(`Number ${'x'.repeat(index)}`)
    })
    await signal('all', () => Promise.allSettled(Array.from({ length: 20 }, (_, index) => fail(index))))()
    expect(new Set(records().map(({ body }) => body)).size).toBe(20)
    expect(records()).toHaveLength(20)
  })
})

describe('the triage key of an exception', () => {
  function keyFor(source: string, error: unknown): unknown {
    const { records } = startSdk()
    catchFrom(
      signal(source, () => {
        throw error
      }),
    )
    const key = records()[0]?.attributes['smonitor.triage_key']
    stopSdk()
    return key
  }

  test('is the same whatever varies in the message', () => {
    const one = keyFor('load', new FormError('Port 8080 at 10:00:01 is taken.'))
    expect(keyFor('load', new FormError('Port 9090 at 11:22:33 is taken.'))).toBe(one)
  })

  test('differs by message, type and signal', () => {
    const keys = [
      keyFor('load', new Error('No form.')),
      keyFor('load', new Error('No file.')),
      keyFor('load', new TypeError('No form.')),
      keyFor('save', new Error('No form.')),
    ]
    expect(new Set(keys).size).toBe(4)
  })

  test('of a DiagnosticError has no text in it', () => {
    const one = keyFor('load', molsys.error('MSM-E120', { form: 'x', known: [] }))
    expect(keyFor('load', molsys.error('MSM-E120', { form: 'y', known: ['z'] }))).toBe(one)
    expect(keyFor('save', molsys.error('MSM-E120', { form: 'x', known: [] }))).not.toBe(one)
  })

  test('is known before the record is made, and the same', () => {
    const { records } = startSdk()
    const error = new FormError('m')
    const site = siteOf('fatal')
    const key = triageKeyOf(error, site)
    expect(records()).toEqual([])
    recordException(error, site)
    expect(records()[0]?.attributes['smonitor.triage_key']).toBe(key)
  })
})

describe('an exception that no signal saw', () => {
  test.each<[string, () => unknown, string, string]>([
    ['an error', () => new FormError('m'), 'FormError', 'exception'],
    [
      'a DiagnosticError',
      () => molsys.error('MSM-E120', { form: 'x', known: [] }),
      'molsys',
      'smonitor.diagnostic',
    ],
    [
      'an error whose code a catalog declares',
      () => Object.assign(new FormError('m'), { code: 'MSM-E120' }),
      'molsys',
      'smonitor.diagnostic',
    ],
    [
      'a DiagnosticError without a catalog',
      () => DiagnosticError.from({ name: 'DiagnosticError', code: 'X-1', message: 'm' }),
      'DiagnosticError',
      'smonitor.diagnostic',
    ],
    ['a text', () => 'm', 'string', 'exception'],
  ])('has a source: %s', (_, create, source, eventName) => {
    const { records } = startSdk()
    expect(recordException(create(), { ...siteOf('fatal'), eventName: 'exception' })).toBe(true)
    expect(records()).toMatchObject([
      { eventName, severityText: 'FATAL', attributes: { 'smonitor.source': source } },
    ])
  })

  test('is not recorded again when a signal saw it', () => {
    const { records } = startSdk()
    const error = new FormError('m')
    catchFrom(
      signal('load', () => {
        throw error
      }),
    )
    expect(recordException(error, siteOf('fatal'))).toBe(false)
    expect(records()).toHaveLength(1)
    expect(triageKeyOf(error, siteOf('fatal'))).toBe(records()[0]?.attributes['smonitor.triage_key'])
  })

  test('leaves the active span alone', () => {
    const { spans } = startSdk()
    trace.getTracer('app').startActiveSpan('work', (span) => {
      recordException(new Error('m'), siteOf('error'))
      span.end()
    })
    expect(spans()[0]).toMatchObject({ status: { code: SpanStatusCode.UNSET }, events: [], attributes: {} })
  })
})

function siteOf(level: 'error' | 'fatal'): Parameters<typeof recordException>[1] {
  return {
    emitter: createLogEmitter({ name: 'app' }),
    context: context.active(),
    frame: undefined,
    span: undefined,
    level,
  }
}

function catchFrom(fn: () => unknown): unknown {
  try {
    fn()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

/** Boxed, because a promise looks into what it is resolved with. */
async function catchFromAsync(fn: () => Promise<unknown>): Promise<{ readonly caught: unknown }> {
  try {
    await fn()
  } catch (caught) {
    return { caught }
  }
  throw new Error('Nothing was thrown.')
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test.each([
  ['fatal', 'FATAL'],
  ['warn', 'ERROR'],
] as const)('a thrown code of level %s is recorded as %s: what is thrown failed', (level, severityText) => {
  const { records } = startSdk()
  const catalog = defineCatalog({ name: 'levels', codes: { 'LVL-1': { level, message: 'm' } } })
  const failing = catalog.signal('levels.fail', () => {
    throw catalog.error('LVL-1')
  })
  expect(failing).toThrow('m')
  expect(records()).toMatchObject([{ severityText }])
})
