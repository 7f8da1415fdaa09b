import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGuardedSink, type GuardedSinkOptions } from '../../exporters/guarded-sink.ts'
import { createJsonLinesSink } from '../../exporters/json-lines-sink.ts'
import type { Sink } from '../../exporters/sink.ts'
import { sampleEvent } from '../helpers/sample-event.ts'

const user = { profile: 'user', audience: 'user' } as const

/** A sink that fails while it is told to, behind a guard with a clock that stands still. */
function open(options: GuardedSinkOptions = {}) {
  const clock = { ms: 0 }
  const broken = { handle: false, flush: false }
  const handled: string[] = []
  const flushes: string[] = []
  const said: string[] = []
  const inner: Sink = {
    name: 'inner',
    handle(event) {
      handled.push(event.message)
      if (broken.handle) throw new Error(`No ${event.message}.`)
    },
    flush() {
      flushes.push('flush')
      if (broken.flush) throw new Error('Full.')
    },
  }
  const sink = createGuardedSink(inner, {
    errorThreshold: 3,
    now: () => clock.ms,
    onAnnounce: (what, error, { errors }) =>
      said.push(`${what} after ${errors}: ${(error as Error).message}`),
    ...options,
  })
  const say = (...messages: readonly string[]) => {
    for (const message of messages) sink.handle(sampleEvent({ message }), user)
  }
  return { sink, clock, broken, handled, flushes, said, say }
}

describe('a guarded sink', () => {
  test('hands on what it gets, with the context', () => {
    const seen: unknown[] = []
    const sink = createGuardedSink({ name: 'inner', handle: (...args) => seen.push(...args) })
    const event = sampleEvent()
    sink.handle(event, user)
    expect(sink.name).toBe('inner')
    expect(seen).toEqual([event, user])
    expect(sink.stats()).toEqual({ name: 'inner', errors: 0, dropped: 0, state: 'closed', lastError: null })
  })

  test('counts what is thrown, and announces the first', () => {
    const { sink, broken, said, say } = open()
    broken.handle = true
    say('one', 'two')
    expect(sink.stats()).toEqual({
      name: 'inner',
      errors: 2,
      dropped: 0,
      state: 'closed',
      lastError: 'No two.',
    })
    expect(said).toEqual(['failed after 1: No one.'])
  })

  test('goes on when errors are not in a row', () => {
    const { sink, broken, said, say } = open()
    for (let round = 0; round < 10; round++) {
      broken.handle = true
      say('bad', 'bad')
      broken.handle = false
      say('good')
    }
    expect(sink.stats()).toMatchObject({ errors: 20, dropped: 0, state: 'closed' })
    expect(said).toHaveLength(1)
  })

  test('leaves a sink alone that fails again and again, and counts what it was not handed', () => {
    const { sink, broken, handled, said, say } = open()
    broken.handle = true
    say('1', '2', '3', '4', '5')
    expect(handled).toEqual(['1', '2', '3'])
    expect(sink.stats()).toMatchObject({ errors: 3, dropped: 2, state: 'open' })
    expect(said).toEqual(['failed after 1: No 1.', 'suspended after 3: No 3.'])
  })

  test('tries it again after a second, then two, four and so on, but not later than five minutes', () => {
    const { broken, clock, handled, say } = open()
    broken.handle = true
    say('1', '2', '3')
    const tried: number[] = []
    for (let second = 0; second < 2000; second++) {
      clock.ms = second * 1000
      const before = handled.length
      say('again', 'again')
      if (handled.length > before) tried.push(second)
    }
    expect(tried).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 811, 1111, 1411, 1711])
  })

  test('gives it everything again once it works, and starts anew with the next failure', () => {
    const { sink, broken, clock, handled, said, say } = open()
    broken.handle = true
    say('1', '2', '3', 'lost')
    clock.ms = 999
    say('lost')
    broken.handle = false
    clock.ms = 1000
    say('5', '6')
    expect(handled).toEqual(['1', '2', '3', '5', '6'])
    expect(sink.stats()).toMatchObject({ errors: 3, dropped: 2, state: 'closed' })
    broken.handle = true
    say('7', '8')
    expect(sink.stats().state).toBe('closed')
    say('9', 'lost')
    expect(sink.stats()).toMatchObject({ errors: 6, dropped: 3, state: 'open' })
    clock.ms = 2000
    say('10')
    expect(handled.at(-1)).toBe('10')
    expect(said).toHaveLength(2)
  })

  test('never leaves it alone where the threshold is 0', () => {
    const { sink, broken, handled, say } = open({ errorThreshold: 0 })
    broken.handle = true
    say(...Array.from({ length: 100 }, (_, at) => `${at}`))
    expect(handled).toHaveLength(100)
    expect(sink.stats()).toMatchObject({ errors: 100, dropped: 0, state: 'closed' })
  })

  test('notices a sink that takes everything and cannot be flushed', () => {
    const { sink, broken, clock, handled, said, say } = open()
    broken.flush = true
    for (const message of ['1', '2', '3']) {
      say(message)
      sink.flush?.()
    }
    say('lost')
    expect(handled).toEqual(['1', '2', '3'])
    expect(sink.stats()).toMatchObject({ errors: 3, dropped: 1, state: 'open', lastError: 'Full.' })
    expect(said).toEqual(['failed after 1: Full.', 'suspended after 3: Full.'])
    clock.ms = 1000
    say('lost too')
    expect(sink.stats()).toMatchObject({ errors: 4, dropped: 2, state: 'open' })
    broken.flush = false
    clock.ms = 3000
    say('back')
    expect(handled).toEqual(['1', '2', '3', 'back'])
    expect(sink.stats().state).toBe('closed')
  })

  test('is flushed and closed at the end in any case, also when it is left alone', () => {
    const { sink, broken, flushes, say } = open()
    broken.handle = true
    say('1', '2', '3')
    sink.close?.()
    expect(flushes).toEqual(['flush'])
    const calls: string[] = []
    const closing = createGuardedSink({
      name: 'closing',
      handle: () => undefined,
      flush: () => calls.push('flush'),
      close() {
        calls.push('close')
        throw new Error('No.')
      },
    })
    closing.close?.()
    expect(calls).toEqual(['close'])
    expect(closing.stats()).toMatchObject({ errors: 1, lastError: 'No.' })
  })

  test('counts what an asynchronous sink rejects with, so that no rejection is left unhandled', async () => {
    const unhandled: unknown[] = []
    const listener = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', listener)
    const sink = createGuardedSink(
      { name: 'later', handle: async () => Promise.reject(new Error('Refused.')) },
      { errorThreshold: 2, now: () => 0 },
    )
    for (let at = 0; at < 3; at++) {
      sink.handle(sampleEvent(), user)
      await setImmediate()
    }
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
    expect(sink.stats()).toEqual({
      name: 'later',
      errors: 2,
      dropped: 1,
      state: 'open',
      lastError: 'Refused.',
    })
  })

  test('lets one event of an asynchronous sink through to try it, and no more until that is settled', async () => {
    const clock = { ms: 0 }
    const answers: { resolve: () => void; reject: (error: Error) => void }[] = []
    const handle = (): Promise<void> =>
      new Promise((resolve, reject) => {
        answers.push({ resolve, reject })
      })
    const sink = createGuardedSink({ name: 'later', handle }, { errorThreshold: 1, now: () => clock.ms })
    sink.handle(sampleEvent(), user)
    answers[0]?.reject(new Error('Refused.'))
    await setImmediate()
    clock.ms = 1000
    sink.handle(sampleEvent(), user)
    sink.handle(sampleEvent(), user)
    expect(sink.stats()).toMatchObject({ state: 'half-open', dropped: 1 })
    answers[1]?.resolve()
    await setImmediate()
    expect(sink.stats().state).toBe('closed')
    expect(answers).toHaveLength(2)
  })

  test('tells of every error', () => {
    const seen: unknown[] = []
    const { broken, say } = open({ onError: (error) => seen.push((error as Error).message) })
    broken.handle = true
    say('1', '2', '3', '4')
    expect(seen).toEqual(['No 1.', 'No 2.', 'No 3.'])
  })

  test('never throws, whatever is thrown and whoever listens', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.anything({ withNullPrototype: true }),
            fc.constant(
              Object.defineProperty(new Error('x'), 'message', { get: () => JSON.parse('{') as string }),
            ),
          ),
          { maxLength: 10 },
        ),
        (thrown) => {
          const values = [...thrown]
          const fail = () => {
            throw values.shift()
          }
          const sink = createGuardedSink(
            { name: 'inner', handle: fail, flush: fail, close: fail },
            { errorThreshold: 4, onAnnounce: fail, onError: fail },
          )
          for (let at = 0; at < 8; at++) sink.handle(sampleEvent(), user)
          sink.flush?.()
          sink.close?.()
          expect(sink.stats().errors).toBeGreaterThan(0)
        },
      ),
    )
  })

  test('suspends a real file on a full disk', () => {
    // The device is always full; it is there on Linux only.
    if (!existsSync('/dev/full')) return
    const sink = createGuardedSink(createJsonLinesSink({ path: '/dev/full' }), { errorThreshold: 2 })
    for (let at = 0; at < 4; at++) sink.handle(sampleEvent({ level: 'ERROR' }), user)
    expect(sink.stats()).toMatchObject({ errors: 2, dropped: 2, state: 'open' })
    expect(sink.stats().lastError).toMatch(/ENOSPC/)
  })
})
