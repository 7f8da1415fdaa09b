import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ExporterLike } from '../../../src/setup/report-failures.ts'
import { createResender } from '../../../src/setup/resend/resender.ts'
import { createOutbox } from '../../../src/spool/outbox/outbox.ts'
import { markProcess } from '../../../src/spool/process-mark.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

type Answer = { readonly code: number; readonly error?: Error & { code?: number } }

const TAKEN: Answer = { code: 0 }
const failed = (status?: number): Answer => ({
  code: 1,
  error: Object.assign(new Error('no'), status === undefined ? {} : { code: status }),
})

/** A resender with an exporter that answers as a test says, and a clock that a test moves. */
function createParts(answer: (count: number) => Answer, { maxBytes = 10_000_000, maxBatch = 512 } = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const sent: number[][] = []
  let underWay = 0
  let most = 0
  const exporter: ExporterLike = {
    export(items, done) {
      const records = items as readonly { readonly attributes: { readonly n: number } }[]
      underWay += 1
      most = Math.max(most, underWay)
      const result = answer(sent.push(records.map(({ attributes }) => attributes.n)))
      queueMicrotask(() => {
        underWay -= 1
        done(result)
      })
    },
    shutdown: async () => undefined,
  }
  const outbox = createOutbox({
    folder: tempFolder(),
    head: () => ({ outbox: 1, mark: markProcess(), target: 't', resource: { 'service.name': 'shop' } }),
    maxBytes,
    open: () => true,
    onProblem: () => undefined,
  })
  const delivery = { exporter, endpoint: 'http://127.0.0.1:1', maxBatch, delayMs: 1000 }
  const resender = createResender({ delivery, outbox, random: () => 1 })
  const add = (...numbers: number[]): void => {
    for (const n of numbers)
      resender.add({ hrTime: [n, 0], attributes: { n }, instrumentationScope: { name: 'films' } }, false)
  }
  return { resender, outbox, sent, add, most: () => most }
}

describe('the resender', () => {
  test('sends what came within the delay in one request', async () => {
    const { sent, add, resender, outbox } = createParts(() => TAKEN)
    add(1, 2, 3)
    await vi.advanceTimersByTimeAsync(999)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toEqual([[1, 2, 3]])
    expect([resender.counts, outbox.unsent]).toEqual([
      { taken: 3, refused: 0, dropped: 0, unsent: 0, inherited: 0 },
      0,
    ])
  })

  test('asks again more and more seldom, one request at a time and with one record, and then sends everything in order', async () => {
    const { sent, add, resender, most } = createParts((count) => (count < 4 ? failed(503) : TAKEN))
    add(1, 2)
    await vi.advanceTimersByTimeAsync(1000)
    add(3)
    expect(sent.length).toBe(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent.length).toBe(2)
    await vi.advanceTimersByTimeAsync(1999)
    expect(sent.length).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(sent.length).toBe(3)
    await vi.advanceTimersByTimeAsync(4100)
    expect(sent).toEqual([[1, 2], [1], [1], [1], [2, 3]])
    expect(resender.counts).toEqual({ taken: 3, refused: 0, dropped: 0, unsent: 0, inherited: 0 })
    expect(most()).toBe(1)
  })

  test('sends more than memory holds, in pieces', async () => {
    let isUp = false
    const { sent, add, resender } = createParts(() => (isUp ? TAKEN : failed()))
    const all = Array.from({ length: 5000 }, (_, n) => n)
    add(...all)
    await vi.advanceTimersByTimeAsync(1000)
    isUp = true
    const before = sent.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent.slice(before).flat()).toEqual(all)
    expect(Math.max(...sent.slice(before).map(({ length }) => length))).toBe(128)
    expect(resender.counts.unsent).toBe(0)
  })

  test.each([400, 404, 12])('does not ask again where the answer is %i', async (status) => {
    const { sent, add, resender } = createParts((count) => (count === 1 ? failed(status) : TAKEN))
    add(1)
    await vi.advanceTimersByTimeAsync(1000)
    add(2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([[1], [2]])
    expect(resender.counts).toEqual({ taken: 1, refused: 1, dropped: 0, unsent: 0, inherited: 0 })
  })

  test.each([401, 429, 14, undefined])('asks again where the answer is %s', async (status) => {
    const { sent, add, resender } = createParts((count) => (count === 1 ? failed(status) : TAKEN))
    add(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent).toEqual([[1], [1]])
    expect(resender.counts).toMatchObject({ taken: 1, unsent: 0 })
  })

  test('keeps in memory what the disk has no room for, up to a bound, and counts the rest', async () => {
    let isUp = false
    const { sent, add, resender } = createParts(() => (isUp ? TAKEN : failed()), { maxBytes: 0 })
    add(...Array.from({ length: 2100 }, (_, n) => n))
    await vi.advanceTimersByTimeAsync(1000)
    expect(resender.counts).toMatchObject({ dropped: 52, unsent: 2048 })
    isUp = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect(new Set(sent.flat()).size).toBe(2048)
    expect(resender.counts).toMatchObject({ taken: 2048, dropped: 52, unsent: 0 })
  })

  test('drains at once, and gives up where nothing is taken', async () => {
    const { sent, add, resender } = createParts((count) => (count === 2 ? failed() : TAKEN), { maxBatch: 2 })
    add(1, 2, 3)
    await resender.drain()
    expect(sent).toEqual([[1, 2], [3]])
    expect([resender.counts.unsent, resender.hasFailed]).toEqual([1, true])
  })

  test('counts what is in memory only for as long as its request is under way, and as dropped where the program ends then', async () => {
    const seen: unknown[] = []
    const { add, resender } = createParts(
      () => {
        seen.push(resender.counts)
        resender.giveUp()
        seen.push(resender.counts)
        return failed()
      },
      { maxBytes: 0 },
    )
    add(1, 2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(seen).toEqual([
      { taken: 0, refused: 0, dropped: 0, unsent: 2, inherited: 0 },
      { taken: 0, refused: 0, dropped: 2, unsent: 0, inherited: 0 },
    ])
    expect(resender.counts).toEqual({ taken: 0, refused: 0, dropped: 2, unsent: 0, inherited: 0 })
  })

  test('waits for what finds out the resource no longer than for an answer, and sends it from the disk then', async () => {
    const { sent, resender } = createParts(() => TAKEN)
    let found = (): void => undefined
    const resource = {
      asyncAttributesPending: true,
      waitForAsyncAttributes: () => new Promise<void>((resolve) => (found = resolve)),
    }
    const record = {
      hrTime: [1, 0] as const,
      attributes: { n: 1 },
      instrumentationScope: { name: 'films' },
      resource,
    }
    resender.add(record, false)
    await vi.advanceTimersByTimeAsync(1000 + 29_999)
    expect([sent, resender.hasFailed]).toEqual([[], false])
    await vi.advanceTimersByTimeAsync(1)
    expect([sent, resender.hasFailed]).toEqual([[], true])
    found()
    await vi.advanceTimersByTimeAsync(1000)
    expect([sent, resender.counts.taken]).toEqual([[[1]], 1])
  })

  test('counts what comes back and has no room in memory any more', async () => {
    const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)
    const { add, resender } = createParts(
      (count) => {
        if (count === 1) add(...numbers(600))
        return failed()
      },
      { maxBytes: 0 },
    )
    add(...numbers(2048))
    await vi.advanceTimersByTimeAsync(10)
    // Of 600 that came while 512 were under way, 512 had room; then the 512 came back.
    expect(resender.counts).toEqual({ taken: 0, refused: 0, dropped: 88 + 512, unsent: 2048, inherited: 0 })
  })

  test('does not ask an endpoint again that has just failed, however often it is to be drained', async () => {
    const { sent, add, resender } = createParts(() => failed())
    add(1)
    await resender.drain()
    expect(sent).toEqual([[1]])
    await resender.drain()
    await vi.advanceTimersByTimeAsync(999)
    await resender.drain()
    expect(sent).toEqual([[1]])
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toEqual([[1], [1]])
  })
})
