import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program with a policy; what it prints as JSON comes back, with what it wrote to log.jsonl and to stderr. */
async function run(source: string) {
  const folder = tempFolder()
  const { code, stdout, stderr } = await runNode([writeProgram(folder, source)], { cwd: folder })
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const file = join(folder, 'log.jsonl')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseEvent(line)?.message)
  return { out: stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>), stderr, lines, text }
}

describe('the policy of the running smonitor', () => {
  // X2: in the Python library what a policy dropped was in the buffer and the counts all the same.
  test('X2: keeps what it drops from every sink, the memory and the counts, and counts it by itself', async () => {
    const { out, stderr, lines } = await run(`
      const smonitor = startSmonitor({ json: 'log.jsonl', policy: [
        { id: 'idle', when: { message: { prefix: 'Idle' } }, drop: true },
        { id: 'other', when: { code: 'OTHER' }, drop: true },
      ] })
      for (let at = 0; at < 3; at += 1) emit('warn', 'Idle.')
      emit('warn', 'Busy.')
      await smonitor.flush()
      const { events_total, events_suppressed, warnings_total, policy } = smonitor.report()
      console.log(JSON.stringify({ events_total, events_suppressed, warnings_total, policy, recent: smonitor.recentEvents().map(({ message }) => message) }))`)
    expect(out).toEqual({
      events_total: 1,
      events_suppressed: 3,
      warnings_total: 1,
      recent: ['Busy.'],
      policy: {
        rules: [
          { id: 'idle', hits: 3, held_back: { dropped: 3 }, changed: 0, errors: 0 },
          { id: 'other', hits: 0, held_back: {}, changed: 0, errors: 0 },
        ],
        evicted: 0,
        summaries: 0,
      },
    })
    expect([stderr, lines]).toEqual([expect.not.stringContaining('Idle'), ['Busy.']])
  })

  test('X20: tells of repetitions when the program ends, without a flush', async () => {
    const { lines, text } = await run(`
      startSmonitor({ json: 'log.jsonl', duplicatePolicy: 'summary' })
      for (let at = 0; at < 5; at += 1) emit('warn', 'Again.')`)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('occurred 5 times, and 4 of these were held back. The last one: Again.')
    expect(JSON.parse(text.trim().split('\n')[1] ?? '')).toMatchObject({
      event_name: 'smonitor.diagnostic.summary',
      extra: { log_count: 5, suppressed_count: 4, summary_kind: 'duplicate' },
    })
  })

  test('redacts for every sink, and gives routes only what they name', async () => {
    const { out, lines, stderr, text } = await run(`
      const smonitor = startSmonitor({ json: 'log.jsonl', policy: [
        { redact: { patterns: ['secret-\\\\w+'] } },
        { when: { message: { prefix: 'Quiet' } }, route: 'json' },
      ] })
      emit('warn', 'Loud secret-a.')
      emit('warn', 'Quiet secret-b.')
      console.log(JSON.stringify(smonitor.recentEvents().map(({ message }) => message)))`)
    expect(out).toEqual(['Loud [REDACTED].', 'Quiet [REDACTED].'])
    expect(lines).toEqual(['Loud [REDACTED].', 'Quiet [REDACTED].'])
    expect(stderr).toContain('Loud')
    expect(`${stderr}${text}`).not.toContain('secret-')
    expect(stderr).not.toContain('Quiet')
  })

  test('takes other rules while the program runs, and goes on counting with those that stay', async () => {
    const { lines } = await run(`
      const smonitor = startSmonitor({ json: 'log.jsonl', filters: [{ rate_limit: '1/3' }] })
      emit('warn', 'Same.')
      smonitor.configure({ level: 'error' })
      emit('warn', 'Same.')
      smonitor.configure({ filters: [] })
      emit('warn', 'Same.')
      await smonitor.flush()`)
    expect(lines).toEqual(['Same.', 'Same.'])
  })
})

describe('a route to a name that no sink has', () => {
  const TO_AUDIT = `{ id: 'private', when: { category: 'private' }, route: 'audit' }`

  test('is told when the program starts, with the rule, the name and the names that there are', async () => {
    const { stderr, out } = await run(`
      const smonitor = startSmonitor({ json: 'log.jsonl', policy: [{ id: 'quiet', when: { category: 'private' }, route: 'jsno' }] })
      await new Promise(setImmediate)
      emit('warn', 'CANARY', { category: 'private' })
      console.log(JSON.stringify(smonitor.recentEvents().map(({ code, message }) => code ?? message)))`)
    expect(stderr).toContain('The rule quiet routes to "jsno", and no sink has that name. (SMON-W221)')
    expect(stderr).toContain('Write json if you meant that. There are: ')
    expect(stderr).toContain('json, console, memory, spool, bundle. Until there is one')
    expect(stderr).not.toContain('CANARY')
    expect(out).toEqual(['SMON-W221', 'CANARY'])
  })

  test('is told once, also where the rule is about everything, and by a program that ends at once', async () => {
    const { stderr, lines } = await run(`
      startSmonitor({ json: 'log.jsonl', policy: [{ route: 'audit' }] })
      for (let at = 0; at < 3; at += 1) emit('warn', 'One.')`)
    expect(stderr.match(/SMON-W221/g)).toHaveLength(1)
    expect(lines).toEqual(['The rule policy[0] routes to "audit", and no sink has that name.'])
    const { stderr: early } = await run(`startSmonitor({ policy: [${TO_AUDIT}] }); process.exit(0)`)
    expect(early).toContain('The rule private routes to "audit"')
  })

  test('is none where the program adds the sink, until it takes it out again', async () => {
    const { out, stderr } = await run(`
      const smonitor = startSmonitor({ policy: [${TO_AUDIT}] })
      const got = []
      const remove = smonitor.addSink({ name: 'audit', handle: ({ message }) => got.push(message) })
      await new Promise((done) => setTimeout(done, 5))
      emit('warn', 'One.', { category: 'private' })
      const told = () => smonitor.recentEvents().filter(({ code }) => code === 'SMON-W221').length
      const before = told()
      remove()
      emit('warn', 'Two.', { category: 'private' })
      console.log(JSON.stringify([got, before, told()]))`)
    expect(out).toEqual([['One.'], 0, 1])
    expect(stderr).not.toMatch(/One|Two/)
  })

  test('is one where nothing is exported, and none where something is', async () => {
    const source = `startSmonitor({ policy: [{ id: 'far', when: { code: 'X' }, route: 'otlp' }] })`
    expect((await run(source)).stderr).toContain('The rule far routes to "otlp"')
    const exporting = await run(`process.env.OTEL_TRACES_EXPORTER = 'console'; ${source}`)
    expect(exporting.stderr).not.toContain('SMON-W221')
  })

  test('is refused under strictConfig, which takes the config for complete', async () => {
    const { out } = await run(`
      try { startSmonitor({ strictConfig: true, policy: [${TO_AUDIT}] }) } catch ({ code, message }) {
        console.log(JSON.stringify([code, message]))
      }
      const audit = { name: 'audit', handle() {} }
      startSmonitor({ strictConfig: true, sinks: [audit], policy: [${TO_AUDIT}] })`)
    expect(out).toEqual([
      'SMON-E132',
      'The rule private routes to "audit", no sink has that name, and strictConfig is on.',
    ])
  })
})

test('a rule that routes spans decides which exporters get them, and one that routes records leaves them', async () => {
  const spans = async (policy: string) => {
    const { out } = await run(`
      process.env.OTEL_TRACES_EXPORTER = 'console'
      const log = console.dir
      const seen = []
      console.dir = ({ name }) => seen.push(name)
      const smonitor = startSmonitor({ json: 'log.jsonl', policy: ${policy} })
      span('public', () => undefined)
      span('private', () => undefined)
      await smonitor.flush()
      console.log(JSON.stringify(seen))`)
    return out
  }
  expect(await spans(`[{ route: 'json' }]`)).toEqual(['public', 'private'])
  expect(await spans(`[{ when: { 'span.name': 'private' }, route: 'otlp-file' }]`)).toEqual(['public'])
})
