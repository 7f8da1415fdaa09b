import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BundleError } from '../../src/bundle/bundle-error.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { BundleInput } from '../../src/bundle/bundle-input.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }
const inputOf = (events: Iterable<DiagnosticEvent> = []): BundleInput => ({
  run: sampleRun(),
  end,
  catalogs: [],
  events,
})

function problemOf(action: () => unknown): BundleError {
  try {
    action()
  } catch (error) {
    if (error instanceof BundleError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('a bundle', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 })
  const nullable = fc.option(text)
  const anyEvent = fc
    .record({
      level: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
      code: nullable,
      source: text,
      title: nullable,
      message: text,
      hint: nullable,
      triage_key: text,
      context: fc.record({ chain: fc.array(text, { maxLength: 3 }), depth: fc.nat() }),
      extra: fc.dictionary(
        text,
        fc.oneof(text, fc.boolean(), fc.integer(), fc.array(text, { maxLength: 2 })),
      ),
      tags: fc.array(text, { maxLength: 2 }),
      exception: fc.option(
        fc.record({
          type: text,
          message: text,
          stacktrace: nullable,
          causes: fc.array(text, { maxLength: 2 }),
        }),
      ),
      args: fc.array(text, { maxLength: 2 }),
      doc_url: nullable,
      issues_url: nullable,
      api_url: nullable,
      trace_id: nullable,
      correlation_id: nullable,
    })
    .map((fields) => sampleEvent(fields as Partial<DiagnosticEvent>))

  test('reads back as it was written, for any events', () => {
    const folder = join(tempFolder(), 'bundle')
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 8 }), (events) => {
        const written = writeBundle(folder, inputOf(events), { force: true })
        const bundle = readBundle(folder)
        expect([...bundle.events()]).toEqual(events)
        expect(bundle.unreadableLines).toBe(0)
        expect(bundle.manifest).toEqual(written)
      }),
      { numRuns: 50 },
    )
  })

  test('counts its events by level and code, and tells size and digest of its files', () => {
    const folder = join(tempFolder(), 'deep', 'bundle')
    const events = [
      sampleEvent({ code: 'B', level: 'ERROR' }),
      sampleEvent({ code: 'A' }),
      sampleEvent({ message: 'ä\u2028' }),
      sampleEvent({ code: 'A' }),
      sampleEvent({ code: '__proto__' }),
    ]
    const manifest = writeBundle(folder, { ...inputOf(events), dropped: () => 7, leftOut: () => 4 })
    const fileOf = (name: string) => {
      const data = readFileSync(join(folder, name))
      return {
        lines: data.toString().split('\n').length - 1,
        bytes: data.length,
        sha256: createHash('sha256').update(data).digest('hex'),
      }
    }
    expect(manifest.events).toEqual({
      total: 5,
      by_level: { ERROR: 1, WARNING: 4 },
      by_code: Object.fromEntries([
        ['', 1],
        ['A', 2],
        ['B', 1],
        ['__proto__', 1],
      ]),
      dropped: 7,
      left_out: 4,
    })
    expect(manifest.files).toEqual({
      'README.txt': fileOf('README.txt'),
      'events.jsonl': fileOf('events.jsonl'),
      'logs.jsonl': fileOf('logs.jsonl'),
    })
    expect([manifest.files['events.jsonl']?.lines, manifest.files['logs.jsonl']?.lines]).toEqual([5, 1])
    expect(JSON.parse(readFileSync(join(folder, 'bundle.json'), 'utf8'))).toEqual(manifest)
    expect(readdirSync(join(folder, '..'))).toEqual(['bundle'])
  })

  test.each(['bundle', 'bundle/', './bundle//'])('goes to the folder that is called "%s"', (name) => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'bundle'))
    writeBundle(`${folder}/${name}`, inputOf([sampleEvent()]))
    writeBundle(`${folder}/${name}`, inputOf([sampleEvent(), sampleEvent()]), { force: true })
    expect(readBundle(`${folder}/${name}`).manifest.events.total).toBe(2)
    expect(readdirSync(folder)).toEqual(['bundle'])
  })
})

describe('what is there already', () => {
  test('is kept when it is a bundle, unless force replaces it', () => {
    const folder = join(tempFolder(), 'bundle')
    writeBundle(folder, inputOf([sampleEvent({ message: 'old' })]))
    const problem = problemOf(() => writeBundle(folder, inputOf()))
    expect(problem.problem).toBe('exists')
    expect(problem.message).toBe(
      `The folder ${folder} holds a bundle already. Choose another folder, or replace it with --force.`,
    )
    expect([...readBundle(folder).events()].map(({ message }) => message)).toEqual(['old'])

    writeBundle(folder, inputOf([sampleEvent({ message: 'new' })]), { force: true })
    expect([...readBundle(folder).events()].map(({ message }) => message)).toEqual(['new'])
  })

  test.each([
    [
      'the work of somebody',
      { 'notes.txt': 'mine' },
      'notes.txt, which is no part of a bundle. Choose another folder: it is left as it is.',
    ],
    [
      'a file that happens to be called bundle.json',
      { 'bundle.json': '{"webpack":true}' },
      'a bundle.json that is damaged or not ours, so it is left as it is. Delete the folder, or choose another.',
    ],
    [
      'a file bundle.json that is no JSON',
      { 'bundle.json': 'x' },
      'a bundle.json that is damaged or not ours, so it is left as it is. Delete the folder, or choose another.',
    ],
    [
      'a bundle that somebody put a file into',
      { 'bundle.json': '{"schema":"smonitor.bundle/1"}', 'events.jsonl': '', 'notes.txt': 'mine' },
      'notes.txt, which is no part of a bundle. Choose another folder: it is left as it is.',
    ],
  ])('is never deleted when it is %s, with force or without', (_what, files, reason) => {
    const folder = join(tempFolder(), 'mine')
    mkdirSync(folder)
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
    for (const force of [false, true]) {
      const problem = problemOf(() => writeBundle(folder, inputOf(), { force }))
      expect(problem.problem).toBe('exists')
      expect(problem.message).toBe(`The folder ${folder} holds ${reason}`)
    }
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(files).toSorted())
  })

  test('is used when it is an empty folder, also behind a link', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'empty'))
    symlinkSync(join(folder, 'empty'), join(folder, 'link'))
    writeBundle(join(folder, 'link'), inputOf([sampleEvent()]))
    expect(readBundle(join(folder, 'link')).manifest.events.total).toBe(1)
  })

  test('is kept when it is a file', () => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, 'mine')
    const problem = problemOf(() => writeBundle(path, inputOf(), { force: true }))
    expect(problem.message).toBe(`${path} is a file. Choose a folder for the bundle.`)
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  test.each(['file/bundle', 'file/deep/er/bundle'])('is in the way when it is a file above: %s', (name) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'file'), 'mine')
    const problem = problemOf(() => writeBundle(join(folder, name), inputOf()))
    expect(problem.problem).toBe('unwritable')
    expect(problem.message).toBe(
      `${join(folder, 'file')} is a file, so there can be no folder ${join(folder, name)} in it. Choose another folder.`,
    )
  })
})

describe('a failure while writing', () => {
  function* failingEvents() {
    yield sampleEvent()
    throw new Error('the source broke')
  }

  test('leaves nothing behind, and keeps the bundle that was there', () => {
    const folder = tempFolder()
    const target = join(folder, 'bundle')
    const problem = problemOf(() => writeBundle(target, inputOf(failingEvents())))
    expect(problem.problem).toBe('unwritable')
    expect(problem.message).toBe(
      `The bundle could not be written to ${target}: the source broke. Choose a folder that can be written to.`,
    )
    expect(problem.cause).toEqual(new Error('the source broke'))
    expect(readdirSync(folder)).toEqual([])

    writeBundle(target, inputOf([sampleEvent({ message: 'old' })]))
    problemOf(() => writeBundle(target, inputOf(failingEvents()), { force: true }))
    expect([...readBundle(target).events()].map(({ message }) => message)).toEqual(['old'])
    expect(readdirSync(folder)).toEqual(['bundle'])
  })
})

test.each(['', ' '])('a folder named %j is refused: it would be the working folder', (folder) => {
  const problem = problemOf(() => writeBundle(folder, inputOf(), { force: true }))
  expect(problem).toMatchObject({ problem: 'unwritable' })
  expect(problem.message).toBe('The folder for the bundle has no name. Name one, such as out/bundle.')
})
