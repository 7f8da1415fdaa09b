import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { diag, trace } from '@opentelemetry/api'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AUDIENCES } from '../../src/record/catalog-definition.ts'
import { findCode, listCatalogs } from '../../src/record/catalog-registry.ts'
import { formatForAudience } from '../../exporters/console/format.ts'
import { toEvent } from '../../src/record/to-event.ts'
import { defineCatalog, type CodeDefinition } from '../../src/index.ts'
import { keyByNode } from '../helpers/key-by-node.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(() => {
  vi.useRealTimers()
  stopSdk()
})

const molsys = defineCatalog({
  name: 'molsys',
  version: '2.1.0',
  docs: 'https://molsys.example/diagnostics/{code}',
  codes: {
    'MSM-W010': {
      level: 'warn',
      title: 'Selection ambiguous',
      message: 'Selection {selection} is ambiguous.',
      hint: 'Use a more specific selection, for example {example}.',
      audience: { agent: { hint: 'narrow {selection}' }, qa: { message: 'ambiguous selection={selection}' } },
    },
    'MSM-E120': {
      level: 'error',
      message: 'The form {form} is not known.',
      docs: 'https://forms.example/?code={code}&again={code}',
    },
    'MSM-I001': { level: 'info', message: 'Ready.' },
    'MSM-D001': { level: 'debug', message: 'Cache cold.' },
    'MSM-F001': { level: 'fatal', message: 'The store is lost.' },
  },
})

/** The published recipe, computed without the code under test. */
function keyOf(code: string, source: string): string {
  return keyByNode('tk1', [1, code, source, null, null])
}

describe('defineCatalog', () => {
  test('gives back name, version and codes as they were declared', () => {
    const codes = { 'APP-1': { level: 'info', message: 'm' } } as const
    expect(defineCatalog({ name: 'plain', codes })).toMatchObject({ name: 'plain', codes })
    expect(defineCatalog({ name: 'plain', codes })).not.toHaveProperty('version')
    expect(molsys.version).toBe('2.1.0')
    expect(molsys.codes['MSM-I001']).toEqual({ level: 'info', message: 'Ready.' })
  })

  test('makes the catalog known to the sinks of the process', () => {
    expect(listCatalogs().map(({ name }) => name)).toContain('molsys')
    expect(findCode('MSM-E120', 'molsys', '2.1.0')?.message).toBe('The form {form} is not known.')
  })

  test('accepts a definition that is frozen, and changes nothing in it', () => {
    const code = Object.freeze<CodeDefinition>({ level: 'info', message: 'Hello {name}.' })
    const definition = Object.freeze({ name: 'frozen', codes: Object.freeze({ 'APP-1': code }) })
    const { records } = startSdk()
    defineCatalog(definition).emit('APP-1', { name: 'Ada' })
    expect(records()[0]?.body).toBe('Hello Ada.')
  })

  test('warns once through diag of a code that a library of another name declares, and throws nothing', () => {
    const warn = vi.fn<(message: string) => void>()
    const ignore = (): void => {}
    diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore })
    const codes = { 'TWO-W1': { level: 'warn', message: 'm' } } as const
    for (const name of ['first', 'second', 'first', 'second']) defineCatalog({ name, codes })
    diag.disable()
    expect(warn.mock.calls).toEqual([
      ['smonitor: the catalogs "first" and "second" both declare TWO-W1. Rename them in the newer one.'],
    ])
  })

  test('lets several versions of one library work side by side', () => {
    const { records } = startSdk()
    const [one, two] = (['1.0.0', '2.0.0'] as const).map((version) =>
      defineCatalog({
        name: 'twice',
        version,
        codes: {
          'TWICE-W1': {
            level: 'warn',
            message: `Of {item}, ${version}.`,
            audience: { qa: { message: version } },
          },
        },
      }),
    )
    for (const catalog of [one, two, one]) catalog?.emit('TWICE-W1', { item: 'cup' })
    const events = records().map((record) => toEvent(record as never, { runId: 'r1', sessionId: 's1' }))
    expect(events.map(({ message, library }) => [message, library.version])).toEqual([
      ['Of cup, 1.0.0.', '1.0.0'],
      ['Of cup, 2.0.0.', '2.0.0'],
      ['Of cup, 1.0.0.', '1.0.0'],
    ])
    // What a sink says in its reader's words is that version's own; a defect has one key in all of them.
    expect(events.map((event) => formatForAudience(event, 'qa').includes('2.0.0'))).toEqual([
      false,
      true,
      false,
    ])
    expect(new Set(events.map(({ triage_key }) => triage_key)).size).toBe(1)
    expect(one?.error('TWICE-W1', { item: 'cup' }).catalog.version).toBe('1.0.0')
  })

  test('prints nothing, registers no provider and keeps no process alive', () => {
    const script = `
      import { defineCatalog, signal, span, emit } from ${JSON.stringify(join(import.meta.dirname, '../../src/index.ts'))}
      const before = Reflect.ownKeys(globalThis)
      const catalog = defineCatalog({ name: 'quiet', codes: { 'APP-1': { level: 'fatal', message: 'Lost {x}.' } } })
      catalog.emit('APP-1', { x: 1 })
      emit('fatal', 'Lost.')
      span('block', () => catalog.signal('inner', () => signal('other', () => 1)())())
      const otel = globalThis[Symbol.for('opentelemetry.js.api.1')] ?? {}
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String)
      process.on('exit', () => process.stdout.write(JSON.stringify({ otel: Object.keys(otel), added })))`
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    expect(JSON.parse(out)).toEqual({ otel: [], added: ['Symbol(smonitor.catalogs.v1)'] })
  })
})

describe('emit', () => {
  test('makes one record with the code, its words and its params', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T10:00:00.123Z') })
    const { records } = startSdk()
    molsys.emit('MSM-W010', { selection: 'all', example: ['a', 'b'] })
    expect(records()).toHaveLength(1)
    const [record] = records()
    expect(record?.eventName).toBe('smonitor.diagnostic')
    expect(record?.hrTime).toEqual([1795341600, 123_000_000])
    expect([record?.severityNumber, record?.severityText]).toEqual([13, 'WARN'])
    expect(record?.body).toBe('Selection all is ambiguous.')
    expect(record?.attributes).toEqual({
      'smonitor.code': 'MSM-W010',
      'smonitor.title': 'Selection ambiguous',
      'smonitor.hint': 'Use a more specific selection, for example a, b.',
      'smonitor.doc_url': 'https://molsys.example/diagnostics/MSM-W010',
      'smonitor.param.selection': 'all',
      'smonitor.param.example': ['a', 'b'],
      'smonitor.source': 'molsys',
      'smonitor.triage_key': keyOf('MSM-W010', 'molsys'),
      'smonitor.cluster_key': keyByNode('tc1', [1, 'MSM-W010', null, null, null]),
    })
    expect(record?.instrumentationScope).toMatchObject({
      name: 'molsys',
      version: '2.1.0',
      schemaUrl: 'https://smonitor.dev/schemas/0.1.0',
    })
    expect(record?.spanContext).toBeUndefined()
  })

  test('adds nothing for what the code has not, but the error type of an error', () => {
    const { records } = startSdk()
    const bare = defineCatalog({ name: 'bare', codes: { 'BARE-E1': { level: 'error', message: 'Lost.' } } })
    bare.emit('BARE-E1')
    expect(records()[0]?.attributes).toEqual({
      'smonitor.code': 'BARE-E1',
      'error.type': 'BARE-E1',
      'smonitor.source': 'bare',
      'smonitor.triage_key': keyOf('BARE-E1', 'bare'),
      'smonitor.cluster_key': keyByNode('tc1', [1, 'BARE-E1', null, null, null]),
    })
    expect(records()[0]?.instrumentationScope).toMatchObject({ name: 'bare', version: undefined })
  })

  test.each([
    ['MSM-D001', 5, 'DEBUG', undefined],
    ['MSM-I001', 9, 'INFO', undefined],
    ['MSM-F001', 21, 'FATAL', 'MSM-F001'],
  ] as const)('writes %s with severity %i %s and the error type %s', (code, number, text, errorType) => {
    const { records } = startSdk()
    molsys.emit(code)
    expect(records()[0]).toMatchObject({ severityNumber: number, severityText: text })
    expect(records()[0]?.attributes['error.type']).toBe(errorType)
  })

  test('says in which span it arose', () => {
    const { records } = startSdk()
    const ids = trace.getTracer('app').startActiveSpan('work', (span) => {
      molsys.emit('MSM-I001')
      span.end()
      return span.spanContext()
    })
    expect(records()[0]?.spanContext).toMatchObject({ traceId: ids.traceId, spanId: ids.spanId })
  })

  test('takes the name of the innermost signal for the source', () => {
    const { records } = startSdk()
    const inner = molsys.signal('molsys.inner', () => {
      molsys.emit('MSM-I001')
    })
    molsys.signal('molsys.outer', () => {
      inner()
      molsys.emit('MSM-I001')
    })()
    expect(records().map(({ attributes }) => attributes)).toMatchObject([
      {
        'smonitor.source': 'molsys.inner',
        'smonitor.context.chain': ['molsys.outer', 'molsys.inner'],
        'smonitor.context.depth': 2,
        'smonitor.triage_key': keyOf('MSM-I001', 'molsys.inner'),
      },
      {
        'smonitor.source': 'molsys.outer',
        'smonitor.context.chain': ['molsys.outer'],
        'smonitor.context.depth': 1,
        'smonitor.triage_key': keyOf('MSM-I001', 'molsys.outer'),
      },
    ])
  })

  test('lets the hint of the call win over that of the catalog', () => {
    const { records } = startSdk()
    molsys.emit('MSM-W010', { selection: 'all', example: 'x' }, { hint: 'Ask {selection}.' })
    expect(records()[0]?.attributes['smonitor.hint']).toBe('Ask {selection}.')
  })

  test('prefers the page of the code to that of the catalog', () => {
    const { records } = startSdk()
    molsys.emit('MSM-E120', { form: 'xyz' })
    expect(records()[0]?.attributes['smonitor.doc_url']).toBe(
      'https://forms.example/?code=MSM-E120&again=MSM-E120',
    )
  })

  test('reads no param when nobody listens', () => {
    const read = vi.fn<() => string>(() => 'all')
    const params = {
      get selection() {
        return read()
      },
      example: 'x',
    }
    molsys.emit('MSM-W010', params)
    expect(read).not.toHaveBeenCalled()
    startSdk()
    molsys.emit('MSM-W010', params)
    expect(read).toHaveBeenCalledOnce()
  })

  test('records a code that only JavaScript can pass, as an error under its name', () => {
    const { records } = startSdk()
    molsys.emit('MSM-W0I0' as 'MSM-I001')
    expect(records()[0]).toMatchObject({
      body: 'The catalog "molsys" has no code "MSM-W0I0".',
      severityText: 'ERROR',
    })
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.code': 'MSM-W0I0',
      'error.type': 'MSM-W0I0',
      'smonitor.title': 'Unknown code',
      'smonitor.hint': 'Declare it in the catalog, or correct its spelling.',
    })
  })

  test.each(['toString', '__proto__', 'constructor'])(
    'does not take %j for a code of the catalog',
    (code) => {
      const { records } = startSdk()
      molsys.emit(code as 'MSM-I001')
      expect(records()[0]?.body).toBe(`The catalog "molsys" has no code "${code}".`)
    },
  )

  test('records a diagnostic whose params are missing, with the placeholders in place', () => {
    const { records } = startSdk()
    ;(molsys.emit as (code: string) => void)('MSM-W010')
    expect(records()[0]?.body).toBe('Selection {selection} is ambiguous.')
  })

  test.each<[string, readonly unknown[]]>([
    ['null params and options', ['MSM-W010', null, null]],
    ['params of a wrong type', ['MSM-W010', 5]],
    ['tags that are a text', ['MSM-I001', {}, { tags: 'io' }]],
    ['a source that is a BigInt', ['MSM-I001', {}, { source: 1n }]],
    ['options that throw', ['MSM-I001', {}, new Proxy({}, { get: fail })]],
    ['a symbol as code', [Symbol('code')]],
    ['a lone surrogate as code', ['\ud800']],
    ['no argument', []],
  ])('never throws, with %s', (_, args) => {
    startSdk()
    expect(() => {
      ;(molsys.emit as (...any: unknown[]) => void)(...args)
    }).not.toThrow()
  })
})

describe('the triage key of a code', () => {
  test('is the same for the same code and source, whatever the params and the hint', () => {
    const { records } = startSdk()
    molsys.emit('MSM-W010', { selection: 'all', example: 'x' })
    molsys.emit(
      'MSM-W010',
      { selection: 'chain A', example: 3 },
      { hint: 'Other.', extra: { retry_attempt: 2 } },
    )
    const keys = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toEqual([keyOf('MSM-W010', 'molsys'), keyOf('MSM-W010', 'molsys')])
  })

  test('differs by code and by source', () => {
    const { records } = startSdk()
    molsys.emit('MSM-I001')
    molsys.emit('MSM-D001')
    molsys.emit('MSM-I001', {}, { source: 'molsys.other' })
    molsys.emit('MSM-D001', {}, { source: 'molsys.other' })
    const keys = records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toEqual([
      keyOf('MSM-I001', 'molsys'),
      keyOf('MSM-D001', 'molsys'),
      keyOf('MSM-I001', 'molsys.other'),
      keyOf('MSM-D001', 'molsys.other'),
    ])
    expect(new Set(keys).size).toBe(4)
  })

  test('stays right over thousands of sources', () => {
    const { records } = startSdk()
    for (const round of [1, 2]) {
      for (let index = 0; index < 1500; index++) {
        molsys.emit('MSM-I001', {}, { source: `source ${index}`, category: String(round) })
      }
    }
    const wrong = records().filter(({ attributes }) => {
      return attributes['smonitor.triage_key'] !== keyOf('MSM-I001', String(attributes['smonitor.source']))
    })
    expect(records()).toHaveLength(3000)
    expect(wrong).toEqual([])
  })
})

describe('resolve', () => {
  test('gives the words of the catalog, without emitting anything', () => {
    const { records } = startSdk()
    expect(molsys.resolve('MSM-W010', { selection: 'all', example: 'x' })).toEqual({
      code: 'MSM-W010',
      level: 'warn',
      title: 'Selection ambiguous',
      message: 'Selection all is ambiguous.',
      hint: 'Use a more specific selection, for example x.',
      docs: 'https://molsys.example/diagnostics/MSM-W010',
    })
    expect(records()).toEqual([])
  })

  test('gives each audience its words', () => {
    const texts = AUDIENCES.map((audience) => {
      const { message, hint } = molsys.resolve('MSM-W010', { selection: 'all', example: 'x' }, { audience })
      return [audience, message, hint]
    })
    expect(texts).toEqual([
      ['user', 'Selection all is ambiguous.', 'Use a more specific selection, for example x.'],
      ['dev', 'Selection all is ambiguous.', 'Use a more specific selection, for example x.'],
      ['qa', 'ambiguous selection=all', 'Use a more specific selection, for example x.'],
      ['agent', 'Selection all is ambiguous.', 'narrow all'],
      ['debug', 'Selection all is ambiguous.', 'Use a more specific selection, for example x.'],
    ])
  })

  test('has no field for what the code has not', () => {
    const bare = defineCatalog({ name: 'bare', codes: { 'APP-1': { level: 'info', message: 'm' } } })
    expect(bare.resolve('APP-1')).toStrictEqual({ code: 'APP-1', level: 'info', message: 'm' })
  })
})

function fail(): never {
  throw new Error('no')
}
