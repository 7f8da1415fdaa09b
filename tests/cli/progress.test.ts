import { describe, expect, test } from 'vitest'
import { createProgress } from '../../src/cli/progress.ts'

/** Does so many things, each of which takes so long, and tells what a terminal got. */
function shown(count: number, eachMs: number, isTTY = true): string[] {
  const written: string[] = []
  let now = 0
  const stream = { isTTY, write: (text: string) => written.push(text) }
  const progress = createProgress('Reading out/bundle', 'diagnostics', { stream, now: () => now })
  for (let at = 0; at < count; at += 1) {
    now += eachMs
    progress.tick()
  }
  progress.end()
  return written
}

describe('progress', () => {
  test('is shown after a second, a few times a second, and taken away', () => {
    const written = shown(4096, 1)
    expect(written).toEqual([
      '\r\u001B[KReading out/bundle: 1,024 diagnostics …',
      '\r\u001B[KReading out/bundle: 1,536 diagnostics …',
      '\r\u001B[KReading out/bundle: 2,048 diagnostics …',
      '\r\u001B[KReading out/bundle: 2,560 diagnostics …',
      '\r\u001B[KReading out/bundle: 3,072 diagnostics …',
      '\r\u001B[KReading out/bundle: 3,584 diagnostics …',
      '\r\u001B[KReading out/bundle: 4,096 diagnostics …',
      '\r\u001B[K',
    ])
  })

  test('fits into one line of a narrow terminal', () => {
    const written: string[] = []
    let now = 0
    const stream = { isTTY: true, columns: 24, write: (text: string) => written.push(text) }
    const progress = createProgress('Reading out/bundle', 'diagnostics', { stream, now: () => now })
    for (let at = 0; at < 2000; at += 1) {
      now += 1
      progress.tick()
    }
    expect(written[0]).toBe('\r\u001B[KReading out/bundle: 1,…')
  })

  test('is not shown for what is short', () => {
    expect(shown(900, 1)).toEqual([])
  })

  test('is shown on terminals alone', () => {
    expect(shown(100_000, 1, false)).toEqual([])
  })
})
