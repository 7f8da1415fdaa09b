import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, DiagnosticError } from '../../src/index.ts'
import { resolveLinks, type CatalogLinks, type PackageMetadata } from '../../src/record/catalog-links.ts'
import { findCatalog } from '../../src/record/catalog-registry.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

afterEach(() => stopSdk())

const URLS = { docs: 'https://d.example', issues: 'https://i.example', api: 'https://a.example' }
const CODES = {
  'LNK-I001': { level: 'info', message: 'm' },
  'LNK-I002': { level: 'info', message: 'm', docs: 'https://own.example/{code}' },
} as const

describe('the links of a library', () => {
  test.each<[string, CatalogLinks | undefined, PackageMetadata | undefined, CatalogLinks]>([
    ['are none without any', undefined, undefined, {}],
    ['are those of the catalog', URLS, undefined, URLS],
    [
      'come from homepage and bugs of a package.json',
      undefined,
      { homepage: 'https://h.example', bugs: { url: 'https://b.example', email: 'a@b.example' } },
      { docs: 'https://h.example', issues: 'https://b.example' },
    ],
    [
      'come from bugs that are a text',
      undefined,
      { bugs: 'https://b.example' },
      { issues: 'https://b.example' },
    ],
    ['are no address of mail', undefined, { bugs: { email: 'a@b.example' } }, {}],
    [
      'come from its smonitor entry before homepage and bugs',
      undefined,
      {
        homepage: 'https://h.example',
        bugs: 'https://b.example',
        smonitor: { docUrl: URLS.docs, issuesUrl: URLS.issues, apiUrl: URLS.api },
      },
      URLS,
    ],
    [
      'come from the catalog before all of that, each by itself',
      { issues: URLS.issues },
      { homepage: 'https://h.example', smonitor: { issuesUrl: 'https://x.example', apiUrl: URLS.api } },
      { docs: 'https://h.example', issues: URLS.issues, api: URLS.api },
    ],
  ])('%s', (_what, links, metadata, expected) => {
    expect(resolveLinks(links, metadata)).toEqual(expected)
  })

  test('are on every record, the page of a code first', () => {
    const { records } = startSdk()
    const linked = defineCatalog({ name: 'linked', codes: CODES, links: URLS })
    linked.emit('LNK-I001')
    linked.emit('LNK-I002')
    const rest = { 'smonitor.issues_url': URLS.issues, 'smonitor.api_url': URLS.api }
    expect(records().map(({ attributes }) => attributes)).toMatchObject([
      { 'smonitor.doc_url': URLS.docs, ...rest },
      { 'smonitor.doc_url': 'https://own.example/LNK-I002', ...rest },
    ])
  })

  test('give way to the pages of the catalog', () => {
    const docs = 'https://pages.example/{code}'
    const paged = defineCatalog({ name: 'paged', docs, codes: CODES, links: URLS })
    expect(paged.resolve('LNK-I001').docs).toBe('https://pages.example/LNK-I001')
    expect(paged.error('LNK-I002').docs).toBe('https://own.example/LNK-I002')
  })

  test('are on the record of an error that a signal saw, also one restored from JSON', () => {
    const { records } = startSdk()
    const linked = defineCatalog({ name: 'linked', version: '1', codes: CODES, links: URLS })
    const restored = DiagnosticError.from(JSON.parse(JSON.stringify(linked.error('LNK-I001'))))
    const fail = linked.signal('linked.fail', () => {
      throw restored
    })
    expect(fail).toThrow(DiagnosticError)
    expect(records()[0]?.attributes).toMatchObject({
      'smonitor.doc_url': URLS.docs,
      'smonitor.issues_url': URLS.issues,
      'smonitor.api_url': URLS.api,
    })
  })

  test('are not on the record of a library that has none', () => {
    const { records } = startSdk()
    defineCatalog({ name: 'unlinked', codes: CODES }).emit('LNK-I001')
    const keys = Object.keys(records()[0]?.attributes ?? {})
    expect(keys.filter((key) => key.endsWith('_url'))).toEqual([])
  })
})

describe('a package.json', () => {
  test('names the catalog and gives it its version', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }
    const own = defineCatalog({ package: manifest, codes: {} })
    expect([own.name, own.version]).toEqual([manifest.name, manifest.version])
    const renamed = defineCatalog({ name: 'renamed', version: '9', package: manifest, codes: {} })
    expect([renamed.name, renamed.version]).toEqual(['renamed', '9'])
  })

  test('does not get into the definition, which is written to bundles', () => {
    const secret = { name: 'packed', version: '1', homepage: 'https://h.example', scripts: { x: 'TOKEN=1' } }
    defineCatalog({ package: secret, codes: {} })
    expect(findCatalog('packed', '1')).toEqual({
      name: 'packed',
      version: '1',
      links: { docs: 'https://h.example' },
      codes: {},
    })
  })
})
