import { describe, expect, test } from 'vitest'
import { AUDIENCES, type Audience, type CodeDefinition } from '../../src/record/catalog-definition.ts'
import { listTexts, resolveText, type ResolvedText } from '../../src/record/resolve-text.ts'

type Table = Readonly<Record<Audience | 'none', ResolvedText>>

// X10: in the Python library a reader gets no message of a code that has none for that reader.
describe('resolveText', () => {
  test.each<[string, CodeDefinition, Table]>([
    [
      'a message alone',
      { level: 'warn', message: 'M' },
      {
        none: { message: 'M' },
        user: { message: 'M' },
        dev: { message: 'M' },
        qa: { message: 'M' },
        agent: { message: 'M' },
        debug: { message: 'M' },
      },
    ],
    [
      'a message, and for each reader an empty one',
      {
        level: 'warn',
        message: 'M',
        audience: Object.fromEntries(AUDIENCES.map((audience) => [audience, { message: '' }])),
      },
      {
        none: { message: 'M' },
        user: { message: 'M' },
        dev: { message: 'M' },
        qa: { message: 'M' },
        agent: { message: 'M' },
        debug: { message: 'M' },
      },
    ],
    [
      'a message and a hint',
      { level: 'warn', message: 'M', hint: 'H' },
      {
        none: { message: 'M', hint: 'H' },
        user: { message: 'M', hint: 'H' },
        dev: { message: 'M', hint: 'H' },
        qa: { message: 'M', hint: 'H' },
        agent: { message: 'M', hint: 'H' },
        debug: { message: 'M', hint: 'H' },
      },
    ],
    [
      'words for the developer',
      { level: 'warn', message: 'M', hint: 'H', audience: { dev: { message: 'MD', hint: 'HD' } } },
      {
        none: { message: 'M', hint: 'H' },
        user: { message: 'M', hint: 'H' },
        dev: { message: 'MD', hint: 'HD' },
        qa: { message: 'M', hint: 'HD' },
        agent: { message: 'M', hint: 'HD' },
        debug: { message: 'MD', hint: 'HD' },
      },
    ],
    [
      "the developer's hint and no other",
      { level: 'warn', message: 'M', audience: { dev: { hint: 'HD' } } },
      {
        none: { message: 'M' },
        user: { message: 'M' },
        dev: { message: 'M', hint: 'HD' },
        qa: { message: 'M', hint: 'HD' },
        agent: { message: 'M', hint: 'HD' },
        debug: { message: 'M', hint: 'HD' },
      },
    ],
    [
      'words for everyone',
      {
        level: 'warn',
        message: 'M',
        hint: 'H',
        audience: {
          user: { message: 'MU', hint: 'HU' },
          dev: { message: 'MD', hint: 'HD' },
          qa: { message: 'MQ', hint: 'HQ' },
          agent: { message: 'MA', hint: 'HA' },
          debug: { message: 'MG', hint: 'HG' },
        },
      },
      {
        none: { message: 'M', hint: 'H' },
        user: { message: 'MU', hint: 'HU' },
        dev: { message: 'MD', hint: 'HD' },
        qa: { message: 'MQ', hint: 'HQ' },
        agent: { message: 'MA', hint: 'HA' },
        debug: { message: 'MG', hint: 'HG' },
      },
    ],
    [
      'words for the user and QA that are no fallback for anyone',
      {
        level: 'warn',
        message: 'M',
        audience: { user: { message: 'MU', hint: 'HU' }, qa: { message: 'MQ', hint: 'HQ' } },
      },
      {
        none: { message: 'M' },
        user: { message: 'MU', hint: 'HU' },
        dev: { message: 'M' },
        qa: { message: 'MQ', hint: 'HQ' },
        agent: { message: 'M' },
        debug: { message: 'M' },
      },
    ],
  ])('gives each reader of %s the right words', (_, definition, table) => {
    const readers = AUDIENCES.map((audience) => [audience, resolveText(definition, {}, audience)] as const)
    expect({ none: resolveText(definition, {}), ...Object.fromEntries(readers) }).toEqual(table)
  })

  test('renders title, message and hint with the params', () => {
    const definition: CodeDefinition = {
      level: 'warn',
      title: 'Form {form}',
      message: 'The form {form} is not known.',
      hint: 'Use one of {known}.',
      audience: { agent: { message: 'form={form:json}', hint: 'known={known:json}' } },
    }
    const params = { form: '{known}', known: ['a', 'b'] }
    expect(resolveText(definition, params)).toEqual({
      title: 'Form {known}',
      message: 'The form {known} is not known.',
      hint: 'Use one of a, b.',
    })
    expect(resolveText(definition, params, 'agent')).toEqual({
      title: 'Form {known}',
      message: 'form="{known}"',
      hint: 'known=["a","b"]',
    })
  })

  test('has no field for what the code does not have', () => {
    expect(Object.keys(resolveText({ level: 'warn', message: 'M' }, {}, 'agent'))).toEqual(['message'])
  })
})

describe('listTexts', () => {
  test('lists every text of a code, of every reader', () => {
    expect(
      listTexts({
        level: 'warn',
        title: 'T',
        message: 'M',
        hint: 'H',
        docs: 'https://x.example/{code}',
        audience: { user: { message: 'MU' }, agent: { hint: 'HA' }, qa: {} },
      }),
    ).toEqual(['T', 'M', 'H', 'MU', 'HA'])
  })
})
