import { describe, expect, test } from 'vitest'
import { createHider, hideSecrets } from '../../../src/cli/doctor/hide-secrets.ts'

describe('what the environment holds as a secret', () => {
  const hide = createHider({
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc-123-def,x-tenant=films',
    DB_PASSWORD: 'hunter2',
    SHORT_TOKEN: 'ab',
    HOME: '/home/ada',
    PWD: '/home/ada/shop',
  })

  test.each([
    ['invalid token abc-123-def', 'invalid token [hidden]'],
    ['header Bearer abc-123-def', 'header [hidden]'],
    ['password hunter2 refused for films', 'password [hidden] refused for [hidden]'],
    ['a table of /home/ada/shop', 'a table of /home/ada/shop'],
  ])('is not in %s', (text, shown) => {
    expect(hide(text)).toBe(shown)
  })

  test('is not in a variable', () => {
    expect(hideSecrets('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'a=b,c=d')).toBe('a=[hidden],c=[hidden]')
    expect(hideSecrets('OTEL_EXPORTER_OTLP_HEADERS', 'Bearer abc')).toBe('[hidden]')
    expect(hideSecrets('SMONITOR_SECRET', 'abc')).toBe('[hidden]')
    expect(hideSecrets('OTEL_SERVICE_NAME', 'shop')).toBe('shop')
  })
})
