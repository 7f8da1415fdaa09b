import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { verifyBundle } from '../../src/bundle/verify-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { compareBundles } from '../../src/triage/compare-bundles.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleInput, spans } from '../helpers/sample-bundle.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function written(name = 'bundle'): string {
  const path = join(tempFolder(), name)
  writeBundle(path, sampleInput(['a', 'b'], { traces: [spans('one')] }))
  return path
}

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, 'utf8')))

describe('a bundle that was changed after it was written', () => {
  test.each([
    [
      'a line is added',
      (text: string) => `${text}${text.split('\n')[0]}\n`,
      'it has 3 lines, and bundle.json says 2',
    ],
    ['a line is gone', (text: string) => `${text.split('\n')[0]}\n`, 'it has 1 line, and bundle.json says 2'],
    [
      'a word is another',
      (text: string) => text.replace('"message":"a"', '"message":"z"'),
      'its contents are not those that bundle.json has a checksum of',
    ],
    [
      'lines changed their places',
      (text: string) => `${text.split('\n').slice(0, 2).toReversed().join('\n')}\n`,
      'its contents are not those that bundle.json has a checksum of',
    ],
  ])('is known by its events when %s, and reports say so', (_what, change, difference) => {
    const folder = written()
    edit(join(folder, 'events.jsonl'), change)
    const problem = `events.jsonl was changed after it was written: ${difference}.`
    expect(verifyBundle(folder)).toEqual({ ok: false, problems: [problem] })
    const bundle = readBundle(folder)
    const summary = summarise(bundle)
    expect(summary.notes).toEqual([problem])
    expect(bundle.problems).toEqual([problem])
    expect(renderTerminal(summary, { width: 120 })).toContain('Note: events.jsonl was changed')
  })

  test.each(['bundle.json', 'bundle.jsonl'])('is known by its lines where it is one file: %s', (name) => {
    const path = written(name)
    edit(path, (text) =>
      text.replace('"name":"one"', '"name":"two"').replace('"message":"b"', '"message":"y"'),
    )
    const changed =
      'was changed after it was written: its contents are not those that bundle.json has a checksum of.'
    expect(verifyBundle(path).problems).toEqual([`events.jsonl ${changed}`, `traces.jsonl ${changed}`])
  })

  test('is not taken for whole where it would prove that something is resolved', () => {
    const report = { timings: { 'films.load': { count: 1 } } }
    const folder = tempFolder()
    writeBundle(join(folder, 'previous'), sampleInput(['a']))
    writeBundle(join(folder, 'current'), sampleInput([], { report }))
    const compare = () =>
      compareBundles(readBundle(join(folder, 'current')), readBundle(join(folder, 'previous'))).incidents[0]
        ?.state
    expect(compare()).toBe('resolved')
    writeBundle(join(folder, 'current'), sampleInput(['a'], { report }), { force: true })
    writeFileSync(join(folder, 'current/events.jsonl'), '')
    expect(compare()).toBe('not_observed')
  })

  test('is as it was where it was only laid out anew', () => {
    const path = written('bundle.json')
    edit(path, (text) => JSON.stringify(JSON.parse(text), undefined, 4))
    expect(verifyBundle(path)).toEqual({ ok: true, problems: [] })
  })
})

describe('verifyBundle', () => {
  test('looks at the files that are not read for a report too', () => {
    const folder = written()
    appendFileSync(join(folder, 'README.txt'), 'and so on')
    appendFileSync(join(folder, 'traces.jsonl'), '[]\n')
    expect(verifyBundle(folder).problems).toEqual([
      'traces.jsonl has lines that are no JSON objects: 1 were left out.',
      'traces.jsonl was changed after it was written: it has 2 lines, and bundle.json says 1.',
      'README.txt was changed after it was written: its contents are not those that bundle.json has a checksum of.',
    ])
    rmSync(join(folder, 'README.txt'))
    rmSync(join(folder, 'traces.jsonl'))
    expect(verifyBundle(folder).problems).toEqual([
      'traces.jsonl is missing, which held 1 line.',
      'README.txt is missing.',
    ])
  })

  test('says what has no checksum', () => {
    const folder = written()
    edit(join(folder, 'bundle.json'), (text) => {
      const { files: _files, ...rest } = JSON.parse(text) as Record<string, unknown>
      return JSON.stringify(rest)
    })
    expect(verifyBundle(folder).problems).toEqual([
      'events.jsonl has no checksum in bundle.json, so that it cannot be checked.',
      'traces.jsonl has no checksum in bundle.json, so that it cannot be checked.',
      'logs.jsonl has no checksum in bundle.json, so that it cannot be checked.',
    ])
  })

  test('says what is wrong with a bundle that cannot be opened, and throws only where there is none', () => {
    const folder = written()
    edit(join(folder, 'bundle.json'), (text) => text.slice(0, 100))
    expect(verifyBundle(folder)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining('bundle.json is not valid JSON')],
    })
    expect(() => verifyBundle(join(folder, 'none'))).toThrow('There is no bundle')
  })
})
