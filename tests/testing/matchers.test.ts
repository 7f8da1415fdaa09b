import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defineCatalog, emit } from '../../src/index.ts'
import {
  compareBaseline,
  createRecorder,
  expectDiagnostic,
  matchers,
  type Recorder,
} from '../../src/testing/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it acts
import '../../src/testing/vitest/extend.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const films = defineCatalog({
  name: 'films',
  codes: {
    'MOV-W010': { level: 'warn', message: 'The film {id} has no title.' },
    'MOV-W020': { level: 'warn', message: 'Slow.' },
    'MOV-E001': { level: 'error', message: 'The film {id} is not known.' },
  },
})

let recorder: Recorder
beforeEach(() => {
  recorder = createRecorder()
})
afterEach(() => recorder.stop())

/** The message of what a failed expectation throws. */
function failureOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It did not fail.')
}

describe('toHaveEmitted', () => {
  test('finds a code, with some of its params', () => {
    films.emit('MOV-W010', { id: 'f1' }, { extra: { at: new Date(0), rows: [1, 2], nested: { a: 1 } } })
    expect(recorder).toHaveEmitted('MOV-W010')
    expect(recorder).toHaveEmitted('MOV-W010', { id: 'f1' })
    expect(recorder.events).toHaveEmitted('MOV-W010', { at: new Date(0), rows: [1, 2], nested: { a: 1 } })
    expect(recorder).toHaveEmitted('MOV-W010', { id: expect.stringMatching(/^f/) as unknown })
    expect(recorder).not.toHaveEmitted('MOV-W010', { id: 'f2' })
    expect(recorder).not.toHaveEmitted('MOV-W020')
  })

  test('says what was emitted in its place', () => {
    films.emit('MOV-W010', { id: 'f1' })
    expect(failureOf(() => expect(recorder).toHaveEmitted('MOV-W020'))).toBe(
      [
        'Expected MOV-W020 to be emitted.',
        'The nearest that was emitted is MOV-W010.',
        'Emitted:',
        '  MOV-W010 WARNING films: The film f1 has no title. {"id":"f1"}',
      ].join('\n'),
    )
    expect(failureOf(() => expect(recorder).toHaveEmitted('MOV-W01O'))).toContain(
      'No catalog of this process declares MOV-W01O; the nearest is MOV-W010.',
    )
    expect(failureOf(() => expect(recorder).toHaveEmitted('MOV-W010', { id: 'f2' }))).toBe(
      [
        'Expected MOV-W010 with {"id":"f2"} to be emitted.',
        'It was emitted, and with other params.',
        'Emitted:',
        '  MOV-W010 WARNING films: The film f1 has no title. {"id":"f1"}',
      ].join('\n'),
    )
    expect(failureOf(() => expect(recorder).not.toHaveEmitted('MOV-W010'))).toMatch(
      /^Expected MOV-W010 not to be/,
    )
    recorder.clear()
    expect(failureOf(() => expect(recorder).toHaveEmitted('MOV-W010'))).toBe(
      'Expected MOV-W010 to be emitted.\nNo diagnostic was emitted.',
    )
  })

  test('refuses to look into what has no events, also with not', () => {
    expect(failureOf(() => expect('text').not.toHaveEmitted('MOV-W010'))).toBe(
      'Diagnostics are looked for in a recorder, a bundle or a list of events, and not in string.',
    )
  })
})

describe('toHaveEmittedOnly', () => {
  test('compares what was emitted as a set', () => {
    expect(recorder).toHaveEmittedOnly([])
    for (const id of ['f1', 'f2']) films.emit('MOV-W010', { id })
    expect(recorder).toHaveEmittedOnly('MOV-W010')
    films.emit('MOV-W020')
    expect(recorder).toHaveEmittedOnly(['MOV-W020', 'MOV-W010'])
    expect(recorder).not.toHaveEmittedOnly('MOV-W010')
  })

  test('says what is missing and what there is besides', () => {
    films.emit('MOV-W020')
    emit('info', 'Hello.')
    expect(failureOf(() => expect(recorder).toHaveEmittedOnly(['MOV-W010', 'MOV-W020']))).toBe(
      [
        'Expected only MOV-W010, MOV-W020 to be emitted.',
        'Not emitted: MOV-W010.',
        'Emitted besides:',
        '  [no code] INFO smonitor: Hello.',
      ].join('\n'),
    )
  })
})

describe('expectDiagnostic', () => {
  test('gives what was emitted, and leaves nothing behind', () => {
    const before = Reflect.ownKeys(globalThis)
    expect(expectDiagnostic(() => films.emit('MOV-W010', { id: 7 }), 'MOV-W010', { id: 7 })).toMatchObject({
      code: 'MOV-W010',
      message: 'The film 7 has no title.',
      params: { id: 7 },
      error: undefined,
    })
    expect(Reflect.ownKeys(globalThis)).toEqual(before)
  })

  test('takes what was thrown, sync and async, whether or not a signal saw it', async () => {
    const fail = (): never => {
      throw films.error('MOV-E001', { id: 'f1' })
    }
    expect(expectDiagnostic(fail, 'MOV-E001', { id: 'f1' })).toMatchObject({
      message: 'The film f1 is not known.',
      event: undefined,
    })
    const seen = await expectDiagnostic(
      films.signal('films.find', async () => fail()),
      'MOV-E001',
    )
    expect(seen.error).toBeInstanceOf(Error)
    expect(seen.event?.source).toBe('films.find')
  })

  test('fails with what happened in its place', async () => {
    expect(failureOf(() => expectDiagnostic(() => films.emit('MOV-W020'), 'MOV-W010'))).toContain(
      'Expected MOV-W010 to be emitted.\nThe nearest that was emitted is MOV-W020.',
    )
    const thrown = films.error('MOV-E001', { id: 'f1' })
    const wrongParams = (): unknown =>
      expectDiagnostic(
        () => {
          throw thrown
        },
        'MOV-E001',
        { id: 'f2' },
      )
    expect(failureOf(wrongParams)).toContain('Thrown: The film f1 is not known. {"id":"f1"}')
    const broken = new RangeError('broken')
    await expect(expectDiagnostic(async () => Promise.reject(broken), 'MOV-W010')).rejects.toBe(broken)
  })
})

describe('what is no expectation', () => {
  const wrong = (value: unknown): never => value as never

  test.each<[string, () => unknown, string]>([
    [
      'no code',
      () => matchers.toHaveEmitted.call({}, recorder, wrong(undefined)),
      "toHaveEmitted() was given nothing in place of a code. Hand over the code that is expected, such as 'X-W001'.",
    ],
    ['a number', () => matchers.toHaveEmitted.call({}, recorder, wrong(7)), 'a value of type number'],
    ['an empty code', () => matchers.toHaveEmitted.call({ isNot: true }, recorder, ''), 'an empty text'],
    [
      'params that are a text',
      () => matchers.toHaveEmitted.call({}, recorder, 'MOV-W020', wrong('f1')),
      'toHaveEmitted() was given a value of type string in place of params.',
    ],
    [
      'no codes',
      () => matchers.toHaveEmittedOnly(recorder, wrong(undefined)),
      'toHaveEmittedOnly() was given nothing in place of codes.',
    ],
    ['a list with none', () => matchers.toHaveEmittedOnly(recorder, wrong([null])), 'was given null'],
    [
      'no code of expectDiagnostic',
      () => expectDiagnostic(() => undefined, wrong(undefined)),
      'expectDiagnostic() was given nothing in place of a code.',
    ],
  ])('is refused with what to write instead: %s', (_, action, message) => {
    expect(action).toThrow(message)
  })
})

describe('a baseline', () => {
  test('tells what is new, known and gone, by what it is and not by how often', () => {
    const file = join(tempFolder(), 'deep/diagnostics.baseline.json')
    films.emit('MOV-W010', { id: 'f1' })
    films.emit('MOV-W020')
    expect(compareBaseline(recorder, file)).toMatchObject({
      new: [{ code: 'MOV-W010' }, { code: 'MOV-W020' }],
      known: [],
      gone: [],
      isWritten: false,
    })
    expect(compareBaseline(recorder, file).new).toHaveLength(2)
    expect(compareBaseline(recorder, file, { update: true }).isWritten).toBe(true)

    recorder.clear()
    for (const id of ['f2', 'f3', 'f4']) films.emit('MOV-W010', { id })
    films.emit('MOV-W010', { id: 'f1' }, { source: 'films.other' })
    const { new: fresh, known, gone } = compareBaseline(recorder, file)
    expect(
      [fresh, known, gone].map((entries) => entries.map(({ code, source }) => `${code} ${source}`)),
    ).toEqual([['MOV-W010 films.other'], ['MOV-W010 films'], ['MOV-W020 films']])
  })

  test('is written the same whatever the order of the run', () => {
    const folder = tempFolder()
    const [one, other] = ['a', 'b'].map((name) => join(folder, name)) as [string, string]
    films.emit('MOV-W020')
    films.emit('MOV-W010', { id: 'f1' })
    compareBaseline(recorder.events, one, { update: true })
    compareBaseline(recorder.events.toReversed(), other, { update: true })
    expect(readFileSync(one, 'utf8')).toBe(readFileSync(other, 'utf8'))
  })

  test.each([
    ['{', 'is not JSON'],
    ['[]', 'is no baseline'],
    ['{"schema":"smonitor.baseline/9","diagnostics":[]}', 'is no baseline'],
  ])('is refused when it reads %s', (text, problem) => {
    const file = join(tempFolder(), 'baseline.json')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
    expect(() => compareBaseline([], file)).toThrow(problem)
  })
})
