import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** How what a signal saw gets to the top at once, where nobody catches it. */
const WAYS = [
  'load()',
  'await signal("later", async () => { await null; load() })()',
  'try { load() } catch (error) { throw error }',
  'setTimeout(load, 1)',
]

// X8: the hook of the Python library records again what a signal has recorded.
test.each([
  ['an error', `new RangeError('no row')`],
  ['a frozen error', `Object.freeze(new RangeError('no row'))`],
  ['a text', `'no row'`],
  ['undefined', 'undefined'],
  ['an object without prototype', `Object.assign(Object.create(null), { message: 'no row' })`],
])(
  'what a signal saw and nobody caught is one record, and a message of Node alone: %s',
  async (_what, thrown) => {
    const outcomes = WAYS.map(async (way) => {
      const folder = tempFolder()
      const path = writeProgram(
        folder,
        `startSmonitor({ bundle: 'bundle' })
      const load = signal('films.load', () => { throw ${thrown} })
      ${way}`,
      )
      const { code, stderr } = await runNode([path], { cwd: folder })
      const events = [...readBundle(join(folder, 'bundle')).events()]
      return {
        way,
        code,
        // A line of ours begins so; those of Node have the class before the message, or nothing.
        ours: /^(?:Fatal e|E)rror: .*/m.exec(stderr)?.[0],
        events: events.map(({ source, level }) => [source, level]),
      }
    })
    expect(await Promise.all(outcomes)).toEqual(
      WAYS.map((way) => ({ way, code: 1, ours: undefined, events: [['films.load', 'ERROR']] })),
    )
  },
)

test('an error that a signal saw, and that is thrown out of the program later, is one record', async () => {
  const folder = tempFolder()
  const path = writeProgram(
    folder,
    `startSmonitor({ bundle: 'bundle' })
    const load = signal('films.load', () => { throw Object.freeze(new RangeError('no row')) })
    try { load() } finally { await new Promise((resolve) => setTimeout(resolve, 20)) }`,
  )
  expect((await runNode([path], { cwd: folder })).code).toBe(1)
  const events = [...readBundle(join(folder, 'bundle')).events()]
  expect(events.map(({ source, level }) => [source, level])).toEqual([['films.load', 'ERROR']])
})
