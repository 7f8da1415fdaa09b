import { describe, expect, test } from 'vitest'
import { startOtlpServer } from '../helpers/otlp-server.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program that emits four warnings in a span, and tells what its OTLP endpoint got of that. */
async function exported(settings: string) {
  const server = await startOtlpServer()
  const folder = tempFolder()
  const program = writeProgram(
    folder,
    `startSmonitor({ level: 'fatal', ${settings} })
     span('GET /films', () => { for (const id of ['a', 'b', 'c', 'd']) films.emit('MOV-W010', { id }) })`,
  )
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
  expect(await runNode([program], { cwd: folder, env })).toMatchObject({ code: 0 })
  const [span] = server.spans()
  const events = (span?.item['events'] ?? []) as {
    readonly attributes: readonly { key: string; value: object }[]
  }[]
  return {
    count: span?.attributes['smonitor.diagnostics.count'],
    code: span?.attributes['smonitor.code'],
    ids: events.map(
      ({ attributes }) =>
        Object.values(attributes.find(({ key }) => key === 'smonitor.param.id')?.value ?? {})[0] as string,
    ),
    logs: server.logs().length,
  }
}

describe('diagnostics on the spans of a running program', () => {
  test('are those that its log records have', async () => {
    expect(await exported('')).toEqual({ count: 4, code: 'MOV-W010', ids: ['a', 'b', 'c', 'd'], logs: 4 })
  })

  test('are what the policy lets through, as it changed it, and are not limited once more', async () => {
    const policy = `[{ when: { code: 'MOV-W010' }, rate: '2/4' }]`
    expect(await exported(`policy: ${policy}`)).toMatchObject({ count: 2, ids: ['a', 'b'], logs: 2 })
    const redact = `[{ redact: { keys: ['id'] } }]`
    expect(await exported(`policy: ${redact}`)).toMatchObject({
      ids: Array.from({ length: 4 }, () => '[REDACTED]'),
    })
  })

  test('are none where the setting says so, or their source is silenced, or they are routed elsewhere', async () => {
    expect(await exported(`spanEvents: 'none'`)).toMatchObject({ count: 4, ids: [], logs: 4 })
    expect(await exported(`silence: ['GET /films']`)).toEqual({
      count: undefined,
      code: undefined,
      ids: [],
      logs: 0,
    })
    expect(await exported(`policy: [{ route: ['console'] }]`)).toMatchObject({
      count: undefined,
      ids: [],
      logs: 0,
    })
  })
})
