import { openSync, closeSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLines } from '../../src/bundle/read-lines.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

describe('readLines', () => {
  test('gives the lines that are not blank, whatever they hold', () => {
    const path = join(tempFolder(), 'lines')
    const line = fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !/[\r\n]/.test(text))
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, hasEnd) => {
        writeFileSync(path, lines.join('\n') + (hasEnd ? '\n' : ''))
        expect([...readLines(path)]).toEqual(lines.filter((text) => text.trim() !== ''))
      }),
    )
  })

  test('keeps characters whole that lie across two reads', () => {
    const path = join(tempFolder(), 'lines')
    const line = `x${'😀'.repeat(200_000)}`
    writeFileSync(path, `${line}\n${line}`)
    expect([...readLines(path)].every((read) => read === line)).toBe(true)
  })

  test('gives undefined for a line that is longer than any of ours, and goes on behind it', () => {
    const path = join(tempFolder(), 'lines')
    const descriptor = openSync(path, 'w')
    writeSync(descriptor, 'before\n')
    for (let at = 0; at < 40; at++) writeSync(descriptor, Buffer.alloc(1_048_576, 'x'))
    writeSync(descriptor, '\nafter\n')
    closeSync(descriptor)
    expect([...readLines(path)]).toEqual(['before', undefined, 'after'])
  })

  test('closes the file when its reader stops early', () => {
    const path = join(tempFolder(), 'lines')
    writeFileSync(path, 'one\ntwo\n')
    for (let at = 0; at < 5000; at++) for (const line of readLines(path)) if (line === 'one') break
    expect([...readLines(path)]).toEqual(['one', 'two'])
  })
})
