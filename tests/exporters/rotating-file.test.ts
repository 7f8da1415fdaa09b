import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openRotatingFile } from '../../exporters/rotating-file.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** The lines of a file and of those that were set aside, the oldest first. */
function linesOf(path: string): string[] {
  const files = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((at) => `${path}.${at}`).filter((file) => existsSync(file))
  return [...files, path].flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
}

describe('openRotatingFile', () => {
  test('sets the file aside before it grows beyond its size, and keeps as many as it is told', () => {
    const path = join(tempFolder(), 'a.log')
    const file = openRotatingFile(path, { maxBytes: 10, maxFiles: 2 })
    for (const line of ['1111', '2222', '3333', '4444', '5555', '6666', '7777']) file.append(line, true)
    file.close()
    expect(readFileSync(`${path}.2`, 'utf8')).toBe('3333\n4444\n')
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('5555\n6666\n')
    expect(readFileSync(path, 'utf8')).toBe('7777\n')
    expect(readdirSync(join(path, '..'))).toEqual(['a.log', 'a.log.1', 'a.log.2'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('deletes what is full where none are kept', () => {
    const path = join(tempFolder(), 'a.log')
    const file = openRotatingFile(path, { maxBytes: 10, maxFiles: 0 })
    for (const line of ['1111', '2222', '3333']) file.append(line, true)
    file.close()
    expect(linesOf(path)).toEqual(['3333'])
    expect(readdirSync(join(path, '..'))).toEqual(['a.log'])
  })

  test('never makes a file larger than its size, but for a line that is longer, and loses none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.record({ length: fc.nat(30), isUrgent: fc.boolean() }), { maxLength: 40 }),
        (maxBytes, steps) => {
          const path = join(tempFolder(), 'a.log')
          const file = openRotatingFile(path, { maxBytes, maxFiles: 50 })
          const lines = steps.map(({ length }, at) => `${at}:${'é'.repeat(length)}`)
          for (const [at, line] of lines.entries()) file.append(line, steps[at]?.isUrgent ?? false)
          file.close()
          const files = readdirSync(join(path, '..')).map((name) =>
            readFileSync(join(path, '..', name), 'utf8'),
          )
          for (const text of files) {
            const isOneLine = text.indexOf('\n') === text.length - 1
            expect(isOneLine || Buffer.byteLength(text) <= maxBytes).toBe(true)
          }
          const found = files.flatMap((text) => text.split('\n').slice(0, -1))
          expect(found.toSorted()).toEqual(lines.toSorted())
        },
      ),
      { numRuns: 50 },
    )
  })

  test('counts what was in the file before', () => {
    const path = join(tempFolder(), 'a.log')
    writeFileSync(path, 'before\n')
    const file = openRotatingFile(path, { maxBytes: 10 })
    file.append('after', true)
    file.close()
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('before\n')
    expect(readFileSync(path, 'utf8')).toBe('after\n')
  })

  test('goes on in a new file when the file was moved or deleted', () => {
    const path = join(tempFolder(), 'a.log')
    const file = openRotatingFile(path)
    file.append('one', true)
    renameSync(path, `${path}.moved`)
    file.append('two', true)
    rmSync(path)
    file.append('three', true)
    file.close()
    expect(readFileSync(`${path}.moved`, 'utf8')).toBe('one\n')
    expect(readFileSync(path, 'utf8')).toBe('three\n')
  })

  test('lets the file grow while another process sets it aside, and takes over a lock that was left behind', () => {
    const path = join(tempFolder(), 'a.log')
    const file = openRotatingFile(path, { maxBytes: 10 })
    file.append('1111', true)
    file.append('2222', true)
    writeFileSync(`${path}.lock`, '')
    file.append('3333', true)
    expect(readFileSync(path, 'utf8')).toBe('1111\n2222\n3333\n')
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(`${path}.lock`, longAgo, longAgo)
    file.append('4444', true)
    file.append('5555', true)
    file.close()
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('5555\n')
    expect(linesOf(path)).toEqual(['1111', '2222', '3333', '4444', '5555'])
  })

  test('lets the file grow where it cannot be set aside', () => {
    const path = join(tempFolder(), 'a.log')
    mkdirSync(join(`${path}.1`, 'in the way'), { recursive: true })
    const file = openRotatingFile(path, { maxBytes: 10, maxFiles: 1 })
    for (const line of ['1111', '2222', '3333']) file.append(line, true)
    file.close()
    expect(readFileSync(path, 'utf8')).toBe('1111\n2222\n3333\n')
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test('loses nothing when several processes write to one file, and mixes no lines', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a.log')
    const program = join(folder, 'writer.mjs')
    const source = pathToFileURL(join(import.meta.dirname, '../../exporters/rotating-file.ts')).href
    writeFileSync(
      program,
      `import { openRotatingFile } from '${source}'
       const [path, name] = process.argv.slice(2)
       const file = openRotatingFile(path, { maxBytes: 20_000, maxFiles: 9 })
       for (let at = 0; at < 300; at++) file.append(name + ' ' + at + ' ' + name.repeat(40), at % 7 === 0)
       file.close()`,
    )
    const names = ['a', 'b', 'c', 'd']
    const ends = await Promise.all(names.map((name) => runNode([program, path, name])))
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']))
    const lines = linesOf(path)
    const expected = names.flatMap((name) =>
      Array.from({ length: 300 }, (_, at) => `${name} ${at} ${name.repeat(40)}`),
    )
    expect(lines.toSorted()).toEqual(expected.toSorted())
    expect(existsSync(`${path}.2`)).toBe(true)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})
