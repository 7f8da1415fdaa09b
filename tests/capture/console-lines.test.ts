import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  CONSOLE_METHODS,
  watchConsole,
  type ConsoleWay,
  type OnLine,
} from '../../src/capture/console-lines.ts'

let printed: string
const lines: unknown[][] = []
const note: OnLine = (method, args) => lines.push([method, ...args])
const own = (): Record<string, () => void> => console as never

beforeEach(() => {
  printed = ''
  lines.length = 0
  const stream = new Writable({
    write(chunk, _encoding, done) {
      printed += String(chunk)
      done()
    },
  })
  vi.stubGlobal('console', new Console({ stdout: stream, stderr: stream }))
})
afterEach(() => vi.unstubAllGlobals())

describe.each<ConsoleWay>(['channels', 'methods'])('the console, watched by its %s,', (way) => {
  test('prints what it prints, and tells of each line', () => {
    const stop = watchConsole(note, way)
    for (const method of CONSOLE_METHODS) console[method]('a %s', method)
    console.assert(false, 'asserted')
    stop()
    console.log('later')
    expect(printed).toBe('a debug\na log\na info\na warn\na error\nAssertion failed: asserted\nlater\n')
    expect(lines).toEqual([
      ...CONSOLE_METHODS.map((method) => [method, 'a %s', method]),
      ['warn', 'Assertion failed: asserted'],
    ])
  })

  test('tells above which function the stack is that of the caller', () => {
    let stack = ''
    const stop = watchConsole((_method, _args, above) => {
      const holder = { stack: '' }
      Error.captureStackTrace(holder, above as () => void)
      stack = holder.stack
    }, way)
    function caller(): void {
      console.log('m')
    }
    caller()
    stop()
    const [first = ''] = stack.split('\n').filter((line) => line.includes(import.meta.filename))
    expect(first).toContain('at caller (')
    expect(stack).not.toContain('console-lines.ts')
  })
})

describe('a method in the place of one of the console', () => {
  test('is called as that one, and goes when the watch ends', () => {
    const before = CONSOLE_METHODS.map((method) => own()[method])
    const stop = watchConsole(note, 'methods')
    expect(CONSOLE_METHODS.map((method) => own()[method]?.name)).toEqual([...CONSOLE_METHODS])
    expect(own()['log']).not.toBe(before[1])
    stop()
    expect(CONSOLE_METHODS.map((method) => own()[method])).toEqual(before)
  })

  test('stays out of the way of one that somebody put there after it, and tells no more', () => {
    const stop = watchConsole(note, 'methods')
    const ours = console.log
    const theirs = (...args: unknown[]): void => ours('theirs:', ...args)
    console.log = theirs
    console.log('1')
    stop()
    expect(console.log).toBe(theirs)
    console.log('2')
    expect(printed).toBe('theirs: 1\ntheirs: 2\n')
    expect(lines).toEqual([['log', 'theirs:', '1']])
  })
})
