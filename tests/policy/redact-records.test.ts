import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BundleManifest } from '../../src/bundle/manifest.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program with rules; everything that it wrote, and its stderr. */
async function run(policy: readonly object[], source: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempFolder()
  const options = { theme: 'plain', profile: 'debug', json: 'a.jsonl', file: 'a.log', bundle: 'b', policy }
  const program = writeProgram(
    cwd,
    `startSmonitor({ ...${JSON.stringify(options)}, sinks: [{ type: 'otlp-file', folder: 'otlp' }] })\n${source}`,
  )
  const { code, stderr } = await runNode([program], { cwd, env })
  expect(code, stderr).toBe(0)
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  return {
    stderr,
    logs: [
      stderr,
      ...readBundleFiles(join(cwd, 'b')),
      ...['a.jsonl', 'a.log', 'b/events.jsonl', 'b/bundle.json', 'otlp/logs.jsonl'].map(read),
    ].join('\n'),
    traces: read('otlp/traces.jsonl'),
    otlpLogs: read('otlp/logs.jsonl'),
    json: read('a.jsonl'),
    manifest: JSON.parse(read('b/bundle.json')) as BundleManifest,
  }
}

/** What a bundle has besides: the log records, spans and metrics. */
function readBundleFiles(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return files.map((name) => readFileSync(join(folder, name), 'utf8'))
}

const THROW = `
  const lib = defineCatalog({
    name: 'lib',
    codes: { 'LIB-E001': { level: 'error', message: 'Login with {password} failed.', hint: 'Not {password}.' } },
  })
  try {
    lib.signal('lib.login', () => {
      throw lib.error('LIB-E001', { password: 'CANARYhunter2' }, { cause: new Error('CANARYcause') })
    })()
  } catch {}`

describe('a rule that redacts', () => {
  test('takes what goes by its name from the message, the hint and the exception of the record too', async () => {
    const { logs } = await run([{ redact: { keys: ['password'] } }], THROW)
    expect(logs).not.toContain('CANARYhunter2')
    expect(logs).toContain('Login with [REDACTED] failed.')
    expect(logs).toMatch(/tk1_[0-9a-f]{16}/)
  })

  test.each([
    ['its code', { code: { prefix: 'LIB-' } }],
    ['its severity', { severity: { gte: 'warn' } }],
  ])('reaches the event of an exception on its span by %s', async (_, when) => {
    const { logs, traces } = await run([{ when, redact: { patterns: ['CANARY\\w+'] } }], THROW)
    expect(traces).toContain('exception.message')
    // The rule itself is in the bundle, without its pattern.
    expect(`${logs}${traces}`).not.toContain('CANARY')
  })

  test.each(['params.password', 'extra.password', 'hint', 'message'])(
    'takes a path in the words of rules: %s',
    async (path) => {
      const { json } = await run(
        [{ redact: { paths: [path] } }],
        `
        const lib = defineCatalog({ name: 'lib', codes: { 'LIB-W1': { level: 'warn', message: 'm {password}', hint: 'h {password}' } } })
        lib.emit('LIB-W1', { password: 'CANARYx' })`,
      )
      const { message, hint, extra } = JSON.parse(json) as {
        message: string
        hint: string
        extra: { password: string }
      }
      const field = { 'params.password': extra.password, 'extra.password': extra.password, hint, message }[
        path
      ]
      expect(field).toBe('[REDACTED]')
    },
  )
})

test('a record keeps the key by which it is known, also where a rule would remove it', async () => {
  const { json } = await run([{ remove: ['triage_key', 'hint'] }], `emit('warn', 'Kept.', { hint: 'Gone.' })`)
  expect(JSON.parse(json)).toMatchObject({ message: 'Kept.', hint: null })
})

test('a summary goes where what it sums up has gone', async () => {
  const { stderr, json } = await run(
    [{ when: { category: 'private' }, route: 'json' }, { dedupe: 'summary' }],
    `for (let at = 0; at < 3; at += 1) emit('warn', 'CANARY', { category: 'private', source: 's' })`,
  )
  expect(stderr).not.toContain('CANARY')
  expect(json.trim().split('\n')).toHaveLength(2)
})

test('what a listener of the end says is in a summary too', async () => {
  const { json } = await run(
    [{ dedupe: 'last' }],
    `process.on('exit', () => emit('warn', 'No. 2', { source: 's' }))
    emit('warn', 'No. 1', { source: 's' })`,
  )
  expect(json).toContain('No. 2')
})

test('a window of a month does not wake the program all the time', async () => {
  const { stderr } = await run(
    [{ coalesce: { windowMs: 2_592_000_000 } }],
    `emit('warn', 'One.', { source: 's' }); emit('warn', 'One.', { source: 's' })
    await new Promise((done) => setTimeout(done, 50))`,
  )
  expect(stderr).not.toContain('TimeoutOverflowWarning')
})

describe('a rule that redacts everything', () => {
  const SOURCE = `
    const work = signal('shop.CANARYjob', () => { emit('warn', 'CANARY in work.') })
    work()
    const smonitor = startSmonitor()
    smonitor.recordRedundancy('CANARYplace', { note: 'CANARYnote', password: 'hunter2!' })
    const { timings, timings_by_module, most_expensive_entries, policy, ...rest } = smonitor.report()
    console.error('REPORT' + JSON.stringify({ timings, most_expensive_entries, policy, ...rest }))`
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'owner=CANARYann,team=films', OTEL_SERVICE_NAME: 'CANARYshop' }

  test('redacts the report, the bundle, the resource in every file, and the rules themselves', async () => {
    const { logs, traces, otlpLogs, manifest } = await run(
      [
        { id: 'CANARY rule', redact: { patterns: ['CANARY\\w*'], keys: ['password'] } },
        { id: 'other', when: { message: { contains: 'CANARYx' } }, tag: 'x' },
        { id: 'certain', when: { code: 'NONE' }, redact: { patterns: ['swordfish'] } },
      ],
      SOURCE,
      env,
    )
    expect(`${logs}${traces}${JSON.stringify(manifest)}`).not.toMatch(/CANARY|hunter2|swordfish/)
    expect(otlpLogs).toContain('{"key":"owner","value":{"stringValue":"[REDACTED]"}}')
    expect(traces).toContain('{"key":"team","value":{"stringValue":"films"}}')
    expect(logs).toContain('"resourceMetrics"')
    expect(manifest.process?.env['OTEL_RESOURCE_ATTRIBUTES']).toBe('owner=[REDACTED],team=films')
    expect(manifest.run.service_name).toBe('[REDACTED]')
    expect(manifest.otel?.resource).toMatchObject({ owner: '[REDACTED]', team: 'films' })
    expect(manifest.report).toMatchObject({
      timings: { 'shop.[REDACTED]': { count: 1 } },
      redundancies_by_callsite: { '[REDACTED]': 1 },
      redundancies_recent: [{ details: { note: '[REDACTED]', password: '[REDACTED]' } }],
      policy: {
        rules: expect.arrayContaining([expect.objectContaining({ id: '[REDACTED] rule' })]) as unknown,
      },
    })
    expect(manifest.config).toMatchObject({
      settings: {
        policy: [
          { redact: { patterns: ['[REDACTED]'], keys: ['password'] } },
          { when: { message: { contains: '[REDACTED]' } } },
          { redact: { patterns: ['[REDACTED]'] } },
        ],
      },
    })
  })

  test('leaves the report as it is where the rule is about certain records', async () => {
    const { manifest } = await run([{ when: { code: 'X' }, redact: { patterns: ['.*'] } }], SOURCE, env)
    expect(manifest.report).toMatchObject({ timings: { 'shop.CANARYjob': { count: 1 } } })
  })

  test('keeps the numbers apart of signals whose names become the same', async () => {
    const { manifest } = await run(
      [{ redact: { patterns: ['CANARY\\w*'] } }],
      `signal('CANARYa', () => undefined)(); signal('CANARYb', () => undefined)()`,
    )
    expect(Object.keys((manifest.report as { timings: object }).timings)).toEqual([
      '[REDACTED]',
      '[REDACTED] (2)',
    ])
  })
})
