import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { startAnsweringOtlp, type Received } from '../helpers/answering-otlp.ts'
import { runNode, runSmonitor } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Nobody listens there: the port is none that a system gives away. */
const AWAY = 'http://127.0.0.1:9'

const EMIT = `
for (let at = 0; at < Number(process.env.COUNT); at += 1)
  films.emit('MOV-E001', { id: process.env.TAG + '-' + at, known: '' })
`
const ENDS = {
  exit: `process.exit(7)`,
  exitLater: `setTimeout(() => process.exit(7), 2500)`,
  throw: `throw new Error('no row')`,
  kill: `process.kill(process.pid, 'SIGKILL')`,
  wait: `await new Promise((resolve) => setTimeout(resolve, 2500))`,
} as const

/** A folder with a program in it that emits, and ends in a way. */
function createPlace() {
  const cwd = tempFolder()
  for (const [end, source] of Object.entries(ENDS))
    writeProgram(
      cwd,
      `startSmonitor(process.env.MAX_RUNS ? { spool: { maxRuns: 1 } } : {})\n${EMIT}${source}`,
      `${end}.mjs`,
    )
  for (const [end, source] of Object.entries(ENDS)) writeProgram(cwd, `${EMIT}${source}`, `plain-${end}.mjs`)
  const envOf = (endpoint: string, tag: string, count: number, more: object = {}) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'shop',
    TMPDIR: cwd,
    TAG: tag,
    COUNT: String(count),
    ...more,
  })
  return {
    cwd,
    runs: join(cwd, '.smonitor/runs'),
    start: (end: keyof typeof ENDS, endpoint: string, tag: string, count: number, more?: object) =>
      runNode([`${end}.mjs`], { cwd, env: envOf(endpoint, tag, count, more) }),
    observe: (end: keyof typeof ENDS, endpoint: string, tag: string, count: number, more?: object) =>
      runSmonitor(['run', '--out', `bundle-${tag}`, '--', 'node', `plain-${end}.mjs`], {
        cwd,
        env: envOf(endpoint, tag, count, more),
      }),
    smonitor: (...args: string[]) => runSmonitor(args, { cwd }),
  }
}

const messagesIn = (received: readonly Received[]): number =>
  new Set(JSON.stringify(received.map(({ body }) => body)).match(/The film \S+ is not known/g)).size

describe('smonitor run', () => {
  test('leaves on disk what no endpoint has taken, of its own program and of earlier ones', async () => {
    const { runs, start, observe } = createPlace()
    await start('exit', AWAY, 'first', 20)
    await observe('wait', AWAY, 'second', 5)
    expect(readdirSync(runs).length).toBeGreaterThan(0)
    const { endpoint, received } = await startAnsweringOtlp()
    // The address is a part of whose they are, so it is sent by hand.
    for (const run of readdirSync(runs))
      await runSmonitor(['replay', join(runs, run), '--unsent', '--otlp', endpoint], { cwd: runs })
    expect(messagesIn(received)).toBe(25)
  })

  test('names the folder that it keeps, where nobody else has said that something is left', async () => {
    const { cwd, observe } = createPlace()
    const { stderr } = await observe('kill', AWAY, 'only', 3)
    const [, folder = ''] =
      /has not taken 3 diagnostics of this program; what is left is kept in (\S+)\. /.exec(stderr) ?? []
    expect(folder).not.toBe('')
    expect(existsSync(resolve(cwd, folder))).toBe(true)
  })

  test('keeps what is not taken where no spool is wanted, too', async () => {
    const { cwd, observe, smonitor } = createPlace()
    await observe('kill', AWAY, 'only', 3, { SMONITOR_SPOOL: 'false' })
    const [kept = ''] = readdirSync(cwd).filter((name) => name.startsWith('smonitor-run-'))
    const { endpoint, received } = await startAnsweringOtlp()
    await smonitor('replay', kept, '--unsent', '--otlp', endpoint)
    expect(messagesIn(received)).toBe(3)
  })

  test('deletes its run where all is taken', async () => {
    const { cwd, observe } = createPlace()
    const { endpoint, received } = await startAnsweringOtlp()
    mkdirSync(join(cwd, '.smonitor/runs'), { recursive: true })
    await observe('wait', endpoint, 'only', 3)
    expect(messagesIn(received)).toBe(3)
    expect(readdirSync(join(cwd, '.smonitor/runs'))).toEqual([])
  })
})

describe('a program that starts with a corrected endpoint', () => {
  test('says once what is left for the other one, and how to send it, which sends it', async () => {
    const { cwd, start } = createPlace()
    await start('exit', AWAY, 'first', 20)
    const { endpoint, received } = await startAnsweringOtlp()
    const { stderr } = await start('wait', endpoint, 'second', 2)
    expect(messagesIn(received)).toBe(2)
    expect(stderr.match(/SMON-W233/g)).toHaveLength(1)
    expect(stderr).toMatch(
      /left 2\d diagnostics that this program does not send, .* \(http:\/\/127\.0\.0\.1:9 of shop\)/,
    )
    const [, folder = ''] = /`smonitor replay (\S+) --unsent --otlp URL`, or/.exec(stderr) ?? []
    await runSmonitor(['replay', folder, '--unsent', '--otlp', endpoint], { cwd })
    expect(messagesIn(received)).toBe(22)
  })

  test('deletes no former run with what no endpoint has taken, however many there are', async () => {
    const { runs, start } = createPlace()
    await start('exit', AWAY, 'first', 5)
    const { endpoint } = await startAnsweringOtlp()
    const [first = ''] = readdirSync(runs)
    for (const tag of ['a', 'b', 'c']) await start('exit', endpoint, tag, 1, { MAX_RUNS: '1' })
    expect(readdirSync(runs)).toContain(first)
  })
})

describe('a run that an outage has outlived', () => {
  test('says so itself where its endpoint had time to answer, however it ends', async () => {
    const { start } = createPlace()
    const { stderr } = await start('exitLater', AWAY, 'only', 20)
    expect(stderr.match(/SMON-W230/g)).toHaveLength(1)
  })

  test.each(['exit', 'throw', 'kill'] as const)('is told of by runs, export and report: %s', async (end) => {
    const { runs, start, smonitor } = createPlace()
    const { stderr } = await start(end, AWAY, 'first', 20)
    const [id = ''] = readdirSync(runs)
    // An uncaught error is one of them.
    const count = end === 'throw' ? 21 : 20
    // The endpoint had no time to answer.
    expect(stderr).not.toContain('SMON-W230')
    const command = `smonitor replay .smonitor --run ${id} --unsent --otlp URL`

    const list = await smonitor('runs')
    expect(list.stdout).toMatch(new RegExp(`^${id} .* ${count} +\\d+ KiB`, 'm'))
    expect(list.stdout).toContain('`smonitor replay .smonitor --run <id> --unsent --otlp URL`')
    expect(JSON.parse((await smonitor('runs', '--json')).stdout)).toMatchObject({ runs: [{ unsent: count }] })

    const { stdout } = await smonitor('export', '--out', 'out')
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(`${count} diagnostics of this run; \`${command}\``)
    const unsent = { diagnostics: count, command }
    expect((await smonitor('report', '--from', 'out')).stdout.replaceAll(/\s+/g, ' ')).toContain(command)
    for (const args of [[], ['--profile', 'agent']])
      expect(JSON.parse((await smonitor('report', '--from', 'out', '--json', ...args)).stdout)).toMatchObject(
        { unsent },
      )
    expect((await smonitor('report', '--from', 'out', '--format', 'markdown')).stdout).toContain(id)
  })
})

describe('what another run has taken over', () => {
  test('is counted apart from its own, and found by the run that it is of', async () => {
    const { cwd, runs, start, smonitor } = createPlace()
    await start('exit', AWAY, 'first', 20)
    const [first = ''] = readdirSync(runs)
    const { stderr } = await start('wait', AWAY, 'second', 5)
    expect(stderr).toMatch(/has not taken 6 diagnostics of this program and 20 of earlier runs; what is left/)
    const [second = ''] = readdirSync(runs).filter((name) => name !== first)
    const left = await smonitor('replay', '.smonitor', '--run', first, '--unsent', '--dry-run')
    expect(left.stdout).toContain(
      `The run ${second} has taken over 20 diagnostics of this one, and sends them`,
    )
    await smonitor('export', '--out', 'out')
    const { report } = readBundle(join(cwd, 'out')).manifest
    expect(report).toMatchObject({ delivery: { inherited: 20 } })
  })

  test('is gone once it was sent by hand, and is not sent or told of again', async () => {
    const { runs, start, smonitor } = createPlace()
    await start('exit', AWAY, 'first', 20)
    const [first = ''] = readdirSync(runs)
    const { endpoint, received } = await startAnsweringOtlp()
    const send = () => smonitor('replay', '.', '--run', first, '--unsent', '--otlp', endpoint)
    expect((await send()).stdout).toContain('20 log records sent')
    expect((await send()).stdout).toContain('There is nothing to send')
    expect(messagesIn(received)).toBe(20)
    expect(JSON.parse((await smonitor('runs', '--json')).stdout)).toMatchObject({ runs: [{ unsent: 0 }] })
    expect((await start('wait', endpoint, 'second', 1)).stderr).not.toContain('SMON-W233')
  })
})
