import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }

function bundleFolder(): string {
  const folder = join(tempFolder(), 'bundle')
  writeBundle(folder, { run: sampleRun(), end, catalogs: [], events: [sampleEvent({ message: 'first' })] })
  return folder
}

describe('the events of a bundle', () => {
  test('are read around lines that are damaged, empty or not ours, which are counted', () => {
    const folder = bundleFolder()
    const good = JSON.stringify(sampleEvent({ message: 'good' }))
    const lines = [
      '',
      '   ',
      'garbage',
      '[]',
      'null',
      '{}',
      '{"level":"LOUD"}',
      '\u0000',
      `${good}\r`,
      good.slice(0, 80),
    ]
    appendFileSync(join(folder, 'events.jsonl'), lines.join('\n'))
    const bundle = readBundle(folder)
    expect([...bundle.events()].map(({ message }) => message)).toEqual(['first', 'good'])
    expect(bundle.unreadableLines).toBe(7)
    expect([...bundle.events()]).toHaveLength(2)
    expect(bundle.unreadableLines).toBe(7)
  })

  test('may be a million characters long', () => {
    const folder = bundleFolder()
    appendFileSync(
      join(folder, 'events.jsonl'),
      [JSON.stringify(sampleEvent({ message: 'ä'.repeat(1_000_000) })), 'x'.repeat(1_000_000), ''].join('\n'),
    )
    const bundle = readBundle(folder)
    expect([...bundle.events()].map(({ message }) => message.length)).toEqual([5, 1_000_000])
    expect(bundle.unreadableLines).toBe(1)
  })

  test('that are gone, though the manifest tells of them, are a damaged bundle and not an empty one', () => {
    const folder = bundleFolder()
    rmSync(join(folder, 'events.jsonl'))
    expect(() => readBundle(folder)).toThrow(
      `${folder} has no events.jsonl, which held 1 diagnostics. The bundle is damaged; write it again.`,
    )
  })
})

describe('readBundle', () => {
  test.each(['', '/bundle.json', '/events.jsonl', '/'])(
    'takes the folder or a file of it: bundle%s',
    (suffix) => {
      const folder = bundleFolder()
      expect([...readBundle(folder + suffix).events()]).toHaveLength(1)
    },
  )

  test('says where there is nothing, and how to get it', () => {
    const folder = join(tempFolder(), 'none')
    expect(() => readBundle(folder)).toThrow(
      `There is no bundle at ${folder}. Write one with \`smonitor run --out ${folder} -- node app.js\`.`,
    )
  })

  test('says that a folder, or a file, is no bundle', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'notes.txt'), '')
    const message = 'is no bundle: it has no bundle.json. Give the folder that `smonitor run --out` wrote.'
    expect(() => readBundle(folder)).toThrow(`${folder} ${message}`)
    expect(() => readBundle(join(folder, 'notes.txt'))).toThrow(
      `${join(folder, 'notes.txt')} is no bundle: it is empty.`,
    )
  })

  test.each([
    [
      'no JSON',
      '{"schema": "smonitor.bundle/1"',
      /bundle\.json is not valid JSON: .*The bundle is damaged; write it again\.$/,
    ],
    [
      'of another schema',
      '{"schema":"smonitor.bundle/9","smonitor_version":"9.1.0"}',
      /has the schema "smonitor\.bundle\/9", and this version of smonitor reads "smonitor\.bundle\/1"\. Read it with the version that wrote it: 9\.1\.0\.$/,
    ],
    ['without a schema', '{}', /has the schema "none"/],
    ['a list', '[]', /has the schema "none"/],
    ['null', 'null', /has the schema "none"/],
  ])('refuses a manifest that is %s', (_what, manifest, message) => {
    const folder = bundleFolder()
    writeFileSync(join(folder, 'bundle.json'), manifest)
    expect(() => readBundle(folder)).toThrow(message)
  })

  test.each([
    ['only a schema', {}],
    ['nulls', { run: null, end: null, events: null, files: null, catalogs: null, smonitor_version: null }],
    ['texts', { run: 'x', end: 'x', events: 'x', files: 'x', catalogs: 'x' }],
    ['lists', { run: [], end: [], events: [], files: [], catalogs: {} }],
    [
      'fields of other types',
      {
        run: {
          run_id: {},
          service_name: 5,
          entry: [],
          runtime: null,
          started_at: 5,
          platform: 'x',
          pid: 'x',
        },
        end: { exit_code: 'x', signal: {}, ended_at: null, state: 'dead', known_by: 7 },
        events: { total: 'x', by_level: 5, dropped: 'many', left_out: [] },
      },
    ],
  ])('takes a manifest that was written by hand with %s, and its report too', (_what, fields) => {
    const folder = bundleFolder()
    writeFileSync(join(folder, 'bundle.json'), JSON.stringify({ schema: 'smonitor.bundle/1', ...fields }))
    const bundle = readBundle(folder)
    expect(bundle.manifest).toEqual({
      schema: 'smonitor.bundle/1',
      smonitor_version: '',
      generated_at: '',
      run: {
        run_id: '',
        session_id: '',
        started_at: '',
        service_name: '',
        entry: null,
        pid: 0,
        profile: '',
        runtime: { name: '', version: '' },
        platform: { os: '', release: '', arch: '' },
      },
      end: { ended_at: '', exit_code: null, signal: null },
      events: { total: 0, by_level: {}, by_code: {}, dropped: 0, left_out: 0 },
      files: {},
      catalogs: [],
      report: null,
      config: null,
      otel: null,
      process: null,
      policy: null,
      triage: null,
      redactions: null,
    })
    expect(renderTerminal(summarise(bundle))).toContain('1 diagnostic in 1 incident: 1 warning')
  })

  test('reads a bundle by hand that has no events file', () => {
    const folder = join(tempFolder(), 'bundle')
    mkdirSync(folder)
    writeFileSync(join(folder, 'bundle.json'), '{"schema":"smonitor.bundle/1"}')
    expect([...readBundle(folder).events()]).toEqual([])
  })
})
