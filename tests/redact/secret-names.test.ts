import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../src/redact/index.ts'
import { isSecretName, isSecretText, isSessionName } from '../../src/redact/secret-names.ts'

const SECRETS = [
  'pass',
  'password',
  'passphrase',
  'pwd',
  'db.pass',
  'user pass',
  'auth header',
  'authorization',
  'cookie',
  'set cookie',
  'jwt',
  'pin',
  'card pin',
  'otp',
  'api key',
  'access key',
  'client secret',
  'private key',
  'connection string',
  'sentry dsn',
  'credential',
  'credentials',
  'request signature',
].map((name) => name.split(/[ .]/))
const OTHERS = (
  'author passenger compass keyboard tokenCount maxTokens pinned spin sessionCount authority bypass passed ' +
  'byPass renderPass first-pass pass2 tokens tokenType cookieName passwordLength gpioPin method-signature ' +
  'signatureMethod keyCount session sessions ping opinion design assignature key keys auth hint pinch sids ' +
  'dsnCount options stops passing trespass monkey'
).split(' ')

describe('the name of a field', () => {
  test.each(SECRETS)('is that of a secret, in whatever way it is written: %s %s', (...given) => {
    const words = given.filter((word) => typeof word === 'string')
    const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
    const camel = words.map((word, at) => (at === 0 ? word : capital(word))).join('')
    const plain = [camel, capital(camel), ...['_', '-', '.'].map((joint) => words.join(joint))]
    const ways = [...plain, words.join('_').toUpperCase(), words.map(capital).join('-')]
    for (const way of ways) {
      for (const name of [way, `smonitor.param.${way}`, `http.request.header.${way}`]) {
        expect(isSecretName(name), name).toBe(true)
        expect(createRedactor({ presets: ['share'] }).value({ [name]: 'zx' }), name).toEqual({
          [name]: '[REDACTED]',
        })
      }
    }
  })

  test.each(['PGPASSWORD', 'MYSQL_PWD', 'DB_PASSWORD_2', 'dbpass', 'x-apikey', 'OTEL_EXPORTER_OTLP_HEADERS'])(
    'is that of a variable that is one: %s',
    (name) => {
      expect(isSecretName(name)).toBe(true)
    },
  )

  test.each(OTHERS)('is decided by its words, and %s is none', (name) => {
    expect(isSecretName(name) || isSessionName(name)).toBe(false)
    const text = `${name}: 12, "${name}": "hunter2", ${name}=x7 --${name} abc`
    expect(createRedactor({ presets: ['share'] }).text(text)).toBe(text)
  })

  test('never is that of a secret because of what is before its last words', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z_.-]{0,80}$/), (before) => {
        expect(isSecretName(`${before}.count`)).toBe(false)
        expect(isSecretName(`${before}.apiKey`)).toBe(true)
      }),
    )
  })
})

describe('a session', () => {
  test.each(['sid', 'connect.sid', 'sessionId', 'session_id', 'PHPSESSID', 'JSESSIONID'])(
    'lets somebody in, so that it goes from what is shared: %s',
    (name) => {
      const redact = (preset: 'share' | 'ci'): string =>
        createRedactor({ presets: [preset] }).text(`${name}: ab12cd34ef`)
      expect([redact('share'), redact('ci')]).toEqual([`${name}: [REDACTED]`, `${name}: ab12cd34ef`])
    },
  )

  test.each(['session.id', 'session.previous_id', 'smonitor.session.id'])(
    'of telemetry lets nobody in: %s',
    (name) => {
      const value = { [name]: 'ab12cd34ef' }
      expect(createRedactor({ presets: ['share'] }).value(value)).toBe(value)
    },
  )
})

describe('behind a name that is a word for other things too', () => {
  test.each([
    ['pass', 'hunter2', '12'],
    ['pin', '4711', '13'],
    ['otp', '123456', 'expired'],
    ['jwt', 'ab.cd.ef12', 'malformed'],
    ['dsn', 'ab12@sentry/7', 'missing'],
    ['signature', 'ab12cd34ef56ab78', '(text'],
    ['cookies', 'a=b', '3'],
  ])('%s, a text is a secret or is none', (name, secret, other) => {
    expect([isSecretText(name, secret), isSecretText(name, other)]).toEqual([true, false])
    const redactor = createRedactor({ presets: ['share'] })
    const text = (said: string): string => redactor.text(said)
    expect(text(`${name}=${secret}, ${name}: ${other}`)).toBe(`${name}=[REDACTED], ${name}: ${other}`)
  })
})

test('the headers of an exporter go as a whole, and of other lists what is named like a secret', () => {
  const redactor = createRedactor({ presets: ['share'] })
  const text = (said: string): string => redactor.text(said)
  expect(text('OTEL_EXPORTER_OTLP_HEADERS=x-team=abc,x-b=cde node app.mjs')).toBe(
    'OTEL_EXPORTER_OTLP_HEADERS=[REDACTED] node app.mjs',
  )
  expect(
    text('OTEL_RESOURCE_ATTRIBUTES=api.key=abc,authorization=Basic%20YW5u,service.name=shop node app.mjs'),
  ).toBe(
    'OTEL_RESOURCE_ATTRIBUTES=api.key=[REDACTED],authorization=[REDACTED],service.name=shop node app.mjs',
  )
})
