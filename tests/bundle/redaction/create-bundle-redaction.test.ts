import { describe, expect, test } from 'vitest'
import type { BundleRedactOptions } from '../../../src/bundle/redaction/bundle-redaction.ts'
import { createBundleRedaction } from '../../../src/bundle/redaction/create-bundle-redaction.ts'
import { RedactError } from '../../../src/bundle/redaction/redact-error.ts'
import { sampleEvent, sampleException } from '../../helpers/sample-event.ts'
import { sampleRun } from '../../helpers/sample-run.ts'

const processOf = (fields: {
  argv?: string[]
  exec_argv?: string[]
  cwd?: string
  env?: Record<string, string>
}) => ({
  process: { argv: [], exec_argv: [], cwd: '/srv/shop', env: {}, ...fields },
})
const R = '[REDACTED]'

describe('the arguments of a program', () => {
  test.each([
    [['--token=abc'], ['--token=[REDACTED]']],
    [
      ['--user', 'ann:pw'],
      ['--user', R],
    ],
    [['--user=ann:pw'], ['--user=[REDACTED]']],
    [
      ['--user', '1000:1000'],
      ['--user', '1000:1000'],
    ],
    [
      ['sh', 'mysql', '-pswordfish'],
      ['sh', 'mysql', '-p[REDACTED]'],
    ],
    [
      ['redis-cli', '-a', 'abcdef'],
      ['redis-cli', '-a', R],
    ],
    [
      ['docker', 'run', '-p', '80:80', 'x'],
      ['docker', 'run', '-p', '80:80', 'x'],
    ],
    [['curl -u ann:pw x'], ['curl -u [REDACTED] x']],
    [['DB_PASS=a b'], ['DB_PASS=[REDACTED]']],
    [
      ['--tokenCount', '7'],
      ['--tokenCount', '7'],
    ],
    [
      ['--token', 'abc', 'rest'],
      ['--token', R, 'rest'],
    ],
    [
      ['--db-password', 'a b', '--force'],
      ['--db-password', R, '--force'],
    ],
    [
      ['--token', '--force'],
      ['--token', '--force'],
    ],
    [
      ['-p', 'hunter2'],
      ['-p', R],
    ],
    [
      ['-p', '8080'],
      ['-p', '8080'],
    ],
    [['-phunter2x'], ['-p[REDACTED]']],
    [['-prod'], ['-prod']],
    [
      ['--pin', '1234'],
      ['--pin', R],
    ],
    [
      ['-u', 'ann:pw'],
      ['-u', R],
    ],
    [
      ['-k', 'abcdefgh12345'],
      ['-k', R],
    ],
    [
      ['-o', 'out.txt'],
      ['-o', 'out.txt'],
    ],
    [
      ['--header', 'Authorization: Bearer abc'],
      ['--header', 'Authorization: [REDACTED]'],
    ],
    [
      ['-H', 'X-Api-Key: abc'],
      ['-H', 'X-Api-Key: [REDACTED]'],
    ],
    [['DB_PASSWORD=a, b'], ['DB_PASSWORD=[REDACTED]']],
    [['-Ddb.password=x'], ['-Ddb.password=[REDACTED]']],
    [
      ['--key', 'k3y-of-shop-77'],
      ['--key', R],
    ],
    [
      ['--key', './key.pem'],
      ['--key', './key.pem'],
    ],
    [['postgres://ann:pw@db/shop'], ['postgres://[REDACTED]@db/shop']],
    [
      ['/home/ann/shop/app.mjs', '--verbose', '7'],
      ['/home/[REDACTED]/shop/app.mjs', '--verbose', '7'],
    ],
  ])('%j are %j', (argv, expected) => {
    const given = processOf({ argv, exec_argv: argv })
    const redaction = createBundleRedaction()
    expect(redaction.document(given).process).toMatchObject({ argv: expected, exec_argv: expected })
    expect(createBundleRedaction().document(redaction.document(given))).toEqual(redaction.document(given))
    expect(createBundleRedaction({ preset: 'none' }).document(given)).toBe(given)
  })
})

describe('the environment', () => {
  const env = {
    PATH: '/usr/bin',
    DB_PASSWORD: 'correcthorse',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YW5uOmh1bnRlcjI%3D,x-team=t3am-of-ann',
    OTEL_SERVICE_NAME: 'shop',
    NODE_OPTIONS: '--require /home/ann/x.cjs',
    TZ: 'UTC',
    GITHUB_ACTOR: 'ann-lee',
    DATABASE_URL: 'postgres://shop:sw0rdf1sh@db/shop',
    EMPTY: '',
  }

  test.each(['share', 'ci', 'sensitive'] as const)(
    'loses what is not said of how a program runs: %s',
    (preset) => {
      const redaction = createBundleRedaction({ preset })
      expect(redaction.document(processOf({ env })).process.env).toEqual({
        PATH: R,
        DB_PASSWORD: R,
        OTEL_EXPORTER_OTLP_HEADERS: R,
        OTEL_SERVICE_NAME: 'shop',
        NODE_OPTIONS: preset === 'ci' ? env.NODE_OPTIONS : '--require /home/[REDACTED]/x.cjs',
        TZ: 'UTC',
        GITHUB_ACTOR: R,
        DATABASE_URL: R,
        EMPTY: '',
      })
      expect(redaction.marks().replaced.by_rule).toMatchObject({
        environment: 3,
        'secrets.headers': 1,
        'secrets.named': 1,
      })
    },
  )

  test('tells which secrets there are, so that they go from what is written later', () => {
    const redaction = createBundleRedaction()
    redaction.learn(processOf({ env }))
    const message = 'a correcthorse, sw0rdf1sh, Basic YW5uOmh1bnRlcjI=, t3am-of-ann, /usr/bin'
    expect(redaction.event(sampleEvent({ message })).message).toBe(`a ${R}, ${R}, ${R}, ${R}, /usr/bin`)
    expect(redaction.marks().replaced.total).toBe(4)
  })
})

describe('a variable whose name says nothing', () => {
  const said = (env: Record<string, string>, message: string): string => {
    const redaction = createBundleRedaction()
    redaction.learn(processOf({ env }))
    return redaction.event(sampleEvent({ message })).message
  }

  test.each([
    ['x7Kq9Lm2Vt4Zp8', 'x_x7Kq9Lm2Vt4Zp8.txt'],
    [
      'a=1;V1StGXR8Z5jdHi6BmyTk3Qp9',
      'thefilesofthefolderthatisnamedV1StGXR8Z5jdHi6BmyTk3Qp9inthefolderofthisshop',
    ],
    ['postgres://shop:p%40ss-77-x@db/shop', 'failed for shop with p@ss-77-x'],
  ])('and whose value looks like a secret takes that out of every text: %s', (value, text) => {
    expect(said({ SHOP_EXTRA: value }, text)).toContain(R)
    expect(said({ SHOP_EXTRA: value }, text)).not.toMatch(/Lm2Vt|Hi6Bmy|ss-77/)
    expect(said({}, text)).toBe(text)
  })

  test.each([
    'production',
    '/srv/shop/releases/20260301',
    'MacBook-Pro-2019',
    'Ubuntu-22.04-LTS',
    'v1.2.3-Beta4.rc5',
    '7d9f8b6c-11aa-22bb-33cc-001122334455',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'shop-7d9f8b6c5-x2k4z',
    'https://shop.example/a/b?c=1',
    'us-east-1a,us-east-1b',
    '2026-03-01T10:00:00.000Z',
    'arm64-apple-darwin23.0',
    '4096',
  ])('takes nothing else out of texts: %s', (value) => {
    const text = `Said: ${value} twice ${value}.`
    expect(said({ SHOP_EXTRA: value, SHOP_HOST: value }, text)).toBe(text)
  })

  test('and that is a list of attributes is known by the names in it, as it is and decoded', () => {
    const value = 'api.key=k3y-of-shop,service.name=shop-front,authorization=Basic%20YW5uOnB3LTc3'
    const redaction = createBundleRedaction()
    const env = { OTEL_RESOURCE_ATTRIBUTES: value }
    expect(redaction.document(processOf({ env })).process.env).toEqual({
      OTEL_RESOURCE_ATTRIBUTES: `api.key=${R},service.name=shop-front,authorization=${R}`,
    })
    expect(said(env, 'a k3y-of-shop, shop-front, YW5uOnB3LTc3')).toBe(`a ${R}, shop-front, ${R}`)
    const argv = [`OTEL_RESOURCE_ATTRIBUTES=${value}`, 'OTEL_EXPORTER_OTLP_HEADERS=x-team=abc,b=c', 'node']
    expect(redaction.document(processOf({ argv })).process.argv).toEqual([
      `OTEL_RESOURCE_ATTRIBUTES=api.key=${R},service.name=shop-front,authorization=${R}`,
      `OTEL_EXPORTER_OTLP_HEADERS=${R}`,
      'node',
    ])
    expect(
      redaction.document({ otel: { resource: { 'api.key': 'abc', 'service.name': 'shop' } } }).otel,
    ).toEqual({
      resource: { 'api.key': R, 'service.name': 'shop' },
    })
  })
})

describe('the resource', () => {
  const resource = {
    'service.name': 'shop',
    'process.command_args': ['node', 'app.mjs', '--token', 'abc'],
    'process.owner': 'ann',
    'host.name': 'ann-laptop',
    'host.arch': 'amd64',
    'process.pid': 7,
  }
  const otlp = {
    resourceSpans: [
      {
        resource: {
          attributes: Object.entries(resource).map(([key, value]) => ({ key, value: toAnyValue(value) })),
        },
        scopeSpans: [],
      },
    ],
  }

  test('says nothing of the machine and of whoever runs the program', () => {
    const kept = { 'service.name': 'shop', 'host.arch': 'amd64', 'process.pid': 7 }
    const redaction = createBundleRedaction()
    expect(redaction.document({ otel: { resource } })).toEqual({ otel: { resource: kept } })
    expect(redaction.marks().replaced.by_rule).toEqual({ resource: 3 })
    expect(redaction.otlp(otlp)).toEqual({
      resourceSpans: [
        {
          resource: {
            attributes: Object.entries(kept).map(([key, value]) => ({ key, value: toAnyValue(value) })),
          },
          scopeSpans: [],
        },
      ],
    })
  })

  test('keeps its arguments but for secrets in the artifacts of a build', () => {
    const redaction = createBundleRedaction({ preset: 'ci' })
    const args = ['node', 'app.mjs', '--token', R]
    expect(redaction.document({ otel: { resource } }).otel.resource).toEqual({
      ...resource,
      'process.command_args': args,
    })
    expect(JSON.stringify(redaction.otlp(otlp))).toContain(JSON.stringify(toAnyValue(args)))
  })
})

function toAnyValue(value: unknown): object {
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } }
  return typeof value === 'number' ? { intValue: value } : { stringValue: value }
}

describe('a config', () => {
  test('loses headers, whatever they are called, and what is named like a secret', () => {
    const config = {
      settings: {
        sinks: [{ type: 'otlp', headers: { 'x-team': 't3am-of-ann', accept: 'json' } }],
        password: 'abc',
      },
      origins: { password: 'env' },
    }
    const redaction = createBundleRedaction()
    expect(redaction.document({ config })).toEqual({
      config: { settings: { sinks: [{ type: 'otlp', headers: R }], password: R }, origins: { password: R } },
    })
    expect(redaction.event(sampleEvent({ message: 'a t3am-of-ann' })).message).toBe(`a ${R}`)
  })
})

describe('what is counted by name', () => {
  test('stays, whatever a signal or a code is called, and loses secrets in texts', () => {
    const report = {
      signals: { 'auth.token': { count: 3 } },
      by_code: { 'SHOP-TOKEN': 2 },
      note: 'password=hunter2',
    }
    expect(createBundleRedaction().document({ report })).toEqual({
      report: { ...report, note: `password=${R}` },
    })
  })
})

describe('an event', () => {
  test('loses a value everywhere that is a secret by the name of its param', () => {
    const redaction = createBundleRedaction()
    const event = sampleEvent({
      message: 'No login with zx9-secret-zx9.',
      extra: { password: 'zx9-secret-zx9', user: 'ann', body: '{"pin":"zx9-secret-zx9"}' },
      tags: ['token:abc123', 'shop'],
      exception: sampleException({
        message: 'zx9-secret-zx9',
        stacktrace: 'Error: zx9-secret-zx9\n    at a (/home/ann/a.js:1:2)',
        causes: ['Error: enp4LXNlY3JldC16eDk='],
      }),
    })
    expect(redaction.event(event)).toEqual({
      ...event,
      message: `No login with ${R}.`,
      extra: { password: R, user: 'ann', body: `{"pin":"${R}"}` },
      tags: [`token:${R}`, 'shop'],
      exception: {
        type: 'TypeError',
        message: R,
        stacktrace: `Error: ${R}\n    at a (/home/${R}/a.js:1:2)`,
        causes: [`Error: ${R}`],
      },
    })
    expect(redaction.marks().replaced).toMatchObject({
      by_rule: { 'secrets.named': 2, known: 4, tokens: 1, paths: 1 },
      by_path: { 'extra.password': 1, message: 1, 'tags.0': 1 },
    })
  })

  test('loses what is a secret in a list of arguments, in an event and on a span', () => {
    const args = ['curl', '-u', 'ann:sword', '--token', 'abcdef', '-s', '-1', 'https://shop.example']
    const expected = ['curl', '-u', R, '--token', R, '-s', '-1', 'https://shop.example']
    const redaction = createBundleRedaction()
    expect(redaction.event(sampleEvent({ extra: { spawnargs: args } })).extra).toEqual({
      spawnargs: expected,
    })
    const attributes = (list: readonly string[]) => [{ key: 'args', value: toAnyValue(list) }]
    expect(redaction.otlp({ attributes: attributes(args) })).toEqual({ attributes: attributes(expected) })
    const plain = sampleEvent({ extra: { list: ['-1', '--verbose', 'a', '-o', 'x.js'] } })
    expect(redaction.event(plain)).toEqual(plain)
  })

  test('keeps words that happen to be behind a likely name', () => {
    const event = sampleEvent({
      message: 'A function, required.',
      extra: { token: 'function', password: 'required' },
    })
    expect(createBundleRedaction().event(event)).toEqual({ ...event, extra: { token: R, password: R } })
  })

  test.each<[BundleRedactOptions, string]>([
    [{ paths: ['extra.user'] }, 'user'],
    [{ paths: ['params.user'] }, 'user'],
    [{ paths: ['**.user'] }, 'user'],
    [{ keys: ['USER'] }, 'user'],
    [{ patterns: ['an+-lee'] }, 'user'],
  ])('loses what was asked for by %j, also in what it says', (options) => {
    const redaction = createBundleRedaction({ ...options, preset: 'none' })
    const event = sampleEvent({ message: 'To ann-lee.', extra: { user: 'ann-lee', n: 1 } })
    expect(redaction.event(event)).toEqual({ ...event, message: `To ${R}.`, extra: { user: R, n: 1 } })
  })

  test('has nothing in place of a field that was asked for and that readers look into', () => {
    const redaction = createBundleRedaction({
      paths: ['extra', 'context', 'exception', 'tags', 'message', 'code'],
    })
    const event = sampleEvent({
      code: 'SHOP-E001',
      context: { chain: ['a', 'b'], depth: 2 },
      extra: { n: 1 },
      tags: ['x'],
      exception: sampleException(),
    })
    expect(redaction.event(event)).toEqual({
      ...event,
      message: R,
      context: { chain: [], depth: 0 },
      extra: {},
      tags: [],
      exception: null,
    })
  })

  test('that is not of JSON is written all the same', () => {
    const extra = {
      when: new Date(0),
      big: 7n,
      map: new Map([['password', 'hunter2-77']]),
      self: {},
      hook: () => 1,
    }
    extra.self = extra
    const redacted = createBundleRedaction().event(sampleEvent({ extra: extra as never }))
    expect(redacted.extra).toMatchObject({ when: '1970-01-01T00:00:00.000Z', big: '7', hook: '[function]' })
    expect(Object.keys(redacted)).toEqual(Object.keys(sampleEvent()))
  })

  test('that somebody gave another field loses what is in that', () => {
    const event = { ...sampleEvent(), note: { password: 'a' } }
    expect(createBundleRedaction().event(event)).toEqual({ ...event, note: { password: R } })
  })
})

describe('dropContext', () => {
  const event = sampleEvent({
    trace_hash: 'th1_0123456789abcdef',
    context: { chain: ['a', 'b'], depth: 2 },
    args: ['7'],
    location: 'a (b.ts:1)',
    exception: sampleException({ stacktrace: 'TypeError: x is not a function\n    at a (b.ts:1:2)' }),
  })
  const without = {
    ...event,
    context: { chain: [], depth: 0 },
    args: [],
    location: null,
    exception: sampleException(),
  }

  test.each<[BundleRedactOptions, object, boolean]>([
    [{ dropContext: true, preset: 'none' }, without, false],
    [{ preset: 'sensitive' }, without, false],
    [{ preset: 'sensitive', dropContext: false }, event, true],
    [{}, event, true],
  ])('of %j leaves out where it arose, and spans', (options, expected, hasTraces) => {
    const redaction = createBundleRedaction(options)
    expect(redaction.event(event)).toEqual(expected)
    expect(redaction.hasTraces).toBe(hasTraces)
    expect(redaction.marks().drop_context).toBe(!hasTraces)
  })
})

describe('dropExtra', () => {
  const catalogs = [
    { name: 'shop', codes: { 'SHOP-E001': { level: 'error', message: 'No {item} for {user}.' } } },
  ] as const
  const event = sampleEvent({
    code: 'SHOP-E001',
    message: 'No cup for ann-lee.',
    extra: { item: 'cup', user: 'ann-lee' },
    args: ['7'],
    exception: sampleException({ message: 'No cup for ann-lee.' }),
  })

  test('leaves out what was handed in, and says the message as the catalog has it', () => {
    const redaction = createBundleRedaction({ preset: 'none', dropExtra: true })
    redaction.learn({ catalogs, run: sampleRun() })
    expect(redaction.event(event)).toEqual({
      ...event,
      message: 'No {item} for {user}.',
      extra: {},
      args: [],
      exception: sampleException({ message: `No cup for ${R}.` }),
    })
    expect(redaction.event(sampleEvent({ ...event, code: null })).message).toBe(`No cup for ${R}.`)
    const attribute = (key: string) => ({ key, value: { stringValue: 'x' } })
    expect(
      redaction.otlp({ attributes: [attribute('smonitor.param.user'), attribute('http.route')] }),
    ).toEqual({
      attributes: [attribute('http.route')],
    })
  })
})

test('dropLocalPaths takes the folders of every absolute path, after home folders', () => {
  const redaction = createBundleRedaction({ dropLocalPaths: true })
  const event = sampleEvent({
    message: '/srv/shop/a.js:1:2, /home/ann, https://shop.example/a/b, %2Fsrv%2Fshop%2Fa.js',
  })
  expect(redaction.event(event).message).toBe('…/a.js:1:2, …, https://shop.example/a/b, …%2Fa.js')
  expect(redaction.document(processOf({ argv: ['/usr/bin/node'], cwd: '/srv/shop' })).process).toMatchObject({
    argv: ['…/node'],
    cwd: '…/shop',
  })
})

describe('what is asked for', () => {
  test.each<[BundleRedactOptions, RegExp]>([
    [
      { preset: 'public' as never },
      /^There is no preset "public" .* Use one of: share, ci, sensitive, none\.$/,
    ],
    [
      { paths: ['extras.user'] },
      /^The path "extras\.user" leads nowhere: a bundle has no field "extras"\. Begin it with one of: timestamp, /,
    ],
    [{ paths: ['extra..user'] }, /^The path "extra\.\.user" is not valid: it has an empty name\. /],
    [
      { paths: ['extra.us*'] },
      /^The path "extra\.us\*" is not valid: "us\*" is part of a name and part of a wildcard\. /,
    ],
    [{ paths: [''] }, /^The path "" is not valid: it has an empty name\. /],
    [{ keys: [' '] }, /^A name of a field .* is empty\. /],
    [{ patterns: ['(?<=a)b'] }, /^The pattern "\(\?<=a\)b" is not valid: .*RE2.*look-around/],
    [{ patterns: [''] }, /^A pattern .* is empty\. /],
  ])('and cannot be used is said before anything is written: %j', (options, message) => {
    expect(() => createBundleRedaction(options)).toThrow(RedactError)
    expect(() => createBundleRedaction(options)).toThrow(message)
  })
})

test('the marks say what was asked for and what was done, and no secret', () => {
  const options = { preset: 'ci', paths: ['extra.user'], keys: ['ssn'], patterns: ['a{3}'] } as const
  const redaction = createBundleRedaction(options)
  redaction.event(sampleEvent({ extra: { user: 'ann-lee', 'token=abc12345': 'password=x' } }))
  expect(redaction.marks()).toEqual({
    preset: 'ci',
    paths: ['extra.user'],
    keys: ['ssn'],
    patterns: 1,
    drop_context: false,
    drop_extra: false,
    drop_local_paths: false,
    replaced: {
      total: 3,
      by_rule: { 'paths.extra.user': 1, 'secrets.named': 2 },
      by_path: { 'extra.user': 1, [`extra.token=${R}`]: 1, extra: 1 },
    },
    not_looked_for: 0,
  })
})
