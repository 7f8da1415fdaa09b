import { describe, expect, test } from 'vitest'
import { observeProgram, SETUPS, type SeenRecord } from '../helpers/observe-program.ts'

const WIDTH = 100
const DEPTH = 8

/** A hundred calls at once, each eight async signals deep, that give way to each other in every way that Node has. */
const PROGRAM = `
  const { EventEmitter, once } = await import('node:events')
  const { readFile } = await import('node:fs/promises')
  const { setTimeout: sleep } = await import('node:timers/promises')
  const waits = [
    () => Promise.resolve(),
    () => sleep(1),
    () => new Promise((resolve) => setImmediate(resolve)),
    () => new Promise((resolve) => process.nextTick(resolve)),
    () => new Promise((resolve) => queueMicrotask(resolve)),
    () => readFile(import.meta.filename),
    async () => {
      const emitter = new EventEmitter()
      setTimeout(() => emitter.emit('go'), 1)
      await once(emitter, 'go')
    },
    () => ({ then: (resolve) => setTimeout(resolve, 0) }),
  ]
  const call = (chain, at) => signal(chain + '.' + at, async () => {
    await waits[(chain + at) % waits.length]()
    emit('info', 'down ' + chain + '.' + at)
    if (at < ${DEPTH}) await call(chain, at + 1)
    else if (chain % 2 === 1) throw new RangeError('end of ' + chain)
    await waits[(chain * at) % waits.length]()
    emit('info', 'up ' + chain + '.' + at)
  })()
  const outcomes = await Promise.allSettled(Array.from({ length: ${WIDTH} }, (_, chain) => call(chain, 1)))
  return outcomes.map(({ reason }) => reason?.message ?? null)`

describe.each(SETUPS)('a hundred async chains at once, with %s', (setup) => {
  test('each have their own records, chain and trace, and one record of their failure', async () => {
    const { result, records } = await observeProgram(setup, PROGRAM)
    expect(result).toEqual(
      Array.from({ length: WIDTH }, (_, chain) => (chain % 2 === 1 ? `end of ${chain}` : null)),
    )

    const wrong = records.filter((record) => {
      const { chain, at } = placeOf(record)
      const expected = Array.from({ length: at }, (_, index) => `${chain}.${index + 1}`)
      return record.depth !== at || record.chain.join() !== expected.join()
    })
    expect(wrong).toEqual([])

    const messages = records.map(({ message }) => message).toSorted()
    const places = Array.from({ length: WIDTH * DEPTH }, (_, index) => ({
      chain: Math.floor(index / DEPTH),
      at: (index % DEPTH) + 1,
    }))
    expect(messages).toEqual(
      [
        ...places.map(({ chain, at }) => `down ${chain}.${at}`),
        ...places.filter(({ chain }) => chain % 2 === 0).map(({ chain, at }) => `up ${chain}.${at}`),
        ...places
          .filter(({ chain, at }) => chain % 2 === 1 && at === 1)
          .map(({ chain }) => `end of ${chain}`),
      ].toSorted(),
    )

    const traces = new Map<number, Set<string | null>>()
    for (const record of records) {
      const { chain } = placeOf(record)
      traces.set(chain, (traces.get(chain) ?? new Set()).add(record.trace))
    }
    expect([...traces.values()].filter((ids) => ids.size !== 1 || ids.has(null))).toEqual([])
    expect(new Set([...traces.values()].flatMap((ids) => [...ids])).size).toBe(WIDTH)
  })
})

/** Where a record says itself that it was made. */
function placeOf({ message }: SeenRecord): { readonly chain: number; readonly at: number } {
  const [, chain, at = DEPTH] = /(\d+)(?:\.(\d+))?$/.exec(message) ?? []
  return { chain: Number(chain), at: Number(at) }
}
