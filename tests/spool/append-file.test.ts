import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openAppendFile } from '../../src/spool/append-file.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

describe('openAppendFile', () => {
  test('keeps lines in memory until there is a reason to write', () => {
    const path = join(tempFolder(), 'a.jsonl')
    const file = openAppendFile(path)
    file.append('one', false)
    expect(readFileSync(path, 'utf8')).toBe('')
    file.append('two', true)
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
    file.append('x'.repeat(70_000), false)
    expect(statSync(path).size).toBe(8 + 70_001)
    file.append('last', false)
    file.close()
    expect(readFileSync(path, 'utf8').endsWith('x\nlast\n')).toBe(true)
  })

  test('writes by itself after a while', async () => {
    const path = join(tempFolder(), 'a.jsonl')
    const file = openAppendFile(path, { flushAfterMs: 1 })
    file.append('one', false)
    while (statSync(path).size === 0) await setTimeout(1)
    expect(readFileSync(path, 'utf8')).toBe('one\n')
    file.close()
  })

  test('refuses and counts what is past its size, in bytes, and still takes what fits', () => {
    const path = join(tempFolder(), 'a.jsonl')
    const file = openAppendFile(path, { maxBytes: 10 })
    file.append('ääää', false)
    file.append('ää', false)
    file.append('', false)
    file.append('', false)
    file.close()
    expect(readFileSync(path, 'utf8')).toBe('ääää\n\n')
    expect(file.dropped).toBe(2)
  })

  test('counts what comes after it was closed, and can be closed again', () => {
    const path = join(tempFolder(), 'a.jsonl')
    const file = openAppendFile(path)
    file.close()
    file.close()
    file.append('late', true)
    file.flush()
    expect(readFileSync(path, 'utf8')).toBe('')
    expect(file.dropped).toBe(1)
  })

  test('belongs to its owner alone, and so do the folders that it makes', () => {
    const folder = join(tempFolder(), 'runs')
    const path = join(folder, 'a.jsonl')
    openAppendFile(path).close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('throws what the system says when the file cannot be opened', () => {
    const folder = tempFolder()
    expect(() => openAppendFile(folder)).toThrow(/EISDIR/)
  })

  test('ends a line that a kill has cut off, so that its own does not become a part of it', () => {
    const path = join(tempFolder(), 'a.jsonl')
    writeFileSync(path, '{"whole":1}\n{"torn')
    const file = openAppendFile(path)
    file.append('{"next":1}', true)
    file.close()
    openAppendFile(path).close()
    expect(readFileSync(path, 'utf8')).toBe('{"whole":1}\n{"torn\n{"next":1}\n')
  })

  test('holds no more than a few megabytes while the disk refuses writes, and says what it lost', () => {
    // The device is always full; it is there on Linux only.
    if (!existsSync('/dev/full')) return
    const file = openAppendFile('/dev/full')
    const line = 'x'.repeat(60_000)
    const failures: unknown[] = []
    for (let at = 0; at < 200; at++) {
      try {
        file.append(line, true)
      } catch (error) {
        failures.push((error as NodeJS.ErrnoException).code)
      }
    }
    expect(new Set(failures)).toEqual(new Set(['ENOSPC']))
    expect(failures.length + file.dropped).toBe(200)
    expect(failures.length).toBeLessThan(80)
    expect(() => file.close()).toThrow(/ENOSPC/)
    expect(file.dropped).toBe(200)
    expect(() => file.close()).not.toThrow()
  })
})
