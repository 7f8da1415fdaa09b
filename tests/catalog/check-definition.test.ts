import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { defineCatalog } from '../../src/index.ts'
import { listCatalogs } from '../../src/record/catalog-registry.ts'

const define = defineCatalog as (definition: unknown) => unknown
const good = { level: 'warn', message: 'm' }

/** What is said to an author through OTel's own channel while a catalog is defined. */
function adviceOf(action: () => unknown): string[] {
  const said: string[] = []
  const ignore = () => undefined
  const logger: DiagLogger = {
    error: ignore,
    warn: (text) => said.push(text),
    info: ignore,
    debug: ignore,
    verbose: ignore,
  }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  try {
    action()
  } finally {
    diag.disable()
  }
  return said.filter((text) => !text.includes('both declare'))
}

describe('a catalog from JavaScript', () => {
  test.each<[string, unknown, string]>([
    ['no definition', undefined, 'The catalog has no name. Use that of the library.'],
    ['null', null, 'The catalog has no name. Use that of the library.'],
    ['no name', { codes: {} }, 'The catalog has no name. Use that of the library.'],
    ['an empty name', { name: '', codes: {} }, 'The catalog has no name. Use that of the library.'],
    ['no codes', { name: 'bad' }, 'The catalog "bad" has no codes. Use an object of them.'],
    [
      'codes that are null',
      { name: 'bad', codes: null },
      'The catalog "bad" has no codes. Use an object of them.',
    ],
    [
      'a page that is no text',
      { name: 'bad', docs: new URL('https://x.example'), codes: {} },
      'The catalog "bad" has docs that is not a text.',
    ],
  ])('with %s is refused', (_, definition, message) => {
    expect(() => define(definition)).toThrow(new TypeError(message))
  })

  test.each<[string, unknown, string]>([
    ['null', null, 'is not an object.'],
    ['a text', 'm', 'is not an object.'],
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
    ['no message', { level: 'warn' }, 'has no message. Say what happened.'],
    ['an empty message', { ...good, message: '' }, 'has no message. Say what happened.'],
    ['a message that is no text', { ...good, message: () => 'm' }, 'has no message. Say what happened.'],
    ['a title that is no text', { ...good, title: 5 }, 'has title that is not a text.'],
    ['a hint that is no text', { ...good, hint: ['a'] }, 'has hint that is not a text.'],
    ['docs that are no text', { ...good, docs: null }, 'has docs that is not a text.'],
    [
      'an unknown audience',
      { ...good, audience: { ops: {} } },
      'has the audience "ops". Use one of: user, dev, qa, agent, debug.',
    ],
    [
      'words for an audience that are no object',
      { ...good, audience: { qa: 'm' } },
      'has no object in audience.qa.',
    ],
    ['no words for an audience', { ...good, audience: { qa: null } }, 'has no object in audience.qa.'],
    [
      'a message for an audience that is no text',
      { ...good, audience: { qa: {}, dev: { message: 5 } } },
      'has audience.dev.message that is not a text.',
    ],
    [
      'a hint for an audience that is no text',
      { ...good, audience: { dev: { hint: {} } } },
      'has audience.dev.hint that is not a text.',
    ],
    ['a deprecation that is no object', { ...good, deprecated: true }, 'has no object in deprecated.'],
    [
      'a deprecation since a number',
      { ...good, deprecated: { since: 2 } },
      'has deprecated.since that is not a text.',
    ],
    [
      'a replacement without a name',
      { ...good, deprecated: { replacedBy: '' } },
      'has no text in deprecated.replacedBy.',
    ],
    [
      'a warning of another type',
      { ...good, warning: 'FutureWarning' },
      'has the warning "FutureWarning". Use one of: Warning, DeprecationWarning.',
    ],
  ])('with a code that has %s is refused, and the message says where', (_, code, problem) => {
    expect(() => define({ name: 'bad', codes: { 'OK-1': good, 'BAD-1': code } })).toThrow(
      new TypeError(`The code "BAD-1" of the catalog "bad" ${problem}`),
    )
  })

  test.each([
    'A',
    'MSM',
    'msm-w010',
    'MSM-w010',
    'MSM_W010',
    '1MSM-W010',
    'MSM-',
    '-W010',
    'MSM--W010',
    'MSM-W010 ',
    'MSM-W010\n',
    'MSM-Ä1',
    '',
  ])('with the code %j still loads, and its author is told and shown a right one', (code) => {
    expect(adviceOf(() => define({ name: 'bad', codes: { [code]: good } }))).toEqual([
      `smonitor: The code "${code}" of the catalog "bad" is not well formed. Use upper case and digits, as in MSM-W010.`,
    ])
  })

  test.each(['MSM-W010', 'A-1', 'MSM2-E120', 'MSM-DBG-TOPOLOGY-1', 'SMON-E101'])(
    'with the code %j is accepted',
    (code) => {
      expect(adviceOf(() => define({ name: 'bad', codes: { [code]: good } }))).toEqual([])
    },
  )

  test('with a probing code above debug still loads, and its author is told that a miss is expected there', () => {
    const codes = (level: string) => ({ 'PRB-DBG-PROBE-FORM': { level, message: 'm' } })
    expect(adviceOf(() => define({ name: 'probe', codes: codes('info') }))).toEqual([
      'smonitor: The code "PRB-DBG-PROBE-FORM" of the catalog "probe" is about probing. Use the level debug.',
    ])
    expect(adviceOf(() => define({ name: 'probe', codes: codes('debug') }))).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['no contract', null, 'is not an object.'],
    ['codes that are a text', { codes: 'OK-1' }, 'has codes or required that is not a list of texts.'],
    [
      'required params that are no texts',
      { required: [1] },
      'has codes or required that is not a list of texts.',
    ],
    ['a tier of its own', { tier: 4 }, 'has the tier "4". Use one of: 1, 2, 3.'],
    [
      'an unknown code',
      { codes: ['OK-1', 'OK-2'] },
      'promises the code "OK-2", which the catalog does not have.',
    ],
    [
      'a code of the prototype',
      { codes: ['toString'] },
      'promises the code "toString", which the catalog does not have.',
    ],
  ])('with a signal that has %s is refused', (_what, contract, problem) => {
    expect(() => define({ name: 'bad', codes: { 'OK-1': good }, signals: { 'bad.load': contract } })).toThrow(
      new TypeError(`The signal "bad.load" of the catalog "bad" ${problem}`),
    )
  })

  test('with a link that is no text is refused', () => {
    expect(() => define({ name: 'bad', links: { issues: 5 }, codes: {} })).toThrow(
      new TypeError('The catalog "bad" has links.issues that is not a text.'),
    )
  })

  test('that is refused is not registered', () => {
    expect(() => define({ name: 'refused', codes: { 'APP-1': null } })).toThrow(
      'The code "APP-1" of the catalog "refused" is not an object.',
    )
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
    const code = {
      ...good,
      title: 't',
      hint: 'h',
      docs: 'https://x.example/',
      audience,
      deprecated: { since: '2', replacedBy: 'APP-2' },
      warning: 'DeprecationWarning',
    }
    const signals = { 'good.load': { codes: ['APP-1'], required: ['id'], tier: 1 }, 'good.any': {} }
    expect(() =>
      define({
        name: 'good',
        version: '1',
        docs: 'https://x.example/{code}',
        codes: { 'APP-1': code },
        signals,
      }),
    ).not.toThrow()
    expect(() => define({ name: 'empty', codes: {} })).not.toThrow()
  })
})
