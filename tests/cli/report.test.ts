import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'
import { runProcess, runSmonitor } from '../helpers/run-process.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function createBundle(events: Iterable<DiagnosticEvent>): string {
  const folder = tempFolder()
  const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 1, signal: null }
  writeBundle(join(folder, 'bundle'), { run: sampleRun(), end, catalogs: [], events })
  return folder
}

const events = [
  sampleEvent({
    code: 'MOV-W010',
    title: 'Title missing',
    message: 'The film f1 has no title.',
    hint: 'Add one.',
  }),
  sampleEvent({
    level: 'ERROR',
    triage_key: 'tk1_fedcba9876543210',
    timestamp: '2026-03-01T10:00:07.000Z',
    message: 'No row.',
  }),
  sampleEvent({ timestamp: '2026-03-01T10:00:09.000Z', source: 'films.merge' }),
]

describe('smonitor report for a reader', () => {
  test('is one line of JSON within its budget for an agent', async () => {
    const cwd = createBundle(events)
    const args = ['report', '--from', 'bundle', '--profile', 'agent', '--json']
    const { stdout } = await runSmonitor(args, { cwd })
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'smonitor.agent/1', omitted: 0 })
    const small = await runSmonitor([...args, '--max-tokens', '120'], { cwd })
    expect(small.stdout.length).toBeLessThanOrEqual(480 + 1)
    expect((JSON.parse(small.stdout) as { omitted: number }).omitted).toBeGreaterThan(0)
  })

  test('is Markdown for an issue', async () => {
    const { stdout } = await runSmonitor(['report', '--from', 'bundle', '--format', 'markdown'], {
      cwd: createBundle(events),
    })
    expect(stdout).toMatch(/^## smonitor report\n/)
  })

  test.each(['0', 'many', '1.5', '-3'])('refuses a budget of %s', async (tokens) => {
    const { code, stderr } = await runSmonitor(['report', '--from', 'x', '--max-tokens', tokens])
    expect(code).toBe(2)
    expect(stderr).toContain('is no whole number from 1')
  })
})

describe('smonitor report', () => {
  test('tells what a bundle holds, most important first', async () => {
    const cwd = createBundle(events)
    const { code, stdout, stderr } = await runSmonitor(['report', '--from', 'bundle'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "smonitor report: bundle
      shop · node 24.0.0 · 2026-03-01 10:00:00 to 10:01:00 UTC · ended with exit code 1

      3 diagnostics in 2 incidents: 1 error, 2 warnings

       1  ERROR  No row.  (once)
          Where: films.load, at 10:00:07
          Key: tk1_fedcba9876543210

       2  WARNING  MOV-W010  Title missing  (2 times)
          For example: The film f1 has no title.
          What to do: Add one.
          Where: films.load, films.merge, from 10:00:00 to 10:00:09
          Key: tk1_0123456789abcdef
      "
    `)
    expect(await runSmonitor(['report', '--from', 'bundle/bundle.json'], { cwd })).toMatchObject({ stdout })
  })

  test('gives the same as JSON, the same each time', async () => {
    const cwd = createBundle(events)
    const args = ['report', '--from', 'bundle', '--format', 'json']
    const { code, stdout, stderr } = await runSmonitor(args, { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ ...summarise(readBundle(join(cwd, 'bundle'))), bundle: 'bundle' })
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'smonitor.report/1',
      incidents: [
        { triage_key: 'tk1_fedcba9876543210', level: 'ERROR', count: 1 },
        {
          triage_key: 'tk1_0123456789abcdef',
          code: 'MOV-W010',
          title: 'Title missing',
          hint: 'Add one.',
          count: 2,
          sources: ['films.load', 'films.merge'],
          first: '2026-03-01T10:00:00.000Z',
          last: '2026-03-01T10:00:09.000Z',
        },
      ],
    })
    expect((await runSmonitor(args, { cwd })).stdout).toBe(stdout)
  })

  test('lets no text of a bundle act on the terminal, in either format', async () => {
    const cwd = createBundle(
      Object.entries(HOSTILE).map(([what, text]) =>
        sampleEvent({
          triage_key: what + text,
          code: text,
          message: text,
          title: text,
          hint: text,
          source: text,
          doc_url: text,
          issues_url: text,
        }),
      ),
    )
    for (const format of ['terminal', 'json']) {
      const { code, stdout } = await runSmonitor(['report', '--from', 'bundle', '--format', format], { cwd })
      expect(code).toBe(0)
      expect([format, findControl(stdout)]).toEqual([format, undefined])
    }
  })

  test('says in its help which forms a bundle has', async () => {
    const { stdout } = await runSmonitor(['report', '--help'])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      '--from <bundle> the bundle: its folder, or its file .json, .jsonl, .tar.gz or .tgz',
    )
  })

  test('stops quietly when its reader has seen enough', async () => {
    const cwd = createBundle(
      Array.from({ length: 5000 }, (_, id) => sampleEvent({ triage_key: `tk1_${id}` })),
    )
    const cli = join(import.meta.dirname, '../../dist/src/cli/main.js')
    const command = `"${process.execPath}" "${cli}" report --from bundle --format json | head -n 1`
    expect(await runProcess('sh', ['-c', command], { cwd })).toMatchObject({
      code: 0,
      stdout: '{\n',
      stderr: '',
    })
  })

  test('says what it cannot read, and ends with 1', async () => {
    const cwd = tempFolder()
    mkdirSync(join(cwd, 'other'))
    mkdirSync(join(cwd, 'torn'))
    writeFileSync(join(cwd, 'torn/bundle.json'), '{"schema":')
    const messages = {
      none: 'There is no bundle at none. Write one with `smonitor run --out none -- node app.js`. (SMON-E107)\n',
      other:
        'other is no bundle: it has no bundle.json. Give the folder that `smonitor run --out` wrote. (SMON-E107)\n',
      torn: 'torn/bundle.json is not valid JSON: Unexpected end of JSON input. The bundle is damaged; write it again. (SMON-E107)\n',
    }
    for (const [from, message] of Object.entries(messages)) {
      expect(await runSmonitor(['report', '--from', from], { cwd })).toEqual({
        code: 1,
        signal: null,
        stdout: '',
        stderr: `${message}  What to do: A bundle is what --out wrote: a folder with bundle.json in it, or a file .json, .jsonl or .tar.gz.\n`,
      })
    }
  })

  test.each([
    ['no bundle', [], "error: required option '--from <bundle>' not specified"],
    [
      'a format that does not exist',
      ['--from', 'bundle', '--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are terminal, markdown, json.",
    ],
    [
      'an option that does not exist',
      ['--from', 'bundle', '--fromat', 'json'],
      "error: unknown option '--fromat'\n(Did you mean --format?)",
    ],
  ])('refuses a command line with %s, with 2 and where to look', async (_what, args, message) => {
    expect(await runSmonitor(['report', ...args])).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: `${message}\nSee: smonitor report --help\n`,
    })
  })
})
