import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { otlpTargetFromEnv, parseHeaders, showUrl } from '../../../src/cli/doctor/otlp-target.ts'

describe('where OTLP goes', () => {
  test.each<[Record<string, string>, string, string]>([
    [{}, 'http://localhost:4318/v1/traces', 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces', 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c/otlp' }, 'http://c/otlp/v1/traces', 'http/protobuf'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' },
      'http://t/x',
      'http/protobuf',
    ],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http://localhost:4317/', 'grpc'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317' },
      'https://c:4317/',
      'grpc',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4317',
        OTEL_EXPORTER_OTLP_INSECURE: 'true',
      },
      'http://c:4317/',
      'grpc',
    ],
  ])('is told by %o', (env, url, protocol) => {
    expect(otlpTargetFromEnv('traces', env)).toMatchObject({ url: new URL(url), protocol })
  })

  test.each(['localhost:4318', 'not an address', 'ftp://c'])('is nowhere for %s', (endpoint) => {
    expect(otlpTargetFromEnv('logs', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toBeUndefined()
  })

  test('has headers that come out of the variable as they went in', () => {
    const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ minLength: 1, unit: 'grapheme' })), (headers) => {
        const text = Object.entries(headers)
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join(',')
        expect(parseHeaders(text)).toEqual({ ...headers })
      }),
    )
  })

  test('is shown without what must stay hidden', () => {
    expect(showUrl('https://user:pa@ss@c.example:4318/v1/traces?token=1#x')).toBe(
      'https://c.example:4318/v1/traces',
    )
    expect(showUrl(new URL('http://c.example'))).toBe('http://c.example')
  })
})
