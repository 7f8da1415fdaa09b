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
