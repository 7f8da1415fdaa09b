import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createConsoleSink, type ConsoleSinkOptions } from '../../../exporters/console/console-sink.ts'
import { JSON_LEVELS } from '../../../src/record/json-level.ts'
import { LEVEL_NAMES } from '../../../src/record/level.ts'
import { runNode } from '../../helpers/run-process.ts'
import { sampleEvent, sampleException } from '../../helpers/sample-event.ts'
import { stripTerminal } from '../../helpers/strip-terminal.ts'

function open(options: ConsoleSinkOptions = {}) {
  let text = ''
  const stream = { write: (more: string) => (text += more) }
  const sink = createConsoleSink({ stream, ...options })
  return { sink, printed: () => text.split('\n').slice(0, -1), text: () => text }
}

const say = (message: string, triage_key = 'tk1_a') => sampleEvent({ message, triage_key })
const fail = (message: string, triage_key = 'tk1_x') =>
  sampleEvent({ level: 'ERROR', message, triage_key, exception: sampleException() })

describe('the level', () => {
  test.each(LEVEL_NAMES)('lets %s and what is more serious through', (level) => {
    const { sink, printed } = open({ level, audience: 'qa' })
    for (const name of LEVEL_NAMES) sink.handle(sampleEvent({ level: JSON_LEVELS[name] }))
    const expected = LEVEL_NAMES.slice(LEVEL_NAMES.indexOf(level)).map((name) => JSON_LEVELS[name])
    expect(printed().map((line) => line.split(' ')[2])).toEqual(expected)
  })

  test('is warn, for a user, where nothing is said', () => {
    const { sink, text } = open()
    for (const name of LEVEL_NAMES) sink.handle(sampleEvent({ level: JSON_LEVELS[name], message: 'Text.' }))
    expect(text()).toBe('Warning: Text.\nError: Text.\nFatal error: Text.\n')
  })
})

describe('what has been printed already', () => {
  test('is not printed again, nor counted', () => {
    const { sink, printed } = open({ maxRepeats: 1 })
    for (const iostream of ['stdout', 'stderr'] as const)
      sink.handle({ ...say('By console.warn.'), iostream })
    sink.handle(say('By smonitor.'))
    sink.flush?.()
    expect(printed()).toEqual(['Warning: By smonitor.'])
  })
})

describe('maxRepeats', () => {
  test('prints the first of a kind, counts the rest, and says how many when flushed', () => {
    const { sink, printed } = open({ maxRepeats: 2 })
    for (let id = 1; id <= 5; id++)
      sink.handle(sampleEvent({ code: 'MOV-W1', title: 'No title', message: `Film ${id}.` }))
    sink.handle(say('Once.', 'tk1_b'))
    sink.flush?.()
    expect(printed()).toEqual([
      'Warning: Film 1. (MOV-W1)',
      'Warning: Film 2. (MOV-W1)',
      'Warning: Once.',
      '… and 3 more like these: MOV-W1 No title (5 in all).',
    ])
  })

  test('says nothing more when flushed again, and counts on from there', () => {
    const { sink, printed } = open({ maxRepeats: 1 })
    for (let at = 0; at < 3; at++) sink.handle(say('Cold.'))
    sink.flush?.()
    sink.flush?.()
    for (let at = 0; at < 4; at++) sink.handle(say('Cold.'))
    sink.flush?.()
    expect(printed()).toEqual([
      'Warning: Cold.',
      '… and 2 more like these: Cold. (3 in all).',
      '… and 4 more like these: Cold. (7 in all).',
    ])
  })

  test('tells an agent the counts as logfmt, of what was shown and what was not', () => {
    const { sink, printed } = open({ maxRepeats: 1, audience: 'agent' })
    const event = sampleEvent({ code: 'MOV-W1', source: 'films load "x"' })
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < 3; at++) sink.handle(event)
      sink.flush?.()
    }
    expect(printed().filter((line) => line.startsWith('summary'))).toEqual([
      String.raw`summary=repeats code=MOV-W1 level=WARNING source="films load \"x\"" triage_key=tk1_0123456789abcdef shown=1 not_shown=2`,
      String.raw`summary=repeats code=MOV-W1 level=WARNING source="films load \"x\"" triage_key=tk1_0123456789abcdef shown=1 not_shown=5`,
    ])
  })

  test('adds up: what is printed and what the summaries say is what was handed in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 1200 }), fc.constant('flush' as const)), {
          maxLength: 60,
        }),
        (maxRepeats, steps) => {
          const { sink, printed } = open({ maxRepeats })
          let handled = 0
          for (const step of steps) {
            if (step === 'flush') sink.flush?.()
            else {
              sink.handle(say('Cold.', `tk1_${step % 5}`))
              handled += 1
            }
          }
          sink.flush?.()
          const more = printed().map((line) => Number(/^… and ([\d,]+) more/.exec(line)?.[1] ?? 1))
          expect(more.reduce((sum, count) => sum + count, 0)).toBe(handled)
        },
      ),
    )
  })

  test.each([0, 1, 3])('adds up with far more kinds than are remembered, for a limit of %i', (maxRepeats) => {
    const { sink, printed } = open({ maxRepeats })
    for (let at = 0; at < 6000; at++) sink.handle(say('Cold.', `tk1_${Math.floor(at / 5) % 1100}`))
    sink.flush?.()
    const more = printed().map((line) => Number(/^… and ([\d,]+) more/.exec(line)?.[1] ?? 1))
    expect(more.reduce((sum, count) => sum + count, 0)).toBe(6000)
  })

  test('prints all where it is not set', () => {
    const { sink, printed } = open()
    for (let at = 0; at < 100; at++) sink.handle(say('Cold.'))
    sink.flush?.()
    expect(printed()).toHaveLength(100)
  })
})

describe('exceptions', () => {
  test('wait for the next turn of the event loop, and what follows waits behind them', async () => {
    const { sink, printed } = open()
    sink.handle(say('Before.'))
    sink.handle(fail('Failed.'))
    sink.handle(say('After.'))
    expect(printed()).toEqual(['Warning: Before.'])
    await setImmediate()
    expect(printed()).toEqual(['Warning: Before.', 'Error: Failed.', 'Warning: After.'])
    sink.handle(say('Later.'))
    expect(printed().at(-1)).toBe('Warning: Later.')
  })

  test('wait in bounded number: work without a turn is seen while it goes on', () => {
    const { sink, printed } = open()
    for (let at = 0; at < 250; at++) sink.handle(fail(`Row ${at}.`, `tk1_${at}`))
    expect(printed()).toHaveLength(200)
    sink.flush?.()
    expect(printed()).toHaveLength(250)
  })

  test('wait no longer than 200 milliseconds for what comes next', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000)
    const { sink, printed } = open()
    sink.handle(fail('Failed.'))
    now.mockReturnValue(1150)
    sink.handle(say('Soon.'))
    expect(printed()).toEqual([])
    now.mockReturnValue(1201)
    sink.handle(say('Later.'))
    expect(printed()).toEqual(['Error: Failed.', 'Warning: Soon.', 'Warning: Later.'])
    now.mockRestore()
  })

  test('are printed by a flush at once, each once', async () => {
    const { sink, printed } = open()
    sink.handle(fail('One.', 'tk1_1'))
    sink.handle(fail('Two.', 'tk1_2'))
    sink.flush?.()
    await setImmediate()
    expect(printed()).toEqual(['Error: One.', 'Error: Two.'])
  })

  test('are left to Node when it is about to print them, and nothing else is', async () => {
    const { sink, printed } = open()
    sink.handle(say('Before.', 'tk1_x'))
    sink.handle(fail('Printed by Node.', 'tk1_x'))
    sink.handle(fail('Another.', 'tk1_y'))
    sink.handle(say('Same key, no exception.', 'tk1_x'))
    sink.suppress('tk1_x')
    await setImmediate()
    sink.handle(fail('Again.', 'tk1_x'))
    sink.flush?.()
    expect(printed()).toEqual(['Warning: Before.', 'Error: Another.', 'Warning: Same key, no exception.'])
  })

  test('below the level are not held', () => {
    const { sink, printed } = open()
    sink.handle({ ...fail('Ignored.'), level: 'INFO' })
    sink.handle(say('Printed at once.'))
    expect(printed()).toEqual(['Warning: Printed at once.'])
  })
})

describe('the theme', () => {
  /** A terminal of our own, which can be made wider. */
  function openTerminal(options: ConsoleSinkOptions = {}) {
    vi.stubEnv('FORCE_COLOR', '1')
    let text = ''
    const stream = { write: (more: string) => (text += more), isTTY: true, columns: 40 }
    return { sink: createConsoleSink({ stream, ...options }), stream, text: () => text }
  }
  afterEach(() => void vi.unstubAllEnvs())

  test('is rich on a terminal, as wide as it is at the time', () => {
    const { sink, stream, text } = openTerminal()
    sink.handle(say('One.'))
    stream.columns = 50
    sink.handle(say('Two.'))
    const widths = stripTerminal(text())
      .trimEnd()
      .split('\n')
      .map((line) => line.length)
    expect(widths).toEqual([40, 40, 40, 50, 50, 50])
    expect(text()).toContain('\u001b[')
  })

  test('is plain on a terminal where that is asked for, and for an agent in any case', () => {
    for (const options of [
      { theme: 'plain' },
      { audience: 'agent' },
      { audience: 'agent', theme: 'rich' },
    ] as const) {
      const { sink, text } = openTerminal(options)
      sink.handle(say('One.'))
      expect(text()).toMatch(/^(?:Warning: One\.|level=WARNING source=films\.load message=One\. .*)\n$/)
    }
  })

  test('is rich in a file where that is asked for', () => {
    const { sink, printed } = open({ theme: 'rich', columns: 40 })
    sink.handle(say('One.'))
    expect(printed()[1]).toBe(`│ One.${' '.repeat(32)} │`)
  })

  test('is that of the summaries too, which do not look like a message', () => {
    const { sink, text } = openTerminal({ maxRepeats: 0 })
    sink.handle(sampleEvent({ code: 'MOV-W1', title: 'A film without a title in the catalogue' }))
    sink.flush?.()
    expect(text()).toBe(
      [
        '\u001b[2m… and 1 more like these: MOV-W1 A film\u001b[0m\n',
        '\u001b[2m  without a title in the catalogue (1 in\u001b[0m\n',
        '\u001b[2m  all).\u001b[0m\n',
      ].join(''),
    )
  })

  test('loads nothing for a program that prints to no terminal', async () => {
    const source = pathToFileURL(join(import.meta.dirname, '../../../exporters/console/console-sink.ts')).href
    const program = `
      import { createRequire } from 'node:module'
      import { createConsoleSink } from '${source}'
      const event = JSON.parse(process.argv[1])
      createConsoleSink().handle(event)
      createConsoleSink({ theme: 'plain' }).handle({ ...event, message: '映画' })
      const { cache } = createRequire('${source}')
      console.log(JSON.stringify(Object.keys(cache).filter((path) => path.includes('node_modules'))))`
    const { code, stdout, stderr } = await runNode([
      '--input-type=module',
      '--eval',
      program,
      JSON.stringify(sampleEvent()),
    ])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '[]\n',
      stderr: 'Warning: The cache is cold.\nWarning: 映画\n',
    })
  })
})

describe('a stream that throws', () => {
  test('is told of by the next call, and never by itself', async () => {
    let isBroken = false
    let text = ''
    const stream = {
      write(more: string) {
        if (isBroken) throw new Error('gone')
        text += more
      },
    }
    const sink = createConsoleSink({ stream })
    sink.handle(fail('Failed.'))
    isBroken = true
    await setImmediate()
    await setImmediate()
    isBroken = false
    expect(() => sink.handle(say('Next.'))).toThrow('gone')
    expect(text).toBe('Warning: Next.\n')
    expect(() => sink.flush?.()).not.toThrow()
  })
})
