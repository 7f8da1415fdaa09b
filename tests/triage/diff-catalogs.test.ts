import { describe, expect, test } from 'vitest'
import type { CatalogDefinition, CodeDefinition } from '../../src/record/catalog-definition.ts'
import { diffCatalogs } from '../../src/triage/diff-catalogs.ts'

const of = (codes: Record<string, CodeDefinition>, version = '1.0.0'): CatalogDefinition => ({
  name: 'films',
  version,
  codes,
})
const base = { level: 'warn', message: 'The film {id} has no year.', hint: 'Add it.' } as const

describe('what differs between two releases of a catalog', () => {
  test('is nothing for the same', () => {
    expect(diffCatalogs(of({ 'A-1': base }), of({ 'A-1': { ...base } }, '1.1.0'))).toEqual({
      schema: 'smonitor.catalog-diff/1',
      before: { name: 'films', version: '1.0.0' },
      after: { name: 'films', version: '1.1.0' },
      isBreaking: false,
      changes: [],
    })
  })

  test.each([
    ['a code that is gone', { 'A-1': base }, {}, ['A-1 removed'], true],
    ['a code with another name', { 'A-1': base }, { 'A-2': base }, ['A-1 removed', 'A-2 added'], true],
    ['a new code', {}, { 'A-1': base }, ['A-1 added'], false],
    ['another level', { 'A-1': base }, { 'A-1': { ...base, level: 'error' as const } }, ['A-1 level'], false],
    ['other words', { 'A-1': base }, { 'A-1': { ...base, hint: 'Find it.' } }, ['A-1 text'], false],
    [
      'a param that is gone',
      { 'A-1': base },
      { 'A-1': { ...base, message: 'A film has no year.' } },
      ['A-1 params', 'A-1 text'],
      true,
    ],
    [
      'a new param',
      { 'A-1': base },
      { 'A-1': { ...base, hint: 'Add it to {file}.' } },
      ['A-1 params', 'A-1 text'],
      false,
    ],
    [
      'a code that is not used any more',
      { 'A-1': base },
      { 'A-1': { ...base, deprecated: { since: '1.1.0' } } },
      ['A-1 deprecated'],
      false,
    ],
  ])('names %s, and says whether that breaks others', (_, before, after, expected, isBreaking) => {
    const diff = diffCatalogs(of(before), of(after))
    expect(diff.changes.map(({ code, change }) => `${code} ${change}`)).toEqual(expected)
    expect(diff.isBreaking).toBe(isBreaking)
  })

  test('has what breaks others first', () => {
    const { changes } = diffCatalogs(of({ 'B-1': base }), of({ 'A-1': base }))
    expect(changes.map(({ change }) => change)).toEqual(['removed', 'added'])
  })
})
