import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRegistry } from '../../semconv/model.ts'
import { FIELD_TYPES, typeOfField } from '../../src/policy/field-types.ts'

const { registry } = readRegistry(join(import.meta.dirname, '../../semconv'))

/** The types of the registry in ours; a list of values is that of its values. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  'string[]': 'texts',
  int: 'whole',
  double: 'number',
  boolean: 'boolean',
}
const KEYS = ['tk', 'th', 'tc']

describe('the types of fields', () => {
  test('are those of the registry', () => {
    const expected = registry.attributes.flatMap(({ key, type }) => {
      if (typeof type !== 'string')
        return [[key, typeof type.members[0]?.value === 'number' ? 'whole' : 'text']]
      return TYPES[type] === undefined ? [] : [[key, TYPES[type]]]
    })
    const actual = expected.map(([key]) => {
      const type = typeOfField(`attributes.${key}`) ?? 'none'
      return [key, KEYS.includes(type) ? 'text' : type]
    })
    expect(actual).toEqual(expected)
    expect(Object.values(FIELD_TYPES).filter((type) => KEYS.includes(type))).toEqual(KEYS)
  })

  test('are open for what is the program’s own', () => {
    expect(['params.a', 'attributes.http.route'].map(typeOfField)).toEqual([undefined, undefined])
  })
})
