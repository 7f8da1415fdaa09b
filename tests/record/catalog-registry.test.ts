import { afterEach, describe, expect, test } from 'vitest'
import type { CatalogDefinition } from '../../src/record/catalog-definition.ts'
import {
  findCatalog,
  findCode,
  findOwner,
  listCatalogs,
  registerCatalog,
} from '../../src/record/catalog-registry.ts'
import type * as Copy from '../../src/record/catalog-registry.ts'

const REGISTRY = Symbol.for('smonitor.catalogs.v1')

afterEach(() => {
  Reflect.deleteProperty(globalThis, REGISTRY)
})

const one: CatalogDefinition = {
  name: 'molsys',
  version: '1.0.0',
  codes: { 'MSM-1': { level: 'warn', message: 'old' }, 'MSM-0': { level: 'warn', message: 'gone in 2' } },
}
const two: CatalogDefinition = {
  name: 'molsys',
  version: '2.0.0',
  codes: { 'MSM-1': { level: 'warn', message: 'new' } },
}
const other: CatalogDefinition = { name: 'other', codes: { 'OTH-1': { level: 'info', message: 'other' } } }

describe('the registry of catalogs', () => {
  test('is empty before a catalog is defined', () => {
    expect(listCatalogs()).toEqual([])
    expect(findCode('MSM-1')).toBeUndefined()
    expect(findCode('MSM-1', 'molsys', '1.0.0')).toBeUndefined()
  })

  test('keeps several versions of one library side by side', () => {
    for (const catalog of [one, two, other]) registerCatalog(catalog)
    expect(listCatalogs()).toEqual([one, two, other])
    expect(findCode('MSM-1', 'molsys', '1.0.0')?.message).toBe('old')
    expect(findCode('MSM-1', 'molsys', '2.0.0')?.message).toBe('new')
  })

  test('finds a code by itself in the catalog that declared it last', () => {
    for (const catalog of [two, one, other]) registerCatalog(catalog)
    expect(findCode('MSM-1')?.message).toBe('old')
    expect(findCode('OTH-1')?.message).toBe('other')
    expect([findOwner('MSM-1'), findOwner('OTH-1'), findOwner('toString')]).toEqual([one, other, undefined])
  })

  test.each([
    ['whose version is not known', 'molsys', '9.9.9'],
    ['that is not known', 'unknown', '1.0.0'],
    ['that does not declare it', 'other', undefined],
  ])('falls back to the declaring catalog for a library %s', (_, name, version) => {
    for (const catalog of [one, other]) registerCatalog(catalog)
    expect(findCode('MSM-1', name, version)?.message).toBe('old')
  })

  test('replaces a catalog that is defined again', () => {
    registerCatalog(two)
    registerCatalog({ ...two, codes: { 'MSM-1': { level: 'error', message: 'reloaded' } } })
    expect(listCatalogs()).toHaveLength(1)
    expect(findCode('MSM-1', 'molsys', '2.0.0')?.message).toBe('reloaded')
  })

  test('tells of codes that libraries of two names declare, once for each pair of them', () => {
    const clash = (name: string, ...codes: string[]): CatalogDefinition => ({
      name,
      codes: Object.fromEntries(codes.map((code) => [code, { level: 'info' as const, message: name }])),
    })
    expect(registerCatalog(clash('one', 'X-1', 'X-2', 'X-3'))).toEqual([])
    expect(registerCatalog(clash('two', 'X-1', 'X-2', 'Y-1'))).toEqual([
      { owner: 'one', codes: ['X-1', 'X-2'] },
    ])
    // As a reload of each does.
    expect(registerCatalog(clash('one', 'X-1', 'X-2', 'X-3'))).toEqual([])
    expect(registerCatalog(clash('two', 'X-1', 'X-2', 'Y-1'))).toEqual([])
    expect(registerCatalog(clash('three', 'X-3', 'Y-1'))).toEqual([
      { owner: 'one', codes: ['X-3'] },
      { owner: 'two', codes: ['Y-1'] },
    ])
  })

  test('takes versions of one library that share codes for no clash', () => {
    expect([one, two, one].flatMap((catalog) => registerCatalog(catalog))).toEqual([])
  })

  test('finds a catalog by name and version', () => {
    for (const catalog of [one, two, other]) registerCatalog(catalog)
    expect([findCatalog('molsys', '1.0.0'), findCatalog('molsys'), findCatalog('other')]).toEqual([
      one,
      undefined,
      other,
    ])
  })

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'does not take %j for a code',
    (code) => {
      registerCatalog(other)
      expect(findCode(code)).toBeUndefined()
      expect(findCode(code, 'other')).toBeUndefined()
    },
  )

  test('is shared with other copies of smonitor in the process', async () => {
    registerCatalog(one)
    // The query makes it another module, as a second installation would be.
    const copy = '../../src/record/catalog-registry.ts?copy'
    const second = (await import(/* @vite-ignore */ copy)) as typeof Copy
    expect(second.findCode).not.toBe(findCode)
    expect(second.findCode('MSM-0')?.message).toBe('gone in 2')
  })
})
