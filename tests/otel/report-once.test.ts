import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api'
import { afterEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit } from '../../src/index.ts'
import { createOnceReporter } from '../../src/otel/report-once.ts'
import { startSdk, stopSdk } from './in-memory-sdk.ts'

afterEach(() => {
  diag.disable()
  stopSdk()
})

const ignore = () => undefined

function listen(error: DiagLogger['error']): void {
  const logger: DiagLogger = { error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true })
}

describe('a reporter', () => {
  test('says each message once, with its problem', () => {
    const said: unknown[][] = []
    listen((...args) => said.push(args))
    const report = createOnceReporter()
    const problem = new Error('first')
    report('one', problem)
    report('one', new Error('second'))
    report('two')
    expect(said).toEqual([['one', problem], ['two']])
  })

  test.each([
    ['a catalog', 'smonitor: a diagnostic of lost could not be emitted.'],
    ['emit', 'smonitor: a diagnostic could not be emitted.'],
  ])('tells once of what %s loses to a caller from JavaScript, and the caller goes on', (who, message) => {
    startSdk()
    const said: string[] = []
    listen((text) => said.push(text))
    const catalog = defineCatalog({ name: 'lost', codes: { 'LST-1': { level: 'warn', message: 'm' } } })
    const options = { tags: 'not a list' } as never
    for (let times = 0; times < 3; times += 1) {
      if (who === 'emit') emit('warn', 'm', options)
      else catalog.emit('LST-1', {}, options)
    }
    expect(said.filter((text) => text === message)).toHaveLength(1)
  })

  test('lets no logger of the host that throws reach the program', () => {
    startSdk()
    listen(() => {
      throw new Error('no disk')
    })
    const catalog = defineCatalog({ name: 'lost too', codes: { 'LST-2': { level: 'warn', message: 'm' } } })
    expect(() => catalog.emit('LST-2', {}, { tags: 7 } as never)).not.toThrow()
  })
})
