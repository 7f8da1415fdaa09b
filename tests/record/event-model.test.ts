import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIELD_NAMES } from '../../src/record/field-names.ts'
import { JSON_LEVELS } from '../../src/record/json-level.ts'
import { LEVEL_NAMES, LEVELS } from '../../src/record/level.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/event-model.md'), 'utf8')
const rows = PAGE.split('\n').filter((line) => line.startsWith('| '))

test('docs/event-model.md has a row for every field of an event', () => {
  const event = sampleEvent({ exception: sampleException(), otel: {} })
  const names = Object.entries(event).flatMap(([name, value]) =>
    ['context', 'exception', 'library'].includes(name)
      ? Object.keys(value as object).map((key) => `${name}.${key}`)
      : [name],
  )
  expect(names.length).toBeGreaterThan(25)
  expect(names.filter((name) => !rows.some((row) => row.split(' | ')[0]?.includes(`\`${name}\``)))).toEqual(
    [],
  )
})

test('docs/event-model.md has a row for every canonical field and every level', () => {
  const fields = [...FIELD_NAMES].map(([attribute, name]) => `| \`${name}\` | \`${attribute}\` |`)
  const levels = LEVEL_NAMES.map((level) => {
    const { severityNumber, severityText } = LEVELS[level]
    return `| \`${level}\` | ${severityNumber} | \`${severityText}\` | \`${JSON_LEVELS[level]}\` |`
  })
  expect(fields.length).toBeGreaterThan(20)
  expect([...fields, ...levels].filter((text) => !rows.some((row) => row.includes(text)))).toEqual([])
})
