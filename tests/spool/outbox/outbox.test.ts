import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createOutbox, type OutboxOptions } from '../../../src/spool/outbox/outbox.ts'
import { toRecordLine } from '../../../src/spool/outbox/record-line.ts'
import { listAbandoned, listUnsent } from '../../../src/spool/outbox/unsent-files.ts'
import { markProcess } from '../../../src/spool/process-mark.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const GONE = { ...markProcess(), pid: 2 ** 30, started: '1' }

const lineOf = (n: number, text = ''): string =>
  toRecordLine({
    hrTime: [n, 0],
    body: text,
    attributes: { n },
    instrumentationScope: { name: 'films' },
  })

function openOutbox(folder: string, options: Partial<OutboxOptions> = {}) {
  const problems: string[] = []
  const outbox = createOutbox({
    folder,
    head: () => ({ outbox: 1, mark: markProcess(), target: 't', resource: { 'service.name': 'shop' } }),
    maxBytes: 10_000_000,
    open: () => existsSync(folder),
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  return { outbox, problems }
}

type Opened = ReturnType<typeof openOutbox>['outbox']

const timesOf = (records: ReturnType<Opened['take']>): number[] => records.map(({ kept }) => kept.time[0])

describe('an outbox', () => {
  test('keeps what is not acknowledged, and leaves nothing of what is', () => {
    const folder = tempFolder()
    const { outbox } = openOutbox(folder)
    const numbers = [1, 2, 3].map((n) => outbox.append(lineOf(n), true) ?? -1)
    expect(readdirSync(folder).length).toBe(1)
    outbox.acknowledge(numbers.slice(0, 2))
    expect([outbox.unsent, timesOf(outbox.take(9))]).toEqual([1, [3]])
    outbox.acknowledge(numbers)
    outbox.close()
    expect([outbox.unsent, readdirSync(folder)]).toEqual([0, []])
  })

  test('writes an error at once, and anything else when it is flushed', () => {
    const folder = tempFolder()
    const { outbox } = openOutbox(folder)
    outbox.append(lineOf(1), false)
    expect(readdirSync(folder)).toEqual([])
    outbox.append(lineOf(2), true)
    expect(listUnsent(folder).length).toBe(1)
  })

  test('does not write what was taken before it was written', () => {
    const folder = tempFolder()
    const { outbox } = openOutbox(folder)
    outbox.acknowledge([outbox.append(lineOf(1), false) ?? -1])
    outbox.flush()
    expect(readdirSync(folder)).toEqual([])
  })

  test('gives each record once, in order, until it is rewound', () => {
    const { outbox } = openOutbox(tempFolder())
    for (let n = 0; n < 2000; n += 1) outbox.append(lineOf(n, 'x'.repeat(300)), false)
    const first = timesOf(outbox.take(1500))
    expect([first.length, timesOf(outbox.take(1000))]).toEqual([
      1500,
      Array.from({ length: 500 }, (_, at) => 1500 + at),
    ])
    expect(outbox.take(1)).toEqual([])
    outbox.rewind()
    expect(timesOf(outbox.take(1))).toEqual([0])
  })

  test('says that it is full, and takes more when something was taken', () => {
    const { outbox, problems } = openOutbox(tempFolder(), { maxBytes: 400 })
    const first = outbox.append(lineOf(1, 'x'.repeat(200)), true) ?? -1
    expect([outbox.append(lineOf(2, 'x'.repeat(200)), true), problems]).toEqual([undefined, ['full']])
    outbox.acknowledge([first])
    expect(outbox.append(lineOf(3), true)).toBeTypeOf('number')
  })

  test('keeps in memory what the disk refuses, gives it from there, and writes it later', () => {
    const folder = tempFolder()
    let isThere = false
    const { outbox, problems } = openOutbox(folder, { open: () => isThere })
    outbox.append(lineOf(1), true)
    expect([new Set(problems), outbox.unsent, timesOf(outbox.take(9))]).toEqual([
      new Set(['unwritable']),
      1,
      [1],
    ])
    outbox.append(lineOf(2), true)
    expect([timesOf(outbox.take(9)), outbox.take(9), readdirSync(folder)]).toEqual([[2], [], []])
    isThere = true
    outbox.flush()
    outbox.rewind()
    const taken = outbox.take(9)
    expect([timesOf(taken), readdirSync(folder).length]).toEqual([[1, 2], 1])
    outbox.acknowledge(taken.map(({ number }) => number))
    expect([outbox.unsent, outbox.lost, readdirSync(folder)]).toEqual([0, 0, []])
  })

  test('asks a disk that refuses four times a second, and not with each error', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    let asked = 0
    const { outbox } = openOutbox(tempFolder(), { open: () => ((asked += 1), false) })
    for (let n = 0; n < 1000; n += 1) outbox.append(lineOf(n, 'x'.repeat(400)), true)
    expect([asked, outbox.unsent]).toEqual([1, 1000])
    vi.advanceTimersByTime(250)
    for (let n = 0; n < 1000; n += 1) outbox.append(lineOf(n, 'x'.repeat(400)), true)
    expect([asked, outbox.unsent]).toEqual([2, 2000])
  })

  test('counts as lost what the disk has refused to the end, and what somebody has deleted', () => {
    const { outbox: refused } = openOutbox(tempFolder(), { open: () => false })
    refused.append(lineOf(1), true)
    refused.append(lineOf(2), false)
    refused.close()
    expect([refused.unsent, refused.lost]).toEqual([0, 2])
    const folder = tempFolder()
    const { outbox: deleted } = openOutbox(folder)
    deleted.append(lineOf(1), true)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    expect([deleted.take(9), deleted.unsent, deleted.lost]).toEqual([[], 0, 1])
  })

  test('goes on behind a file that somebody has deleted', () => {
    const folder = tempFolder()
    const { outbox } = openOutbox(folder)
    for (let n = 0; n < 3000; n += 1) outbox.append(lineOf(n, 'x'.repeat(300)), false)
    outbox.flush()
    const [, second = ''] = readdirSync(folder).toSorted((one, other) =>
      one.localeCompare(other, 'en', { numeric: true }),
    )
    rmSync(join(folder, second))
    const numbers = timesOf(outbox.take(3000))
    expect(numbers).toEqual([...new Set(numbers)])
    expect([numbers[0], numbers.at(-1), numbers.length + outbox.lost]).toEqual([0, 2999, 3000])
  })

  test('takes over what is on a disk that is full, while its own cannot be written', () => {
    const left = tempFolder()
    const { outbox: dead } = openOutbox(left)
    dead.append(lineOf(1), true)
    dead.close()
    const [from = ''] = readdirSync(left).map((name) => join(left, name))
    const { outbox } = openOutbox(tempFolder(), { open: () => false })
    outbox.append(lineOf(2), true)
    expect(outbox.adopt(from, (to) => (renameSync(from, to), true))).toBe(1)
    outbox.append(lineOf(3), true)
    const taken = [...outbox.take(9), ...outbox.take(9)]
    expect(new Set(timesOf(taken))).toEqual(new Set([1, 2, 3]))
    outbox.acknowledge(taken.map(({ number }) => number))
    expect([outbox.unsent, outbox.lost, readdirSync(left)]).toEqual([0, 0, []])
  })

  test('hands its files over to another, with what is not acknowledged', () => {
    const folder = tempFolder()
    const { outbox: one } = openOutbox(folder)
    const { outbox: other } = openOutbox(folder)
    one.append(lineOf(1), false)
    one.take(1)
    one.append(lineOf(2), true)
    other.append(lineOf(3), true)
    for (const path of one.handOver()) other.adopt(path, (to) => (renameSync(path, to), true))
    expect([one.unsent, one.take(9), one.handOver()]).toEqual([0, [], []])
    const taken = other.take(9)
    expect(new Set(timesOf(taken))).toEqual(new Set([1, 2, 3]))
    other.acknowledge(taken.map(({ number }) => number))
    one.close()
    other.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('takes over what a dead process has left, and keeps it from others while it lives', () => {
    const root = tempFolder()
    const [dead, own] = [join(root, 'dead'), join(root, 'own')]
    for (const folder of [dead, own]) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(tempFolder(), folder)
    }
    const left = openOutbox(dead, {
      head: () => ({ outbox: 1, mark: GONE, target: 't', resource: { 'service.name': 'old' } }),
    })
    left.outbox.append(lineOf(7), true)
    left.outbox.close()
    const [found] = listAbandoned(root)
    const { outbox } = openOutbox(own)
    expect(outbox.adopt(found?.path ?? '', (to) => move(found?.path ?? '', to))).toBe(1)
    expect([readdirSync(dead), listAbandoned(root)]).toEqual([[], []])
    const [taken] = outbox.take(9)
    expect([taken?.kept.time[0], taken?.head.resource]).toEqual([7, { 'service.name': 'old' }])
    outbox.acknowledge([taken?.number ?? -1])
    outbox.close()
    expect(readdirSync(own)).toEqual([])
  })

  test('leaves out a line that a kill has cut off', () => {
    const folder = tempFolder()
    const { outbox } = openOutbox(folder)
    outbox.append('{"time":[1,0],"attri', true)
    outbox.append(lineOf(2), true)
    expect([timesOf(outbox.take(9)), outbox.unsent]).toEqual([[2], 1])
  })

  test('loses nothing, whatever the order in which it is used', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('append' as const), isUrgent: fc.boolean() }),
      fc.record({ do: fc.constant('acknowledge' as const), at: fc.nat(50) }),
      fc.record({ do: fc.constantFrom('take' as const, 'rewind' as const, 'flush' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { outbox } = openOutbox(tempFolder())
        const pending = new Map<number, number>()
        let n = 0
        for (const one of steps) {
          if (one.do === 'append') {
            pending.set(outbox.append(lineOf(n, 'x'.repeat(9000)), one.isUrgent) ?? -1, n)
            n += 1
          } else if (one.do === 'acknowledge') {
            const number = [...pending.keys()][one.at]
            if (number !== undefined) outbox.acknowledge([number])
            if (number !== undefined) pending.delete(number)
          } else if (one.do === 'take') outbox.take(3)
          else outbox[one.do]()
        }
        outbox.rewind()
        expect(timesOf(outbox.take(1000))).toEqual([...pending.values()])
        expect(outbox.unsent).toBe(pending.size)
      }),
      { numRuns: 60 },
    )
  })
})

function move(from: string, to: string): boolean {
  renameSync(from, to)
  return true
}
