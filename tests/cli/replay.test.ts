import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer as createSilentServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { createOutbox } from '../../src/spool/outbox/outbox.ts'
import { toRecordLine } from '../../src/spool/outbox/record-line.ts'
import { markProcess } from '../../src/spool/process-mark.ts'
import { openRunSpool } from '../../src/spool/run-spool.ts'
import { startAnsweringOtlp, type Received } from '../helpers/answering-otlp.ts'
import { runSmonitor } from '../helpers/run-process.ts'
import { FORM_NAMES, sampleInput, spans } from '../helpers/sample-bundle.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

interface Logs {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string }[] }
    readonly scopeLogs: readonly {
      readonly logRecords: readonly { readonly body: { readonly stringValue: string } }[]
    }[]
  }[]
}

const messagesIn = (received: readonly Received[]): string[] =>
  received
    .filter(({ path }) => path === '/v1/logs')
    .flatMap(({ body }) => (body as unknown as Logs).resourceLogs)
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords)
    .map(({ body }) => body.stringValue)

const pathsOf = (received: readonly Received[]): string[] => received.map(({ path }) => path)

const METRICS = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm' }] }] }] }

/** Runs the command line, and presses Ctrl-C as soon as something is so. */
async function interruptOnce(
  isDue: () => boolean,
  args: readonly string[],
  cwd: string,
  by: NodeJS.Signals = 'SIGINT',
) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../dist/src/cli/main.js'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const closed = once(child, 'close')
  await vi.waitFor(() => expect(isDue()).toBe(true), { timeout: 20_000 })
  child.kill(by)
  const [code, signal] = (await closed) as [number | null, string | null]
  return { code, signal, stdout }
}

/** Of three requests of spans, for those who stop in between. */
function addBundle(folder: string, name = 'bundle'): void {
  writeBundle(
    join(folder, name),
    sampleInput(['one', 'two'], {
      traces: [spans('a'), spans('b'), spans('c')],
      metrics: [METRICS],
    }),
  )
}

describe('smonitor replay', () => {
  test('sends log records, spans and metrics, compressed, and says how many', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp()
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(result).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `Sent bundle to ${endpoint}:\n  2 log records sent\n  3 spans sent\n  1 metric sent\n`,
    })
    expect(pathsOf(received)).toEqual(['/v1/logs', '/v1/traces', '/v1/traces', '/v1/traces', '/v1/metrics'])
    expect(messagesIn(received)).toEqual(['one', 'two'])
    expect(received.map(({ body }) => body).slice(1)).toEqual([spans('a'), spans('b'), spans('c'), METRICS])
    expect(received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    })
  })

  test.each(FORM_NAMES)('sends the diagnostics of a bundle that is %s', async (name) => {
    const folder = tempFolder()
    writeBundle(join(folder, name), sampleInput(['one', 'two']))
    const { endpoint, received } = await startAnsweringOtlp()
    const { code } = await runSmonitor(['replay', name, '--otlp', endpoint], { cwd: folder })
    expect(code).toBe(0)
    expect(messagesIn(received)).toEqual(['one', 'two'])
  })

  test('sends a run that is on disk, with what it knows of its resource', async () => {
    const folder = tempFolder()
    const info = { ...sampleRun({ run_id: 'r1', service_name: 'shop' }), otel: null }
    const spool = openRunSpool({ root: join(folder, '.smonitor/runs'), runId: 'r1', info })
    spool.append(JSON.stringify(sampleEvent({ message: 'kept' })), true)
    spool.telemetry.addSpans(JSON.stringify(spans('a')), 1)
    spool.close({ exit_code: 0, signal: null })
    const { endpoint, received } = await startAnsweringOtlp()
    const result = await runSmonitor(['replay', '.', '--otlp', endpoint], { cwd: folder })
    expect(result.stdout).toBe(
      `Sent the run r1 of shop to ${endpoint}:\n  1 log record sent\n  1 span sent\n`,
    )
    expect(messagesIn(received)).toEqual(['kept'])
    const [logs] = received.map(({ body }) => body as unknown as Logs)
    expect(logs?.resourceLogs[0]?.resource.attributes.map(({ key }) => key)).toEqual([
      'service.name',
      'smonitor.run.id',
    ])
  })

  test('sends of a run only what its program could not send, where that is asked for', async () => {
    const folder = tempFolder()
    const spool = openRunSpool({
      root: join(folder, '.smonitor/runs'),
      runId: 'r1',
      info: sampleRun({ run_id: 'r1' }),
    })
    spool.append(JSON.stringify(sampleEvent({ message: 'sent before' })), true)
    const outbox = createOutbox({
      folder: spool.folder,
      head: () => ({ outbox: 1, mark: markProcess(), target: 't', resource: { 'service.name': 'shop' } }),
      maxBytes: 1e6,
      open: () => spool.open(),
      onProblem: () => undefined,
    })
    const scope = { name: 'films', version: '1.2.0' }
    for (const body of ['left', 'over'])
      outbox.append(
        toRecordLine({ hrTime: [1, 5], body, attributes: { n: 1.5 }, instrumentationScope: scope }),
        true,
      )
    spool.close({ exit_code: 0, signal: null })
    const { endpoint, received } = await startAnsweringOtlp()
    const { code } = await runSmonitor(['replay', '.', '--unsent', '--otlp', endpoint], { cwd: folder })
    expect([code, messagesIn(received)]).toEqual([0, ['left', 'over']])
    expect(received[0]?.body).toMatchObject({
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeLogs: [
            {
              scope,
              logRecords: [
                { timeUnixNano: '1000000005', attributes: [{ key: 'n', value: { doubleValue: 1.5 } }] },
                {},
              ],
            },
          ],
        },
      ],
    })
  })

  test('goes on where it stopped, and sends nothing twice unless it is told to', async () => {
    const folder = tempFolder()
    addBundle(folder)
    let isUp = false
    const { endpoint, received } = await startAnsweringOtlp((_path, count) =>
      isUp || count < 3 ? { status: 200 } : { status: 400, body: '{"message":"no"}' },
    )
    const send = (...args: string[]) =>
      runSmonitor(['replay', 'bundle', '--otlp', endpoint, '--max-wait', '0', ...args], { cwd: folder })
    const refused = await send()
    expect(refused.code).toBe(3)
    expect(refused.stdout).toContain('  1 span sent, 2 spans refused\n    it answered 400 Bad Request: no\n')
    isUp = true
    const before = received.length
    expect((await send()).stdout).toBe(
      `Sent bundle to ${endpoint}:\n  2 log records sent before\n  3 spans sent before\n  1 metric sent before\n`,
    )
    expect(received.length).toBe(before)
    expect((await send('--restart')).stdout).toContain('  3 spans sent\n')
    expect(received.length).toBe(before + 5)
  })

  test('gives up on an endpoint that takes nothing, and goes on with the same command', async () => {
    const folder = tempFolder()
    addBundle(folder)
    let isUp = false
    const { endpoint, received } = await startAnsweringOtlp((_path, count) =>
      isUp || count === 1 ? { status: 200 } : 'cut',
    )
    const args = ['replay', 'bundle', '--otlp', endpoint, '--max-wait', '0']
    const stopped = await runSmonitor(args, { cwd: folder })
    expect(stopped.code).toBe(1)
    expect(stopped.stdout).toBe(
      `Stopped while sending bundle to ${endpoint}:\n  2 log records sent\n  The same command goes on from here.\n`,
    )
    expect(stopped.stderr).toContain(`${endpoint} did not take it: `)
    expect(stopped.stderr).toContain('(SMON-E150)')
    isUp = true
    const before = received.length
    const result = await runSmonitor(args, { cwd: folder })
    expect(result.stdout).toContain('  2 log records sent before\n  3 spans sent\n  1 metric sent\n')
    expect(pathsOf(received.slice(before))).toEqual(['/v1/traces', '/v1/traces', '/v1/traces', '/v1/metrics'])
  })

  test.each([
    { status: 429, header: '1' },
    { status: 503, header: new Date(Date.now() + 3_600_000).toUTCString() },
  ])('waits as long as a $status asks for', async ({ status, header }) => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp((_path, count) =>
      count === 1 ? { status, headers: { 'retry-after': header } } : { status: 200 },
    )
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(result.stderr).toContain(`it answered ${status}`)
    const [first, second] = received
    if (header !== '1') {
      // An hour is longer than anybody wants to wait.
      expect(result).toMatchObject({ code: 1 })
      expect(received.length).toBe(1)
    } else {
      expect(result).toMatchObject({ code: 0 })
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990)
    }
  })

  test('sends the spans to a backend that takes no log records, and says that those are left', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp((path) =>
      path === '/v1/traces' ? { status: 200 } : { status: 404, body: '404 page not found' },
    )
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(result.code).toBe(3)
    expect(result.stdout).toBe(
      `Sent bundle to ${endpoint}:\n  2 log records not sent\n    it takes no logs: it answered 404 Not Found\n  3 spans sent\n  1 metric not sent\n    it takes no metrics: it answered 404 Not Found\n`,
    )
    expect(pathsOf(received)).toEqual(['/v1/logs', '/v1/traces', '/v1/traces', '/v1/traces', '/v1/metrics'])
  })

  test('reports what an endpoint took in part', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint } = await startAnsweringOtlp((path) => ({
      status: 200,
      body:
        path === '/v1/logs' ? '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}' : '{}',
    }))
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint, '--json'], { cwd: folder })
    expect(result.code).toBe(3)
    expect(JSON.parse(result.stdout)).toMatchObject({
      schema: 'smonitor.replay/1',
      complete: true,
      signals: [
        { signal: 'logs', sent: 1, rejected: 1, reasons: ['too old'] },
        { signal: 'traces', sent: 3, rejected: 0 },
        { signal: 'metrics', sent: 1 },
      ],
    })
  })

  test('stops at once where it has no right to send', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp(() => ({ status: 401 }))
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(result.code).toBe(1)
    expect(result.stderr).toContain('it answered 401 Unauthorized. (SMON-E150)')
    expect(received.length).toBe(1)
  })

  test.each<[what: string, type: string, body: string, said: string]>([
    [
      'a web page',
      'text/html',
      '<!doctype html><title>Jaeger UI</title>',
      'it answered 200 OK with a web page',
    ],
    ['words', 'text/plain', 'hello', 'with something that is no answer of OTLP (text/plain)'],
  ])('takes %s for no answer that anything was taken', async (_what, type, body, said) => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp(() => ({
      status: 200,
      headers: { 'content-type': type },
      body,
    }))
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(said)
    expect(result.stderr).toContain('(SMON-E150)')
    expect(received.length).toBe(1)
    const again = await startAnsweringOtlp(() => ({ status: 200, headers: { 'content-type': '' }, body: '' }))
    expect((await runSmonitor(['replay', 'bundle', '--otlp', again.endpoint], { cwd: folder })).code).toBe(0)
  })

  test('sends headers and passwords, and shows or keeps none of them', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp()
    const address = `${endpoint.replace('//', '//anna:hunter2@')}/v1/logs?key=hunter4`
    const args = ['replay', 'bundle', '--otlp', address, '--header', 'x-one: hunter3', '--header', 'x-two=b']
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'x-two=env,x-three=a%20b' }
    const texts = [
      await runSmonitor([...args, '--dry-run'], { cwd: folder, env }),
      await runSmonitor(args, { cwd: folder, env }),
    ].flatMap(({ stdout, stderr }) => [stdout, stderr])
    expect(received[1]?.path).toBe('/v1/traces?key=hunter4')
    expect(received[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('anna:hunter2').toString('base64')}`,
      'x-one': 'hunter3',
      'x-two': 'b',
      'x-three': 'a b',
    })
    const states = join(folder, '.smonitor/replay')
    const kept = readdirSync(states).map((name) => readFileSync(join(states, name), 'utf8'))
    expect(kept.length).toBe(1)
    expect([...texts, ...kept].join('\n')).not.toContain('hunter')
  })

  test('says what it would send, and sends nothing', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp()
    const { code, stdout } = await runSmonitor(['replay', 'bundle', '--otlp', endpoint, '--dry-run'], {
      cwd: folder,
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^Nothing is sent\. Of bundle would be:\n {2}2 log records to .*\/v1\/logs: 1 request/,
    )
    expect(stdout).toContain('  3 spans to ')
    expect(received).toEqual([])
  })

  test('says without an endpoint what it would send', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { code, stdout } = await runSmonitor(['replay', 'bundle', '--dry-run'], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toMatch(/ {2}2 log records: 1 request, \d kB before compression\n {2}3 spans: 3 requests/)
    expect(stdout).toContain('Where to is not said')
    const json = await runSmonitor(['replay', 'bundle', '--dry-run', '--json'], { cwd: folder })
    expect(JSON.parse(json.stdout)).toMatchObject({ endpoint: null, dry_run: true, notes: [] })
    expect(existsSync(join(folder, '.smonitor'))).toBe(false)
  })

  test('says what is damaged before it sends, and sends what is left', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const path = join(folder, 'bundle/traces.jsonl')
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(1).join('\n'))
    const { endpoint, received } = await startAnsweringOtlp(() => 'cut')
    const args = ['replay', 'bundle', '--otlp', endpoint, '--max-wait', '0']
    const note =
      'Note: traces.jsonl was changed after it was written: it has 2 lines, and bundle.json says 3.'
    const cut = await runSmonitor(args, { cwd: folder })
    expect(received.length).toBe(1)
    // It got no further than the log records.
    expect(cut.stderr.startsWith(`Before anything is sent:\n  ${note}\n`)).toBe(true)
    const up = await startAnsweringOtlp()
    const sent = await runSmonitor([...args.slice(0, 3), up.endpoint], { cwd: folder })
    expect(sent).toMatchObject({
      code: 0,
      stderr: `Before anything is sent:\n  ${note}\n`,
      stdout: `Sent bundle to ${up.endpoint}:\n  2 log records sent\n  2 spans sent\n  1 metric sent\n`,
    })
    const plan = await runSmonitor([...args, '--dry-run'], { cwd: folder })
    expect(plan.stdout).toContain(`  ${note}\n`)
  })

  test.each([
    ['is cut off', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 100))],
    ['is gone', (path: string) => rmSync(path)],
  ])('sends the diagnostics themselves where logs.jsonl %s', async (_, damage) => {
    const folder = tempFolder()
    addBundle(folder)
    damage(join(folder, 'bundle/logs.jsonl'))
    const { endpoint, received } = await startAnsweringOtlp()
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(messagesIn(received)).toEqual(['one', 'two'])
    expect(result.stderr).toContain('  Note: logs.jsonl ')
    expect(result.stderr).toContain(
      '  Note: The diagnostics are sent as events.jsonl has them, which is whole.\n',
    )
  })

  test('begins anew with a bundle that was changed since', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint } = await startAnsweringOtlp()
    const args = ['replay', 'bundle', '--otlp', endpoint]
    await runSmonitor(args, { cwd: folder })
    const path = join(folder, 'bundle/traces.jsonl')
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(1).join('\n'))
    expect((await runSmonitor(args, { cwd: folder })).stdout).toContain('  2 spans sent\n')
  })

  test('stops at once at the port of gRPC, and says which one it needs', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const server = createHttp2Server()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code, stderr } = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toContain(
      'speaks no HTTP/1.1, as that of OTLP by gRPC, mostly with port 4317; name that of',
    )
  })

  test('stops at once where TLS is asked for and there is none', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint } = await startAnsweringOtlp()
    const args = ['replay', 'bundle', '--otlp', endpoint.replace('http:', 'https:')]
    const { code, stderr } = await runSmonitor(args, { cwd: folder })
    expect([code, stderr]).toEqual([1, expect.stringContaining('write http:// in place of https://')])
  })

  test('sends all of it where it cannot keep how far it came, and says so', async () => {
    const folder = tempFolder()
    addBundle(folder)
    writeFileSync(join(folder, '.smonitor'), 'a file')
    const { endpoint, received } = await startAnsweringOtlp()
    const result = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect([result.code, received.length]).toEqual([0, 5])
    expect(result.stderr).toMatch(
      /^How far it comes cannot be kept: .*\. Another replay sends all of it again\.\n$/,
    )
  })

  test('goes on after it was killed, and sends few things twice', async () => {
    const folder = tempFolder()
    const many = Array.from({ length: 40 }, (_, at) => spans(`s${at}`))
    writeBundle(join(folder, 'bundle'), sampleInput(['one'], { traces: many }))
    const { endpoint, received } = await startAnsweringOtlp()
    const args = ['replay', 'bundle', '--otlp', endpoint]
    const killed = await interruptOnce(
      () => received.length > 15,
      [...args, '--rate', '10'],
      folder,
      'SIGKILL',
    )
    expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' })
    const first = received.length
    const rest = await runSmonitor(args, { cwd: folder })
    const again = received.length - 41
    // Of half a second at ten a second, and one that was under way.
    expect(again).toBeLessThanOrEqual(8)
    expect(rest.stdout).toContain(`  ${41 - (first - again)} spans sent, `)
  })

  test('keeps to a rate', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const { endpoint, received } = await startAnsweringOtlp()
    await runSmonitor(['replay', 'bundle', '--otlp', endpoint, '--rate', '4/s'], { cwd: folder })
    const [first, last] = [received[0]?.atMs ?? 0, received.at(-1)?.atMs ?? 0]
    // Five items are before the last one.
    expect(last - first).toBeGreaterThanOrEqual(1000)
  })

  test('stops at Ctrl-C, and goes on from there', async () => {
    const folder = tempFolder()
    addBundle(folder)
    let isSlow = true
    const { endpoint, received } = await startAnsweringOtlp((_path, count) =>
      isSlow && count > 1 ? { status: 503, headers: { 'retry-after': '100' } } : { status: 200 },
    )
    const stopped = await interruptOnce(
      () => received.length > 1,
      ['replay', 'bundle', '--otlp', endpoint],
      folder,
    )
    expect(stopped).toMatchObject({ code: 130, signal: null })
    expect(stopped.stdout).toContain('The same command goes on from here.')
    isSlow = false
    const rest = await runSmonitor(['replay', 'bundle', '--otlp', endpoint], { cwd: folder })
    expect(rest.stdout).toContain('  2 log records sent before\n  3 spans sent\n')
  })

  test.each([
    [['replay', 'bundle'], 'Where to send it to is missing'],
    [
      ['replay', 'bundle', '--otlp', 'localhost:4318'],
      '--otlp is "localhost:4318", which is no address of OTLP over HTTP; write http://localhost:4318.',
    ],
    [['replay', 'bundle', '--otlp', 'http://h', '--header', 'secret'], 'A --header is no header'],
    [['replay', 'bundle', '--otlp', 'http://h', '--rate', '0'], 'The option --rate is "0"'],
    [['replay', 'bundle', '--otlp', 'http://h', '--max-wait', 'x'], 'The option --max-wait is "x"'],
  ])('refuses %j', async (args, reason) => {
    const { code, stderr } = await runSmonitor(args, { cwd: tempFolder() })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(reason) as string })
  })

  test('says that there is no such bundle', async () => {
    const result = await runSmonitor(['replay', 'nowhere', '--otlp', 'http://localhost:1'], {
      cwd: tempFolder(),
    })
    expect(result.code).toBe(1)
    expect(result.stderr).toContain('There is no bundle at nowhere.')
    expect(result.stderr).toContain('(SMON-E107)')
  })
})

describe('what replay was asked for', () => {
  test('that a bundle does not hold is refused', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const args = ['replay', 'bundle', '--unsent', '--otlp', 'http://127.0.0.1:9', '--max-wait', '0']
    const { code, stderr } = await runSmonitor(args, { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('--unsent is of a run on disk, and bundle is a bundle')
  })

  test.each([
    ['127.0.0.1:24318', '"127.0.0.1:24318"', 'write http://127.0.0.1:24318.'],
    ['ftp://x', '"ftp://x"', 'write http://x.'],
    ['https//ann:sec?ret@x.example/otlp', '"x.example/otlp"', 'write http://x.example/otlp.'],
    ['two words', '"two words"', 'such as http://localhost:4318.'],
  ])('as an address that is none is named, with what was meant: %s', async (address, named, advice) => {
    const { code, stderr } = await runSmonitor(['replay', 'bundle', '--otlp', address])
    expect(code).toBe(2)
    expect(stderr).toContain(named)
    expect(stderr).toContain(advice)
    expect(stderr).not.toMatch(/ann|sec|ret@/)
  })

  test('waits no longer for an answer than it may', async () => {
    const folder = tempFolder()
    addBundle(folder)
    const server = createSilentServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void server.close())
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const args = ['replay', 'bundle', '--otlp', endpoint, '--max-wait', '2']
    const { code, stderr } = await runSmonitor(args, { cwd: folder })
    expect(code).toBe(1)
    expect(stderr).toMatch(/takes nothing now: there was no answer|did not take it: there was no answer/)
    expect(stderr).not.toContain('out of range')
  })

  test('that an endpoint takes nothing of is not said to be sent', async () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'logs'), sampleInput(['kept']))
    const { endpoint } = await startAnsweringOtlp(() => ({ status: 404 }))
    const { code, stdout } = await runSmonitor(['replay', 'logs', '--otlp', endpoint], { cwd: folder })
    expect([code, stdout]).toEqual([
      3,
      `Nothing of logs was taken by ${endpoint}:\n  1 log record not sent\n    it takes no logs: it answered 404 Not Found\n`,
    ])
  })
})
