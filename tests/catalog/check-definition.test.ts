import { describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import { listCatalogs } from '../../src/record/catalog-registry.ts'

const define = defineCatalog as (definition: unknown) => unknown
const good = { level: 'warn', message: 'm' }

describe('a catalog from JavaScript', () => {
  test.each<[string, unknown, string]>([
    [
      'no definition',
      undefined,
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    ],
    [
      'null',
      null,
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    ],
    [
      'no name',
      { codes: {} },
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    ],
    [
      'an empty name',
      { name: '', codes: {} },
      'The catalog has no name. Give it the name of the library: defineCatalog({ name, codes }).',
    ],
    ['no codes', { name: 'bad' }, 'The catalog "bad" has no codes. Give it an object of codes.'],
    [
      'codes that are null',
      { name: 'bad', codes: null },
      'The catalog "bad" has no codes. Give it an object of codes.',
    ],
    [
      'a page that is no text',
      { name: 'bad', docs: new URL('https://x.example'), codes: {} },
      'The catalog "bad" has docs that are not a text. Give it an address with {code} in it.',
    ],
  ])('with %s is refused', (_, definition, message) => {
    expect(() => define(definition)).toThrow(new TypeError(message))
  })

  test.each<[string, unknown, string]>([
    ['null', null, 'is not an object. Give it a level and a message.'],
    ['a text', 'm', 'is not an object. Give it a level and a message.'],
    ['no level', { message: 'm' }, 'has the level "undefined". Use one of: debug, info, warn, error, fatal.'],
    [
      'a level of another spelling',
      { ...good, level: 'WARNING' },
      'has the level "WARNING". Use one of: debug, info, warn, error, fatal.',
    ],
    [
      'a level of the prototype',
      { ...good, level: 'toString' },
      'has the level "toString". Use one of: debug, info, warn, error, fatal.',
    ],
    ['no message', { level: 'warn' }, 'has no message. Say in a full sentence what happened.'],
    ['an empty message', { ...good, message: '' }, 'has no message. Say in a full sentence what happened.'],
    [
      'a message that is no text',
      { ...good, message: () => 'm' },
      'has no message. Say in a full sentence what happened.',
    ],
    ['a title that is no text', { ...good, title: 5 }, 'has a title that is not a text.'],
    ['a hint that is no text', { ...good, hint: ['a'] }, 'has a hint that is not a text.'],
    ['docs that are no text', { ...good, docs: null }, 'has a docs that is not a text.'],
    [
      'an unknown audience',
      { ...good, audience: { ops: {} } },
      'speaks to the audience "ops". Use one of: user, dev, qa, agent, debug.',
    ],
    [
      'words for an audience that are no object',
      { ...good, audience: { qa: 'm' } },
      'has words for the audience "qa" that are not texts. Give it { message, hint }.',
    ],
    [
      'no words for an audience',
      { ...good, audience: { qa: null } },
      'has words for the audience "qa" that are not texts. Give it { message, hint }.',
    ],
    [
      'a message for an audience that is no text',
      { ...good, audience: { qa: {}, dev: { message: 5 } } },
      'has words for the audience "dev" that are not texts. Give it { message, hint }.',
    ],
    [
      'a hint for an audience that is no text',
      { ...good, audience: { dev: { hint: {} } } },
      'has words for the audience "dev" that are not texts. Give it { message, hint }.',
    ],
  ])('with a code that has %s is refused, and the message says where', (_, code, problem) => {
    expect(() => define({ name: 'bad', codes: { 'OK-1': good, 'BAD-1': code } })).toThrow(
      new TypeError(`The code "BAD-1" of the catalog "bad" ${problem}`),
    )
  })

  test('that is refused is not registered', () => {
    expect(() => define({ name: 'refused', codes: { A: null } })).toThrow(TypeError)
    expect(listCatalogs().map(({ name }) => name)).not.toContain('refused')
  })

  test('with everything that a code may have is accepted', () => {
    const audience = {
      user: {},
      dev: { message: 'm' },
      qa: { hint: 'h' },
      agent: { message: 'm', hint: 'h' },
      debug: {},
    }
    const code = { ...good, title: 't', hint: 'h', docs: 'https://x.example/', audience }
    expect(() =>
      define({ name: 'good', version: '1', docs: 'https://x.example/{code}', codes: { A: code } }),
    ).not.toThrow()
    expect(() => define({ name: 'empty', codes: {} })).not.toThrow()
  })
})
