import { basename, dirname, join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  aboutFileOf,
  createWriterName,
  eventsFileOf,
  isRunFile,
  toRunFolderName,
  writerOfAbout,
  writerOfEvents,
} from '../../src/spool/run-files.ts'

describe('the name of a writer', () => {
  test('is never given twice, though its process and its time may be the same', () => {
    const names = Array.from({ length: 1000 }, createWriterName)
    expect(new Set(names).size).toBe(1000)
  })

  test('is found in the names of its files, and in no others', () => {
    const writer = createWriterName()
    expect(writerOfEvents(eventsFileOf(writer))).toBe(writer)
    expect(writerOfAbout(aboutFileOf(writer))).toBe(writer)
    expect([eventsFileOf(writer), aboutFileOf(writer)].every(isRunFile)).toBe(true)
    for (const name of [
      'events.jsonl',
      'about-1.jsonl',
      `my-${eventsFileOf(writer)}`,
      `${aboutFileOf(writer)}.bak`,
    ])
      expect(isRunFile(name)).toBe(false)
  })
})

describe('the folder of a run', () => {
  test.each(['0123456789abcdef0123456789abcdef', 'build-17', 'r1', '_', 'v1.2.3'])('has its id: %s', (id) => {
    expect(toRunFolderName(id)).toBe(id)
  })

  test('lies in the folder of the runs, whatever the id', () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '..',
        '.',
        '',
        '../x',
        '/etc',
        'a/b',
        'a\\b',
        'con\u0000',
        '-rf',
        '.git',
        'x'.repeat(500),
      ),
    )
    fc.assert(
      fc.property(id, (runId) => {
        const path = join('/runs', toRunFolderName(runId))
        expect(dirname(path)).toBe('/runs')
        expect(basename(path)).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/)
      }),
    )
  })

  test('is another for every id, also for those that had to be changed', () => {
    expect(new Set(['a/b', 'a_b', 'a\\b', 'a/b '].map(toRunFolderName)).size).toBe(4)
  })
})
