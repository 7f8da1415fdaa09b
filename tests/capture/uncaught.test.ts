import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program with smonitor, and once more without, to see what Node prints by itself. */
async function runBoth(source: string, options = '{}') {
  const folder = tempFolder()
  const path = writeProgram(folder, `startSmonitor({ bundle: 'bundle', ...${options} })\n${source}`)
  const alone = await runNode([path], { cwd: folder, env: { SMONITOR_ENABLED: 'false' } })
  const ended = await runNode([path], { cwd: folder })
  const bundle = readBundle(join(folder, 'bundle'))
  return { ended, alone, events: [...bundle.events()], end: bundle.manifest.end }
}

/**
 * From the error on. Above it Node shows the line of source that threw, and cannot once anybody has read the stack
 * of the error, as a signal has to. The frames are more where a signal is around them.
 */
const fromTheError = (text: string): string =>
  text
    .slice(text.search(/^\w*Error: /m))
    .split('\n')
    .filter((line) => !/^\s+(?:at |\.\.\. \d+ lines matching)/.test(line))
    .join('\n')

describe('an error that nobody catches', () => {
  test.each([
    ['thrown at the top', `throw new RangeError('no row')`, 'RangeError', 'CRITICAL'],
    ['thrown later', `setTimeout(() => { throw new RangeError('no row') }, 1)`, 'RangeError', 'CRITICAL'],
    ['rejected', `void Promise.reject(new RangeError('no row'))`, 'RangeError', 'CRITICAL'],
    ['awaited at the top', `await Promise.reject(new RangeError('no row'))`, 'RangeError', 'CRITICAL'],
    ['that is no error', `throw 'no row'`, 'string', 'CRITICAL'],
  ])(
    'ends the program as Node ends it, word for word, and is recorded once: %s',
    async (_what, source, type, level) => {
      const { ended, alone, events, end } = await runBoth(source)
      expect(ended).toEqual(alone)
      expect(alone.code).toBe(1)
      expect(events.map(({ exception, level }) => [exception?.type, exception?.message, level])).toEqual([
        [type, 'no row', level],
      ])
      expect(end).toMatchObject({ exit_code: 1, signal: null })
    },
  )

  test.each([
    [
      'sync',
      `films.signal('films.load', () => { throw films.error('MOV-E001', { id: 'f1', known: [] }) })()`,
    ],
    [
      'async',
      `await signal('outer', films.signal('films.load', async () => { throw films.error('MOV-E001', { id: 'f1', known: [] }) }))()`,
    ],
  ])('is recorded by the signal that saw it, and printed by Node alone: %s', async (_what, source) => {
    const { ended, alone, events } = await runBoth(`films.emit('MOV-W010', { id: 'f0' })\n${source}`)
    expect(ended.code).toBe(1)
    const [, ours = ''] = /^(Warning: .*\n {2}What to do: .*\n)/.exec(ended.stderr) ?? []
    expect(ours).toBe('Warning: The film f0 has no title. (MOV-W010)\n  What to do: Add a title to f0.\n')
    expect(fromTheError(ended.stderr.slice(ours.length))).toBe(fromTheError(alone.stderr))
    expect(events).toMatchObject([
      { code: 'MOV-W010' },
      { code: 'MOV-E001', level: 'ERROR', source: 'films.load', hint: 'Use one of .' },
    ])
  })

  test('that the program handles itself is printed by us, and the program goes on', async () => {
    const { ended, events } = await runBoth(`
      process.on('uncaughtException', (error) => console.log('handled', error.message))
      setTimeout(() => { throw new RangeError('no row') }, 1)
      setTimeout(() => console.log('still here'), 20)`)
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'handled no row\nstill here\n',
      stderr: 'Error: no row\n',
    })
    expect(events).toMatchObject([{ level: 'ERROR', exception_type: 'RangeError' }])
  })

  test('that was caught before is printed by us', async () => {
    const { ended, events } = await runBoth(`
      try { signal('films.load', () => { throw new RangeError('no row') })() } catch {}`)
    expect(ended).toMatchObject({ code: 0, stderr: 'Error: no row\n' })
    expect(events).toMatchObject([{ level: 'ERROR', event_name: 'smonitor.signal.exception' }])
  })

  test('is left alone with captureExceptions: false', async () => {
    const { ended, alone, events } = await runBoth(
      `throw new RangeError('no row')`,
      '{ captureExceptions: false }',
    )
    expect(ended).toEqual(alone)
    expect(events).toEqual([])
  })
})

test('an uncaught error whose cause a signal saw is one message on the terminal: that of Node', async () => {
  const folder = tempFolder()
  const path = writeProgram(
    folder,
    `startSmonitor({ bundle: 'bundle' })
    const dock = signal('dock', () => { throw films.error('MOV-E001', { id: 1, known: [] }) })
    try { dock() } catch (cause) { throw new Error('could not dock', { cause }) }`,
  )
  const { code, stderr } = await runNode([path], { cwd: folder })
  expect(code).toBe(1)
  expect(stderr).not.toContain('(MOV-E001)')
  expect(stderr).toMatch(/^Error: could not dock$/m)
  const events = [...readBundle(join(folder, 'bundle')).events()]
  expect(events.map(({ level, message }) => [level, message])).toEqual([
    ['ERROR', expect.stringContaining('is not known')],
    ['CRITICAL', 'could not dock'],
  ])
})
