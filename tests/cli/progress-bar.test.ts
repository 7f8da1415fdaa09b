import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createProgressBar, renderBar } from '../../src/cli/progress-bar.ts'
import { createPace } from '../../src/cli/progress-pace.ts'

const state = { doing: 'Sending out/bundle', done: 5600, total: 10_000, perSecond: 1204.2 }

describe('renderBar', () => {
  test.each([
    [100, 'Sending out/bundle  ████████████████░░░░░░░░░░░░░░   56%  5,600 of 10,000  1,204/s  4 s left'],
    [80, 'Sending out/bundle  █████████░░░░░░░░   56%  5,600 of 10,000  1,204/s  4 s left'],
    [60, 'Sending out/bundle  ███████░░░░░░░   56%  1,204/s  4 s left'],
    [40, 'Sending ou…  █████░░░░░   56%  4 s left'],
    [30, 'Sending ou…  █████░░░░░   56%'],
    [20, '███████░░░░░░░  56%'],
    [10, '56%'],
    [3, '56'],
    [1, ''],
  ])('fits into %i columns, and has what there is room for', (columns, line) => {
    expect(renderBar(state, columns, true)).toBe(line)
    expect(line.length).toBeLessThan(columns)
  })

  test('has none but the plainest characters where a terminal has no others', () => {
    expect(renderBar({ ...state, doing: 'Sending /a/very/long/path/to/a/bundle' }, 62, false)).toBe(
      'Sending /a/very/long/...  #####-----   56%  1,204/s  4 s left',
    )
  })

  test.each([
    [{ done: 0, perSecond: undefined }, '  0%  0 of 10,000'],
    [{ done: 9_999, perSecond: 0.25 }, ' 99%  9,999 of 10,000  0.3/s  4 s left'],
    [{ done: 10_000, perSecond: 1 }, '100%  10,000 of 10,000  1/s  0 s left'],
    [{ done: 1000, perSecond: 100 }, ' 10%  1,000 of 10,000  100/s  1 min 30 s left'],
    [{ done: 1000, perSecond: 1 }, ' 10%  1,000 of 10,000  1/s  2 h 30 min left'],
    [{ done: 0, total: 0, perSecond: undefined }, '100%  0 of 0'],
  ])('says of %o how much, how fast and how long', (fields, facts) => {
    expect(renderBar({ ...state, ...fields }, 120, true).endsWith(`  ${facts}`)).toBe(true)
  })
})

/** A terminal, and what was written to it. */
function terminal(isTTY = true) {
  const written: string[] = []
  const stream = { isTTY, columns: 100, write: (text: string) => written.push(text) }
  let at = 0
  const bar = createProgressBar('Sending b', 1000, 100, { stream, now: () => at })
  onTestFinished(() => bar.end())
  return {
    bar,
    stream,
    written,
    pass: (ms: number) => {
      at += ms
    },
  }
}

describe('a bar on a terminal', () => {
  test('is at its end with all of it, and is not shown any more after that', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { bar, written, pass } = terminal()
    pass(600)
    bar.add(5000)
    expect(written.at(-1)).toContain('100%  1,000 of 1,000')
    bar.end()
    const count = written.length
    pass(5000)
    vi.advanceTimersByTime(5000)
    expect([written.length, vi.getTimerCount()]).toEqual([count, 0])
  })

  test('begins with what was done before, after half a second, and is taken away', () => {
    const { bar, written, pass } = terminal()
    for (let time = 0; time < 10; time += 1) {
      pass(100)
      bar.add(40)
    }
    bar.end()
    expect(written.map((text) => text.replaceAll('\u001B', '^').replaceAll(/[█░]/gu, ''))).toEqual([
      '\r^[JSending b     30%  300 of 1,000  400/s  2 s left',
      '\r^[JSending b     38%  380 of 1,000  400/s  2 s left',
      '\r^[JSending b     46%  460 of 1,000  400/s  2 s left',
      '\r^[J',
    ])
  })

  test('goes on while nothing is done', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { bar, written, pass } = terminal()
    pass(1000)
    await vi.advanceTimersByTimeAsync(250)
    expect(written.length).toBe(1)
    bar.end()
    await vi.advanceTimersByTimeAsync(5000)
    expect(written.length).toBe(2)
  })

  test('takes away all the lines that one has become in a window that is narrower now', () => {
    const { bar, stream, written, pass } = terminal()
    pass(600)
    bar.add(1)
    stream.columns = 20
    pass(600)
    bar.add(1)
    expect(written[1]?.startsWith('\u001B[4A\r\u001B[J')).toBe(true)
  })

  test('makes room for words, and comes back', () => {
    const { bar, written, pass } = terminal()
    pass(600)
    bar.add(1)
    bar.hide()
    bar.hide()
    expect(written.slice(1)).toEqual(['\r\u001B[J'])
    pass(600)
    bar.add(1)
    expect(written.length).toBe(3)
  })

  test.each([
    ['where there is no terminal', false, 'xterm'],
    ['on one that can only write on', true, 'dumb'],
  ])('is not shown %s', (_, isTTY, TERM) => {
    vi.stubEnv('TERM', TERM)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { bar, written, pass } = terminal(isTTY)
    pass(5000)
    bar.add(100)
    bar.hide()
    bar.end()
    expect(written).toEqual([])
  })
})

describe('a pace', () => {
  test('is that of late, and not that of all the time', () => {
    const pace = createPace(0)
    expect(pace.perSecond(0, 0)).toBeUndefined()
    for (let at = 0; at <= 20_000; at += 500) pace.note(at, at / 10)
    expect(pace.perSecond(20_000, 2000)).toBeCloseTo(100)
    for (let at = 20_500; at <= 40_000; at += 500) pace.note(at, 2000 + (at - 20_000))
    expect(pace.perSecond(40_000, 22_000)).toBeCloseTo(1000)
  })
})
