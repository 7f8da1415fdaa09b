import { mkdirSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createWriterName, eventsFileOf } from '../../src/spool/run-files.ts'
import { createRunQuota } from '../../src/spool/run-quota.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const MIB = 1_048_576

afterEach(() => void vi.useRealTimers())

/** A file of a writer; `ago` seconds old. */
function addFile(folder: string, bytes: number, ago = 0): void {
  const path = join(folder, eventsFileOf(createWriterName()))
  writeFileSync(path, '')
  truncateSync(path, bytes)
  const time = Date.now() / 1000 - ago
  utimesSync(path, time, time)
}

describe('the room in the folder of a run', () => {
  test('is what others have left, with an eighth of the whole for what is urgent', () => {
    const folder = tempFolder()
    addFile(folder, 2 * MIB, 60)
    writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(MIB))
    const quota = createRunQuota(folder, 8 * MIB)
    expect(quota.room(1, true)).toBe(6 * MIB)
    expect(quota.room(1, false)).toBe(5 * MIB)
    quota.spend(100_000)
    expect(quota.room(1, true)).toBe(6 * MIB - 100_000)
    expect(quota.room(1, false)).toBe(5 * MIB - 100_000)
  })

  test('is shared with those who are writing now', () => {
    const folder = tempFolder()
    for (const ago of [0, 1, 2, 60]) addFile(folder, MIB, ago)
    expect(createRunQuota(folder, 16 * MIB).room(1, true)).toBe(4 * MIB)
  })

  test('counts whole blocks, so that many small files are not free', () => {
    const folder = tempFolder()
    for (let at = 0; at < 10; at += 1) addFile(folder, 1, 60)
    expect(createRunQuota(folder, MIB).room(1, true)).toBe(MIB - 10 * 4096)
  })

  test('is looked at again after a part of it was written, for those who came meanwhile', () => {
    const folder = tempFolder()
    const quota = createRunQuota(folder, 8 * MIB)
    expect(quota.room(1, true)).toBe(8 * MIB)
    addFile(folder, MIB)
    addFile(folder, MIB)
    quota.spend(100_000)
    expect(quota.room(1, true)).toBe(8 * MIB - 100_000)
    quota.spend(100_000)
    expect(quota.room(1, true)).toBe(3 * MIB)
  })

  test('is looked at again when a share is too small for a line, and others may have left theirs', () => {
    const folder = tempFolder()
    addFile(folder, 7 * MIB, 60)
    addFile(folder, 1_000_000)
    addFile(folder, 1)
    const quota = createRunQuota(folder, 8 * MIB)
    const share = quota.room(1, true)
    expect(share).toBe((MIB - 1_003_520 - 4096) / 2)
    quota.spend(share - 100)
    expect(quota.room(1000, true)).toBe(share)
    expect(quota.room(share + 1, true)).toBe(share)
  })

  test('is looked at again after a while, for what others have written', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const folder = tempFolder()
    const quota = createRunQuota(folder, 8 * MIB)
    expect(quota.room(1, true)).toBe(8 * MIB)
    addFile(folder, 3 * MIB, 60)
    expect(quota.room(1, true)).toBe(8 * MIB)
    vi.advanceTimersByTime(1001)
    expect(quota.room(1, true)).toBe(5 * MIB)
  })

  test('is none when it is used up, and is not looked for with every line', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const folder = tempFolder()
    addFile(folder, MIB, 60)
    const quota = createRunQuota(folder, MIB)
    expect(quota.room(1, true)).toBe(0)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    expect(quota.room(1, true)).toBe(0)
    vi.advanceTimersByTime(1001)
    expect(quota.room(1, true)).toBe(MIB)
  })

  test('is there again when the folder is deleted, and without end when there is no bound', () => {
    const folder = join(tempFolder(), 'gone')
    expect(createRunQuota(folder, MIB).room(1, true)).toBe(MIB)
    mkdirSync(folder)
    expect(createRunQuota(folder, Infinity).room(1, false)).toBe(Infinity)
  })
})
