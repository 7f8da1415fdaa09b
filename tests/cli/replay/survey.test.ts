import { describe, expect, test } from 'vitest'
import type { ReplaySource } from '../../../src/cli/replay/replay-source.ts'
import { surveySource } from '../../../src/cli/replay/survey.ts'

const documentOf = (count: number): string =>
  JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: Array.from({ length: count }, () => ({})) }] }],
  })

/** A source of log records whose first reading is damaged, where a second one is to be made. */
function createSource(first: readonly number[], second?: readonly number[]): ReplaySource {
  let counts = first
  return {
    title: 'out/bundle',
    identity: 'x',
    isGrowing: false,
    signals: ['logs'],
    documents: () => counts.map(documentOf),
    reread() {
      counts = second ?? first
      return second !== undefined
    },
    notes: () => ['A note.'],
    settle: () => undefined,
    close: () => undefined,
  }
}

describe('what is to be sent', () => {
  test('is counted without what was sent before', () => {
    const read: number[] = []
    const { signals, notes } = surveySource(
      createSource([3, 4, 5]),
      () => 1,
      (items) => read.push(items),
    )
    const bytes = Buffer.byteLength(documentOf(4)) + Buffer.byteLength(documentOf(5))
    expect(signals).toEqual([{ signal: 'logs', requests: 2, items: 9, bytes, before: 3 }])
    expect([read, notes]).toEqual([[3, 4, 5], ['A note.']])
  })

  test('is what a second file has where the first one is damaged', () => {
    const { signals } = surveySource(
      createSource([3], [3, 4]),
      () => 0,
      () => undefined,
    )
    expect(signals).toMatchObject([{ requests: 2, items: 7, before: 0 }])
  })
})
