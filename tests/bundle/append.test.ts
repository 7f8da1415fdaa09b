import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { verifyBundle } from '../../src/bundle/verify-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { FORM_NAMES, sampleInput, spans } from '../helpers/sample-bundle.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const append = { append: true } as const
const messagesOf = (path: string) => [...readBundle(path).events()].map(({ message }) => message)

describe.each(FORM_NAMES)('adding to a bundle that is called %s', (name) => {
  test('keeps what is there first, and adds what is not there, without force', () => {
    const path = join(tempFolder(), name)
    writeBundle(
      path,
      sampleInput(['a', 'b', 'b'], { traces: [spans('one')], dropped: () => 2, leftOut: () => 1 }),
    )
    const manifest = writeBundle(
      path,
      sampleInput(['b', 'c', 'c'], {
        run: sampleRun({ run_id: 'r2' }),
        traces: [spans('one'), spans('two')],
        dropped: () => 3,
        leftOut: () => 5,
      }),
      append,
    )
    // Of two that are the same in one run, both happened.
    expect(messagesOf(path)).toEqual(['a', 'b', 'b', 'c', 'c'])
    expect([...readBundle(path).traces()]).toEqual([spans('one'), spans('two')])
    expect(manifest).toMatchObject({
      run: { run_id: 'r2' },
      events: { total: 5, by_level: { WARNING: 5 }, dropped: 5, left_out: 6 },
      earlier_runs: [
        {
          run: { run_id: 'r1' },
          events: { total: 3, dropped: 2, left_out: 1 },
          end: { exit_code: 0 },
          problems: [],
        },
      ],
    })
    expect(readBundle(path).manifest).toEqual(manifest)
    expect(verifyBundle(path)).toEqual({ ok: true, problems: [] })
  })

  test('goes on with a third run, and lists both before it', () => {
    const path = join(tempFolder(), name)
    for (const run of ['r1', 'r2', 'r3']) {
      writeBundle(path, sampleInput([run], { run: sampleRun({ run_id: run }), dropped: () => 1 }), append)
    }
    const { manifest } = readBundle(path)
    expect(
      manifest.earlier_runs?.map(({ run, events }) => [run.run_id, events.total, events.dropped]),
    ).toEqual([
      ['r1', 1, 1],
      ['r2', 1, 1],
    ])
    expect(manifest.events).toMatchObject({ total: 3, dropped: 3 })
  })
})

describe('adding to a bundle', () => {
  test('keeps documents of OTLP of which the new run has none', () => {
    const path = join(tempFolder(), 'bundle')
    writeBundle(path, sampleInput(['a'], { traces: [spans('one')] }))
    writeBundle(path, sampleInput(['b']), append)
    expect([...readBundle(path).traces()]).toEqual([spans('one')])
  })

  test('takes out of what is there what is asked for this time', () => {
    const path = join(tempFolder(), 'bundle.jsonl')
    writeBundle(path, sampleInput(['a'], { events: [sampleEvent({ extra: { user: 'ada' } })] }), {
      redact: { preset: 'none' },
    })
    expect(readFileSync(path, 'utf8')).toContain('ada')
    writeBundle(path, sampleInput(['b']), { ...append, redact: { preset: 'none', keys: ['user'] } })
    expect(readFileSync(path, 'utf8')).not.toContain('ada')
  })

  test('says of the earlier run what was wrong with its bundle', () => {
    const folder = join(tempFolder(), 'bundle')
    writeBundle(folder, sampleInput(['a', 'b']))
    const [first = ''] = readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n')
    writeFileSync(join(folder, 'events.jsonl'), `${first}\ngarbage\n`)
    const manifest = writeBundle(folder, sampleInput(['c']), append)
    expect(manifest.earlier_runs?.[0]).toMatchObject({
      events: { total: 2, dropped: 1 },
      problems: [
        'events.jsonl was changed after it was written: its contents are not those that bundle.json has a checksum of.',
      ],
    })
    expect(manifest.events).toMatchObject({ total: 2, dropped: 1 })
  })

  test('of the Python library is refused, which stays as it is', () => {
    const folder = join(tempFolder(), 'python')
    cpSync(join(import.meta.dirname, '../fixtures/python-bundles/current'), folder, { recursive: true })
    const before = readFileSync(join(folder, 'bundle.json'), 'utf8')
    expect(() => writeBundle(folder, sampleInput(['a']), append)).toThrow(
      `The folder ${folder} holds a bundle of the Python library, to which nothing can be added since its keys are others. Choose another folder: it is left as it is.`,
    )
    expect(readFileSync(join(folder, 'bundle.json'), 'utf8')).toBe(before)
  })

  test('keeps the catalogs of both, and of the same version the newer one', () => {
    const path = join(tempFolder(), 'bundle.json')
    const catalog = (name: string, message: string) => ({
      name,
      version: '1.0.0',
      codes: { 'A-W001': { level: 'warn', message } as const },
    })
    writeBundle(path, sampleInput([], { catalogs: [catalog('one', 'old'), catalog('two', 'two')] }))
    writeBundle(path, sampleInput([], { catalogs: [catalog('one', 'new')] }), append)
    expect(readBundle(path).manifest.catalogs).toEqual([catalog('two', 'two'), catalog('one', 'new')])
  })
})
