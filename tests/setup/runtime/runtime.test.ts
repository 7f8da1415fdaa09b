import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../../../src/bundle/parse-event.ts'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { runNode } from '../../helpers/run-process.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeProgram } from '../../helpers/write-program.ts'

/** Runs a program; what it prints as JSON comes back, with what it wrote to log.jsonl and to stderr. */
async function run(source: string, env: Record<string, string> = {}) {
  const folder = tempFolder()
  const path = writeProgram(folder, source)
  const { code, stdout, stderr } = await runNode([path], { cwd: folder, env })
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const lines = (): (string | undefined)[] =>
    readFileSync(join(folder, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => parseEvent(line)?.message)
  return { out: JSON.parse(stdout) as Record<string, unknown>, stderr, lines }
}

describe('the running smonitor', () => {
  test('reports totals that do not depend on how many events are kept', async () => {
    const { out } = await run(`
      const smonitor = startSmonitor({ eventBufferSize: 2 })
      const work = signal('shop.work', () => emit('info', 'Step done.'))
      for (let at = 0; at < 50; at += 1) work()
      emit('error', 'It failed.')
      films.emit('MOV-W010', { id: 'f1' }, { fields: { resource: 'films.json', recommendedAction: 'retry' } })
      smonitor.recordRedundancy('shop.convert', { from: 'a' })
      const report = smonitor.report()
      console.log(JSON.stringify({ ...report, blocking_incidents: report.blocking_incidents.map((event) => event.message) }))`)
    expect(out).toMatchObject({
      schema: 'smonitor.run-report/1',
      profile: 'user',
      events_total: 52,
      warnings_total: 1,
      errors_total: 1,
      events_by_level: { INFO: 50, WARNING: 1, ERROR: 1 },
      events_by_code: { 'MOV-W010': 1 },
      events_by_source: { 'shop.work': 50 },
      events_by_resource: { 'films.json': 1 },
      top_sources: [{ name: 'shop.work', count: 50 }, {}, {}],
      blocking_incidents: ['It failed.'],
      actionable_incidents: [{ code: 'MOV-W010' }],
      recurrent_incidents: [{ count: 50 }],
      events_buffered: 2,
      events_evicted: 50,
      calls_total: 50,
      timings: { 'shop.work': { count: 50 } },
      timings_by_module: { shop: { count: 50 } },
      redundancies_total: 1,
      handler_errors_total: 0,
    })
    expect(out['peak_memory_bytes']).toBeGreaterThan(10_000_000)
  })

  test('keeps a silenced source from every sink, and counts it', async () => {
    const { out, stderr, lines } = await run(
      `
      const smonitor = startSmonitor({ json: 'log.jsonl' })
      const noisy = signal('shop.cache.fill', () => emit('warn', 'Cache miss.'))
      noisy()
      signal('shop.cacheless', () => emit('warn', 'No cache.'))()
      smonitor.configure({ silence: [] })
      noisy()
      await smonitor.flush()
      const { events_total, events_silenced } = smonitor.report()
      console.log(JSON.stringify({ events_total, events_silenced, recent: smonitor.recentEvents().length }))`,
      { SMONITOR_SILENCE: 'other, shop.cache' },
    )
    expect(out).toEqual({ events_total: 2, events_silenced: 1, recent: 2 })
    expect(lines()).toEqual(['No cache.', 'Cache miss.'])
    expect(stderr.match(/Cache miss/g)).toHaveLength(1)
  })

  test.each([
    ['ends by itself', ''],
    ['calls process.exit', 'process.exit(0)'],
    ['switches them off', 'smonitor.configure({ sinks: [] }); emit("warn", "After it.")'],
  ])(
    'writes what the SDK gets to the OTLP files that the settings ask for, when the program %s',
    async (_, end) => {
      const folder = tempFolder()
      const program = writeProgram(
        folder,
        `const smonitor = startSmonitor({ sinks: [{ type: 'otlp-file', folder: 'otlp' }], silence: ['quiet'] })
      const work = signal('shop.work', () => films.emit('MOV-W010', { id: 'f1' }))
      work()
      emit('warn', 'Kept back.', { source: 'quiet' })
      ${end}`,
      )
      expect(await runNode([program], { cwd: folder, env: {} })).toMatchObject({ code: 0 })
      const textOf = (name: string): string => readFileSync(join(folder, 'otlp', name), 'utf8')
      expect(textOf('logs.jsonl')).toContain('The film f1 has no title.')
      expect(textOf('logs.jsonl')).not.toMatch(/Kept back|After it/)
      expect(textOf('traces.jsonl').match(/"name":"shop\.work"/g)).toHaveLength(1)
    },
  )

  test('knows the catalogs of its config, also where nobody defines them', async () => {
    const { out } = await run(`
      const codes = { 'DB-E001': { level: 'error', message: 'No connection.', hint: 'Start the database.' } }
      const smonitor = startSmonitor({ catalogs: [{ name: 'db', codes }] })
      const connect = signal('db.connect', () => {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'DB-E001' })
      })
      try { connect() } catch {}
      const [{ code, hint }] = smonitor.recentEvents()
      smonitor.configure({ catalogs: [{ name: 'later', codes: {} }] })
      const { catalogs } = smonitor.exportBundle('bundle')
      console.log(JSON.stringify({ code, hint, catalogs: catalogs.map(({ name }) => name) }))`)
    expect(out).toMatchObject({ code: 'DB-E001', hint: 'Start the database.' })
    expect(out['catalogs']).toEqual(expect.arrayContaining(['db', 'later', 'films']))
  })

  test('changes profile and files without losing what was emitted before', async () => {
    const { out, stderr, lines } = await run(`
      const smonitor = startSmonitor({ json: 'log.jsonl' })
      emit('warn', 'One.')
      emit('info', 'Two.')
      smonitor.configure({ profile: 'qa', json: 'other.jsonl' })
      emit('info', 'Three.')
      await smonitor.flush()
      console.log(JSON.stringify({ profile: smonitor.profile, all: smonitor.recentEvents().map((event) => event.message) }))`)
    expect(out).toEqual({ profile: 'qa', all: ['One.', 'Two.', 'Three.'] })
    expect(lines()).toEqual(['One.', 'Two.'])
    expect(stderr).toContain('Warning: One.\n')
    expect(stderr).not.toContain('Two.')
    expect(stderr).toContain('[no code] INFO smonitor | Three.')
  })

  test('refuses a setting that is not valid, and goes on with those it had', async () => {
    const { out } = await run(`
      const smonitor = startSmonitor({ profile: 'dev' })
      let code
      try { smonitor.configure({ profile: 'prod', silence: ['x'] }) } catch (error) { code = error.code }
      emit('warn', 'Still here.', { source: 'x' })
      console.log(JSON.stringify({ code, profile: smonitor.profile, count: smonitor.recentEvents().length }))`)
    expect(out).toEqual({ code: 'SMON-E102', profile: 'dev', count: 1 })
  })

  test('leaves a sink alone that keeps failing, says so once, and tells of it in its report', async () => {
    const { out, stderr } = await run(`
      const smonitor = startSmonitor()
      let calls = 0
      const remove = smonitor.addSink({ name: 'mine', handle() { calls += 1; throw new Error('The socket is closed.') } })
      for (let at = 0; at < 20; at += 1) emit('info', 'Step ' + at)
      const { handler_errors, degraded_handlers, handler_dropped, runtime_warnings } = smonitor.report()
      remove()
      emit('info', 'After it.')
      console.log(JSON.stringify({ calls, handler_errors, degraded_handlers, dropped: handler_dropped.mine > 10, said: runtime_warnings.length }))`)
    expect(out).toEqual({
      calls: 5,
      handler_errors: { mine: 5 },
      degraded_handlers: ['mine'],
      dropped: true,
      said: 2,
    })
    expect(stderr.match(/SMON-W201/g)).toHaveLength(1)
    expect(stderr.match(/SMON-W207/g)).toHaveLength(1)
  })

  test('gives every diagnostic that has none the correlation id of the settings', async () => {
    const { out } = await run(`
      const smonitor = startSmonitor({ correlationId: 'job-7' })
      emit('warn', 'One.')
      emit('warn', 'Two.', { correlationId: 'own' })
      console.log(JSON.stringify({ ids: smonitor.recentEvents().map((event) => event.correlation_id) }))`)
    expect(out).toEqual({ ids: ['job-7', 'own'] })
  })

  test('leaves its settings, its resource and its numbers in the bundle', async () => {
    const folder = tempFolder()
    const program = writeProgram(
      folder,
      `const smonitor = startSmonitor({ bundle: 'bundle', serviceName: 'shop', sinks: [{ name: 'mine', handle() {} }] })
      signal('shop.work', () => films.emit('MOV-W010', { id: 'f1' }))()
      films.emit('MOV-E001', { id: 'f1', known: 'none' })`,
    )
    const env = { SMONITOR_LEVEL: 'info', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' }
    expect(await runNode([program, '--token=kestrel-71'], { cwd: folder, env })).toMatchObject({ code: 0 })
    const { manifest } = readBundle(join(folder, 'bundle'))
    expect(manifest.config).toMatchObject({
      audience: 'user',
      settings: { level: 'info', serviceName: 'shop', sinks: ['mine'], maxRepeats: 10 },
      origins: { level: 'environment SMONITOR_LEVEL', serviceName: 'call', maxRepeats: 'profile user' },
    })
    expect(manifest.otel?.resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
      'telemetry.sdk.language': 'nodejs',
    })
    expect(manifest.report).toMatchObject({ events_total: 2, timings: { 'shop.work': { count: 1 } } })
    expect(manifest.run).not.toHaveProperty('config')
    expect(manifest.process).toMatchObject({ cwd: expect.any(String), exec_argv: [] })
    expect(manifest.process?.argv.at(-1)).toBe('--token=[REDACTED]')
    expect(readFileSync(join(folder, 'bundle', 'bundle.json'), 'utf8')).not.toContain('kestrel-71')
  })
})
