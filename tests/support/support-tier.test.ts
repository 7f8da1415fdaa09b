import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import {
  createTierRegistry,
  experimental,
  getTier,
  supportTier,
  type TierContext,
} from '../../src/support/index.ts'
import { startSdk, stopSdk, type InMemorySdk } from '../otel/in-memory-sdk.ts'

let sdk: InMemorySdk

beforeEach(() => {
  // What was told once is remembered by the process.
  Reflect.deleteProperty(globalThis, Symbol.for('smonitor.once.v1'))
  sdk = startSdk()
})
afterEach(stopSdk)

/** What was told, one line each. */
const told = (): unknown[] =>
  sdk
    .records()
    .map(({ severityText, body, attributes }) => [severityText, body, attributes['smonitor.support_tier']])

const catalog = defineCatalog({
  name: 'tiered',
  version: '1.0.0',
  docs: 'https://tiered.example/{code}',
  codes: {
    'TIE-W001': {
      level: 'warn',
      title: 'In part',
      message: 'The {kind} {name} is of tier {tier}. {message}',
      hint: 'Look at {name}.',
    },
  },
})

describe('a function', () => {
  test('of tier 2 is told of once, at level warn, and does what it did', () => {
    const read = supportTier(2, { message: 'Assemblies are left out.' })(function readMmcif(path: string) {
      return path.length
    })
    expect([read('a'), read('ab')]).toEqual([1, 2])
    expect([read.name, read.length]).toEqual(['readMmcif', 1])
    expect(told()).toEqual([
      ['WARN', 'The function readMmcif is supported in part. Assemblies are left out.', 2],
    ])
    expect(sdk.records()[0]?.attributes).toMatchObject({
      'smonitor.category': 'support_tier',
      'smonitor.param.name': 'readMmcif',
      'smonitor.param.kind': 'function',
      'smonitor.param.tier': 2,
      'smonitor.param.module': 'smonitor',
    })
  })

  test('that is an experiment is told of at level info', () => {
    experimental()(function draft() {})()
    expect(told()).toEqual([
      ['INFO', 'The function draft is experimental: it may change, or go, in any version.', 3],
    ])
  })

  test('of tier 1 is itself', () => {
    const read = (): number => 1
    expect(supportTier(1)(read)).toBe(read)
    expect(getTier(read)).toBe(1)
  })

  test('that two places wrap under one name is told of once, and two functions twice', () => {
    const wrap = (name: string): void => supportTier(2, { name })(() => undefined)()
    for (const name of ['tiered.a', 'tiered.a', 'tiered.b']) wrap(name)
    const keys = sdk.records().map(({ attributes }) => attributes['smonitor.triage_key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(2)
  })

  test('is told of when somebody listens, not before', () => {
    const read = supportTier(2)(function late() {})
    stopSdk()
    read()
    sdk = startSdk()
    read()
    read()
    expect(told()).toHaveLength(1)
  })

  test('speaks in the words of a catalog', () => {
    supportTier(3, { catalog, code: 'TIE-W001', name: 'tiered.load', message: 'Slow.' })(() => undefined)()
    const [record] = sdk.records()
    expect(record?.instrumentationScope).toMatchObject({ name: 'tiered', version: '1.0.0' })
    expect(record?.body).toBe('The function tiered.load is of tier 3. Slow.')
    expect(record?.attributes).toMatchObject({
      'smonitor.code': 'TIE-W001',
      'smonitor.title': 'In part',
      'smonitor.hint': 'Look at tiered.load.',
      'smonitor.doc_url': 'https://tiered.example/TIE-W001',
    })
  })
})

describe('a decorator', () => {
  // As a compiler applies it; the example of `experimental` is compiled and run with the documentation.
  test('tells of methods, getters and classes', () => {
    const context = (kind: string, name: string): TierContext => ({ kind, name }) as TierContext
    class Plain {
      static readonly made = 'here'
      readonly #size = 3
      draw(times: number): number {
        return this.#size * times
      }
    }
    // oxlint-disable-next-line typescript/unbound-method -- it is wrapped, and called on its object
    Plain.prototype.draw = experimental()(Plain.prototype.draw, context('method', 'draw'))
    const size = supportTier(3)(
      function (this: Plain) {
        return this.draw(1)
      },
      context('getter', 'size'),
    )
    const Viewer = supportTier(2, { name: 'Viewer' })(Plain, context('class', 'Plain'))
    const viewer = new Viewer()
    expect([viewer.draw(2), viewer.draw(3), size.call(viewer)]).toEqual([6, 9, 3])
    expect([Viewer.made, Viewer.name, viewer instanceof Viewer]).toEqual(['here', 'Plain', true])
    expect(told().map((line) => (line as string[])[1])).toEqual([
      'The class Viewer is supported in part.',
      'The method draw is experimental: it may change, or go, in any version.',
      'The getter size is experimental: it may change, or go, in any version.',
    ])
    expect(getTier(Viewer)).toBe(2)
    // oxlint-disable-next-line typescript/unbound-method -- it is not called
    expect(getTier(Plain.prototype.draw)).toBe(3)
  })

  test.each([
    [() => supportTier(4 as never), 'There is no support tier 4. Use one of: 1, 2, 3.'],
    [() => supportTier(2, { code: 'TIE-W001' }), 'The code "TIE-W001" is in no catalog'],
    [() => supportTier(2, { catalog, code: 'TIE-W999' }), 'The code "TIE-W999" is in no catalog'],
    [() => supportTier(2)('text' as never), 'Only functions, methods'],
  ])('refuses what it cannot do: %#', (call, message) => {
    expect(call).toThrow(message)
  })
})

describe('a registry', () => {
  test('tells of names that are registered, each once, and is silent about the others', () => {
    const forms = createTierRegistry({ catalog, codes: { 2: 'TIE-W001' } })
    forms.register('pdb', 1)
    forms.registerMany({ mmtf: { tier: 2, message: 'Read only.' }, xyz: { tier: 3, kind: 'file format' } })
    for (const name of ['pdb', 'mmtf', 'mmtf', 'xyz', 'unknown']) forms.check(name)
    expect(told()).toEqual([
      ['WARN', 'The form mmtf is of tier 2. Read only.', 2],
      ['INFO', 'The file format xyz is experimental: it may change, or go, in any version.', 3],
    ])
    expect(['pdb', 'mmtf', 'xyz', 'unknown'].map((name) => forms.getTier(name))).toEqual([1, 2, 3, undefined])
    expect(() => forms.register('x', 0 as never)).toThrow('"x" has the support tier 0. Use one of: 1, 2, 3.')
  })

  test('knows the tiers that contracts give to signals', () => {
    defineCatalog({ name: 'contracted', codes: {}, signals: { 'contracted.fit': { tier: 3 } } })
    const registry = createTierRegistry()
    registry.check('contracted.fit')
    expect(registry.getTier('contracted.fit')).toBe(3)
    expect(told()).toEqual([
      ['INFO', 'The signal contracted.fit is experimental: it may change, or go, in any version.', 3],
    ])
  })
})
