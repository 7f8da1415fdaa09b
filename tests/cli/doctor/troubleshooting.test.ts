import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOCTOR_CODES } from '../../../src/setup/doctor-codes.ts'

const docs = join(import.meta.dirname, '../../../docs')

describe('the pages on what the doctor finds', () => {
  test.each(['troubleshooting.md', 'doctor.md'])('have every code of it: %s', (page) => {
    const text = readFileSync(join(docs, page), 'utf8')
    // One is no finding: the examination could not be made.
    const missing = Object.keys(DOCTOR_CODES).filter((code) => !text.includes(`(codes/${code}.md)`))
    expect(missing).toEqual(page === 'doctor.md' ? ['SMON-E346'] : [])
  })

  test('say of each code in the table what is wrong and what to do', () => {
    const rows = [
      ...readFileSync(join(docs, 'troubleshooting.md'), 'utf8').matchAll(/^\| \[(SMON-\w+)\].*$/gm),
    ]
    expect(rows.map(([, code]) => code)).toEqual(
      Object.keys(DOCTOR_CODES).toSorted((one, other) => one.slice(6).localeCompare(other.slice(6))),
    )
    for (const [row] of rows)
      expect(row.split(' | ').filter((cell) => cell.trim().length > 3)).toHaveLength(3)
  })
})
