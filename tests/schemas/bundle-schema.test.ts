import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { FORM_NAMES, sampleInput, spans } from '../helpers/sample-bundle.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/bundle.schema.json'), 'utf8'),
) as object
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)

function problemsOf(manifest: unknown): string[] {
  return validate(manifest)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const full = sampleInput([], {
  events: [
    sampleEvent({ level: 'ERROR', code: 'FLM-E001', hint: 'Look.', tags: ['x'] }),
    sampleEvent({ event_name: 'smonitor.signal.slow', extra: { duration_ms: 5 } }),
    sampleEvent({ event_name: 'smonitor.diagnostic.summary' }),
  ],
  traces: [spans('one')],
  metrics: [{ resourceMetrics: [] }],
  catalogs: [
    { name: 'films', version: '1.0.0', codes: { 'FLM-E001': { level: 'error', message: 'Gone.' } } },
  ],
  process: { argv: ['node', 'app.mjs'], exec_argv: [], cwd: '/', env: { LANG: 'C' } },
  policy: { rules: [{ drop: true }] },
  config: { settings: {} },
  otel: { resource: { 'service.name': 'shop' } },
  report: { timings: {} },
})

/** The manifest as it lies on disk. */
function manifestOf(path: string): unknown {
  const file = path.endsWith('bundle') ? join(path, 'bundle.json') : path
  const text = readFileSync(file, 'utf8')
  return JSON.parse(path.endsWith('.jsonl') ? (text.split('\n')[0] ?? '') : text)
}

describe('the schema of a bundle', () => {
  test.each(FORM_NAMES.filter((name) => !name.endsWith('gz')))(
    'takes what is written, also when it was added to: %s',
    (name) => {
      for (const input of [sampleInput(['a']), sampleInput([]), full]) {
        const path = join(tempFolder(), name)
        writeBundle(path, input)
        expect(problemsOf(manifestOf(path))).toEqual([])
        writeBundle(path, full, { append: true })
        expect(problemsOf(manifestOf(path))).toEqual([])
        expect(manifestOf(path)).toHaveProperty('earlier_runs')
      }
    },
  )

  test('takes what writeBundle tells of an archive, and what a later version adds', () => {
    const manifest = writeBundle(join(tempFolder(), 'x.tgz'), full)
    expect(problemsOf(JSON.parse(JSON.stringify(manifest)))).toEqual([])
    expect(problemsOf({ ...manifest, later: 1, run: { ...manifest.run, later: {} } })).toEqual([])
  })

  test.each([
    ['/schema', { schema: 'smonitor.bundle/2' }],
    ['/run', { run: null }],
    ['/end/exit_code', { end: { ended_at: '', exit_code: '0', signal: null } }],
    ['/events', { events: [] }],
    ['/files/x/sha256', { files: { x: { lines: 1, bytes: 1, sha256: 'x' } } }],
    ['/counts', { counts: { total: 0, by_level: {}, by_code: {}, dropped: 0, left_out: 0 } }],
    ['/telemetry', { telemetry: {} }],
    ['/earlier_runs', { earlier_runs: [] }],
  ])('refuses what is not so: %s', (place, fields) => {
    const manifest = writeBundle(join(tempFolder(), 'x'), full)
    expect(problemsOf({ ...manifest, ...fields }).some((problem) => problem.startsWith(place))).toBe(true)
  })
})
