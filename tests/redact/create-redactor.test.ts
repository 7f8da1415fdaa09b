import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../src/redact/index.ts'

describe('a text', () => {
  test.each([
    ['secrets', 'key AKIAIOSFODNN7EXAMPLE used', 'key [REDACTED] used'],
    ['secrets', 'password=hunter2, user=ann', 'password=[REDACTED], user=ann'],
    ['secrets', '{"password":"hun\\"ter2","user":"ann"}', '{"password":"[REDACTED]","user":"ann"}'],
    [
      'secrets',
      String.raw`"{\"apiKey\":\"abc\\\"def\",\"n\":1}"`,
      String.raw`"{\"apiKey\":\"[REDACTED]\",\"n\":1}"`,
    ],
    ['secrets', 'postgres://ann:pw@db:5432/x', 'postgres://[REDACTED]@db:5432/x'],
    ['secrets', 'sent Authorization: Bearer abc', 'sent Authorization: Bearer [REDACTED]'],
    ['secrets', 'Basic authentication failed.', 'Basic authentication failed.'],
    ['secrets', 'Basic YW5uOnB3 failed', 'Basic [REDACTED] failed'],
    ['secrets', 'run --password hunter2 --force', 'run --password [REDACTED] --force'],
    ['mails', 'from ann@shop.example to b.o+b@x.co.uk.', 'from [REDACTED] to [REDACTED].'],
    ['mails', 'lodash@4.17.21', 'lodash@4.17.21'],
    ['paths', 'at /home/ann/shop/a.ts', 'at /home/[REDACTED]/shop/a.ts'],
    ['paths', 'at C:\\Users\\Ann Lee\\shop\\a.ts', 'at C:\\Users\\[REDACTED]\\shop\\a.ts'],
    ['tokens', 'sent V1StGXR8Z5jdHi6BmyTk3Qp9 on', 'sent [REDACTED] on'],
    ['tokens', 'createHttpServer2WithOptionsAndMore', 'createHttpServer2WithOptionsAndMore'],
    ['ips', 'from 10.1.2.3:80 and 2001:db8::1 at 12:30:45', 'from [REDACTED]:80 and [REDACTED] at 12:30:45'],
  ] as const)('loses what %s finds: %s', (preset, text, expected) => {
    expect(createRedactor({ presets: [preset] }).text(text)).toBe(expected)
  })

  test('keeps keys and ids within what a pattern matches', () => {
    const redactor = createRedactor({ patterns: ['case .*'] }, (pattern) => {
      const compiled = new RegExp(pattern, 'g')
      return { replaceAll: (text, replacement) => text.replaceAll(compiled, replacement) }
    })
    expect(redactor.text('case tk1_0123456789abcdef of ann')).toBe('[REDACTED]tk1_0123456789abcdef[REDACTED]')
  })
})

describe('a value', () => {
  test('is copied where something goes, and is itself where nothing does', () => {
    const value = { extra: { password: 'hunter2', code: 'x' }, code: 'SHOP-E001', list: [{ ok: 1 }] }
    const copy = createRedactor({ presets: ['secrets'], paths: ['extra.code'] }).value(value)
    expect(copy).toEqual({
      extra: { password: '[REDACTED]', code: '[REDACTED]' },
      code: 'SHOP-E001',
      list: [{ ok: 1 }],
    })
    expect((copy as typeof value).list).toBe(value.list)
    expect(value.extra.password).toBe('hunter2')
  })
})

describe('an odd value', () => {
  const redactor = createRedactor({ presets: ['secrets'], keys: ['ssn'] })

  test('with itself inside is cut where it begins again', () => {
    const value: Record<string, unknown> = { ssn: '1234-5678' }
    value['self'] = value
    expect(redactor.value(value)).toEqual({ ssn: '[REDACTED]', self: '[circular]' })
  })

  test('deeper than anybody reads loses what is below', () => {
    let value: unknown = 'password=hunter2'
    for (let depth = 0; depth < 10_000; depth += 1) value = [value]
    expect(JSON.stringify(redactor.value(value))).not.toContain('hunter2')
  })

  test('of objects that hold each other is looked at in the time that it takes to look at each', () => {
    const nodes = Array.from({ length: 40 }, (_, index) => ({
      text: `token=canary${index}`,
      others: [] as unknown[],
    }))
    nodes.forEach((node, index) => node.others.push(...nodes.slice(index + 1)))
    const copy = redactor.value(nodes[0]) as (typeof nodes)[0]
    expect(copy.text).toBe('token=[REDACTED]')
    expect((copy.others[38] as (typeof nodes)[0]).text).toBe('token=[REDACTED]')
  })

  test('that cannot be read is not handed on', () => {
    const refusing = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('password=hunter2')
        },
      },
    )
    const value = {
      refusing,
      get secretive() {
        throw new Error('x')
      },
      fine: 1,
    }
    expect(redactor.value({ refusing, fine: 1 })).toEqual({ refusing: '[REDACTED]', fine: 1 })
    expect(redactor.value(value)).toBe('[REDACTED]')
  })

  test('that is an error stays one', () => {
    const error = new RangeError('token=abc123', { cause: { ssn: '1234-5678' } })
    const copy = redactor.value(error) as RangeError
    expect(copy).toBeInstanceOf(RangeError)
    expect([copy.message, copy.cause]).toEqual(['token=[REDACTED]', { ssn: '[REDACTED]' }])
    expect(copy.stack).not.toContain('abc123')
  })

  test('whose names are secrets keeps each under a name of its own', () => {
    expect(redactor.value({ 'token=a1': 1, 'token=b2': 2 })).toEqual({
      'token=[REDACTED]': 1,
      'token=[REDACTED] (2)': 2,
    })
  })
})

describe('what has been taken out', () => {
  test('is counted by rule and by path', () => {
    const redactor = createRedactor({ presets: ['secrets', 'mails'], keys: ['ssn'], paths: ['extra.*.pin'] })
    redactor.value({ ssn: '1234-5678', extra: { a: { pin: 1 }, note: 'ann@shop.example token=x' } })
    redactor.text('ann@shop.example')
    expect(redactor.counts()).toEqual({
      total: 5,
      byRule: { 'keys.ssn': 1, 'paths.extra.*.pin': 1, mails: 2, 'secrets.named': 1 },
      byPath: { ssn: 1, 'extra.a.pin': 1, 'extra.note': 2, '': 1 },
    })
  })

  test('is nothing where there is nothing to say', () => {
    const redactor = createRedactor({ presets: ['secrets'] })
    const value = { password: null, token: '', secret: true, note: 'password: [REDACTED]' }
    expect(redactor.value(value)).toBe(value)
    expect(redactor.counts().total).toBe(0)
  })
})

test('a pattern without a compiler is refused', () => {
  expect(() => createRedactor({ patterns: ['a+'] })).toThrow('Nothing compiles the pattern "a+".')
})
