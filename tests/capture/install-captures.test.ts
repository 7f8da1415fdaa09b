import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { installCaptures, type Captures, type CaptureSwitches } from '../../src/capture/install-captures.ts'
import { startSdk, stopSdk } from '../otel/in-memory-sdk.ts'

const EVENTS = ['warning', 'uncaughtExceptionMonitor', 'unhandledRejection', 'newListener', 'removeListener']
const listeners = (): number[] => EVENTS.map((event) => process.listenerCount(event))

const ALL: readonly CaptureSwitches[] = [false, true].flatMap((warnings) =>
  [false, true].flatMap((console) => [false, true].map((exceptions) => ({ warnings, console, exceptions }))),
)
const OFF: CaptureSwitches = { warnings: false, console: false, exceptions: false }

let captures: Captures | undefined
beforeEach(() => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done() })
  vi.stubGlobal('console', new Console({ stdout }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  captures?.dispose()
  stopSdk()
})

/** Does one of each thing that can be captured. */
async function act(): Promise<void> {
  process.emitWarning('A warning.')
  console.debug('A line.')
  const emitter: NodeJS.EventEmitter = process
  vi.spyOn(process, 'listenerCount').mockReturnValue(0) // Those of the test runner take everything.
  emitter.emit('uncaughtExceptionMonitor', new Error('An exception.'), 'uncaughtException')
  vi.restoreAllMocks()
  await nextTurn()
}

const expected = ({ warnings, console, exceptions }: CaptureSwitches): string[] => [
  ...(warnings ? ['A warning.'] : []),
  ...(console ? ['A line.'] : []),
  ...(exceptions ? ['An exception.'] : []),
]

describe('the captures', () => {
  test.each(ALL)('record what is switched on and nothing else: %j', async (switches) => {
    const { records } = startSdk()
    captures = installCaptures(switches)
    await act()
    expect(new Set(records().map(({ body }) => body))).toEqual(new Set(expected(switches)))
    expect(records()).toHaveLength(expected(switches).length)
  })

  test.each(ALL)('can be switched to %j while the program runs, from all of the others', async (switches) => {
    for (const before of ALL) {
      const { records } = startSdk()
      captures = installCaptures(before)
      captures.apply(switches)
      captures.apply(switches)
      await act()
      expect(new Set(records().map(({ body }) => body))).toEqual(new Set(expected(switches)))
      expect(records()).toHaveLength(expected(switches).length)
      captures.dispose()
      stopSdk()
    }
  })

  test.each(ALL)('leave nothing behind, and nothing at all where all are off: %j', async (switches) => {
    const before = listeners()
    captures = installCaptures(OFF)
    expect(listeners()).toEqual(before)
    captures.apply(switches)
    captures.dispose()
    captures.dispose()
    expect(listeners()).toEqual(before)
    const { records } = startSdk()
    await act()
    expect(records()).toEqual([])
  })
})
