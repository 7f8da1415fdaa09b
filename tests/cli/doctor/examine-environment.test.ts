import { describe, expect, test } from 'vitest'
import { examineEnvironment } from '../../../src/cli/doctor/examine-environment.ts'

function examine(env: Readonly<Record<string, string>>) {
  const { findings, notes } = examineEnvironment(env)
  return {
    found: findings.map(({ code, message }) => `${code} ${message}`),
    notes: notes.map(({ text }) => text),
  }
}

describe('the variables in force', () => {
  test.each<[Record<string, string>, string]>([
    [
      { OTEL_SDK_DISABLED: 'TRUE' },
      'SMON-W307 OTEL_SDK_DISABLED is TRUE, so OpenTelemetry records and sends nothing.',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
      'SMON-W308 The sampler is parentbased_always_off, which takes no trace: no span is recorded or sent.',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.0' },
      'SMON-W308 The sampler is traceidratio of 0, which takes no trace: no span is recorded or sent.',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '10%' },
      'SMON-W309 OTEL_TRACES_SAMPLER_ARG is 10%, which OpenTelemetry does not know: it is no number from 0 to 1.',
    ],
    [
      { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'htp/json' },
      'SMON-W309 OTEL_EXPORTER_OTLP_LOGS_PROTOCOL is htp/json, which OpenTelemetry does not know: perhaps http/json is meant.',
    ],
    [
      { OTEL_TRACES_EXPORTER: 'console, otpl' },
      'SMON-W309 OTEL_TRACES_EXPORTER is console, otpl, which OpenTelemetry does not know: perhaps otlp is meant.',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'SMON-W309 OTEL_EXPORTER_OTLP_ENDPOINT is collector:4318, which OpenTelemetry does not know: it does not begin with http:// or https://.',
    ],
    [
      { OTEL_EXPORTER_OTLP_TIMEOUT: '10s' },
      'SMON-W309 OTEL_EXPORTER_OTLP_TIMEOUT is 10s, which OpenTelemetry does not know: it is no number above 0.',
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'Bearer s3cret-token' },
      'SMON-W309 OTEL_EXPORTER_OTLP_HEADERS is [hidden], which OpenTelemetry does not know: a part of it is no name=value.',
    ],
  ])('%o are found wanting', (env, finding) => {
    expect(examine(env).found).toEqual([finding])
  })

  test.each<[Record<string, string>]>([
    [{}],
    [{ OTEL_SDK_DISABLED: 'false', OTEL_TRACES_SAMPLER: 'always_on', OTEL_LOG_LEVEL: 'INFO' }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    [{ OTEL_TRACES_EXPORTER: 'otlp,console', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: '' }],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }],
  ])('%o are in order', (env) => {
    expect(examine(env).found).toEqual([])
  })

  test('are shown, and what is secret in them is not', () => {
    const { notes } = examine({
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cret,x-key=s3cret',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:s3cret@collector.example',
      SMONITOR_PROFILE: 'dev',
      OTEL_API_TOKEN: 's3cret',
      DB_PASSWORD: 's3cret',
      NODE_OPTIONS: '--enable-source-maps',
    })
    expect(notes.join('\n')).not.toContain('s3cret')
    expect(notes).toEqual([
      'NODE_OPTIONS=--enable-source-maps',
      'OTEL_API_TOKEN=[hidden]',
      expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT=https:\/\/.*@collector\.example$/),
      'OTEL_EXPORTER_OTLP_HEADERS=authorization=[hidden],x-key=[hidden]',
      'SMONITOR_PROFILE=dev',
    ])
  })
})
