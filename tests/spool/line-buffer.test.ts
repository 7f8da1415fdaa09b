import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineBuffer } from '../../src/spool/line-buffer.ts'

const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\n', ' '))

/** A disk that takes some of the bytes, or refuses with an error: one decision for each write. */
function disk(takes: number[]) {
  let content = Buffer.alloc(0)
  return {
    write: (data: Buffer): number => {
      const bytes = takes.shift() ?? Infinity
      if (bytes === 0) throw new Error('ENOSPC')
      const taken = data.subarray(0, bytes)
      content = Buffer.concat([content, taken])
      return taken.length
    },
    text: () => content.toString('utf8'),
  }
}

function drain(buffer: ReturnType<typeof createLineBuffer>, write: (data: Buffer) => number): void {
  for (buffer.load(); buffer.loaded > 0; buffer.load()) {
    buffer.write(write)
    buffer.commit()
  }
}

describe('a line buffer', () => {
  test('writes each line once and in order, wherever a write stops or fails', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(20)), fc.array(fc.boolean()), (lines, takes, drains) => {
        const buffer = createLineBuffer()
        const { write, text } = disk([...takes])
        for (const [at, one] of lines.entries()) {
          buffer.add(one, false)
          if (drains[at] === true) {
            try {
              drain(buffer, write)
            } catch {
              // As a full disk does; the next attempt goes on.
            }
          }
        }
        for (let attempt = 0; attempt <= takes.length; attempt += 1) {
          try {
            drain(buffer, write)
          } catch {
            continue
          }
        }
        expect(text()).toBe(lines.map((one) => `${one}\n`).join(''))
        expect(buffer.length).toBe(0)
      }),
    )
  })

  test('writes a batch from its start again to another file, also one that was written in part', () => {
    const buffer = createLineBuffer()
    buffer.add('one', false)
    buffer.add('two', false)
    const first = disk([5, 0])
    const second = disk([])
    buffer.load()
    expect(() => buffer.write(first.write)).toThrow('ENOSPC')
    buffer.rewind()
    buffer.write(second.write)
    expect([first.text(), second.text()]).toEqual(['one\nt', 'one\ntwo\n'])
  })

  test('leaves out the lines that there is no room for, and keeps the room of the urgent ones for them', () => {
    const buffer = createLineBuffer()
    for (const text of ['aaaa', 'bbbbbbbbbb', 'cc', 'dddd']) buffer.add(text, false)
    buffer.add('urgent', true)
    const { write, text } = disk([])
    // 20 bytes for urgent ones, 10 for others.
    expect(buffer.load((_bytes, isUrgent) => (isUrgent ? 20 : 10))).toBe(2)
    buffer.write(write)
    expect(text()).toBe('aaaa\ncc\nurgent\n')
  })

  test('counts bytes, not characters', () => {
    const buffer = createLineBuffer()
    buffer.add('äää', false)
    expect(buffer.load(() => 6)).toBe(1)
    expect(buffer.loaded).toBe(0)
  })

  test('counts what it forgets, and tells what it has written of the line that it was in', () => {
    const buffer = createLineBuffer()
    for (const text of ['one', 'two', 'three']) buffer.add(text, false)
    buffer.load()
    expect(() => buffer.write(disk([10, 0]).write)).toThrow('ENOSPC')
    buffer.add('four', false)
    expect(buffer.clear()).toEqual({ lines: 2, tornBytes: 2 })
    expect(buffer.length).toBe(0)
    expect(buffer.clear()).toEqual({ lines: 0, tornBytes: 0 })
  })

  test('counts no line that it has written whole', () => {
    const buffer = createLineBuffer()
    for (const text of ['one', 'two']) buffer.add(text, false)
    buffer.load()
    expect(() => buffer.write(disk([4, 0]).write)).toThrow('ENOSPC')
    expect(buffer.clear()).toEqual({ lines: 1, tornBytes: 0 })
  })
})
