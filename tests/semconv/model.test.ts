import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseRegistry, readRegistry, REGISTRY_FILES } from '../../semconv/model.ts'

const SEMCONV = join(import.meta.dirname, '../../semconv')

const code = {
  key: 'smonitor.code',
  type: 'string',
  stability: 'development',
  brief: 'The code of a diagnostic.',
  examples: ['A-1'],
}
const kind = {
  key: 'smonitor.kind',
  type: { members: [{ id: 'small', value: 'small', stability: 'development' }] },
  stability: 'development',
  brief: 'The kind.',
}
const event = {
  name: 'smonitor.diagnostic',
  stability: 'development',
  brief: 'Something happened.',
  attributes: [{ ref: 'smonitor.code', requirement_level: 'required' }],
}
const span = { ...event, type: 'smonitor.signal', kind: 'internal', name: { note: 'The name.' } }
const metric = { ...event, name: 'smonitor.events', instrument: 'counter', unit: '1' }
const member = kind.type.members[0]

interface Case {
  readonly title: string
  readonly input: Parameters<typeof sources>[0]
  readonly file: string
  readonly key: string
  readonly reason: string
}

const attributeCases: readonly Omit<Case, 'file'>[] = [
  {
    title: 'a key that is defined twice',
    input: { attributes: [code, code] },
    key: 'smonitor.code',
    reason: 'The name "smonitor.code" is defined more than once.',
  },
  {
    title: 'a key with a capital letter',
    input: { attributes: [code, { ...code, key: 'smonitor.runId' }] },
    key: 'smonitor.runId',
    reason: 'The name "smonitor.runId" is not made of lower-case words',
  },
  {
    title: 'a key that is not under "smonitor."',
    input: { attributes: [code, { ...code, key: 'error.type' }] },
    key: 'error.type',
    reason: 'begin with "smonitor."',
  },
  {
    title: 'a key that is a prefix of another key',
    input: { attributes: [code, { ...code, key: 'smonitor.code.kind' }] },
    key: 'smonitor.code',
    reason: 'The key "smonitor.code" is also the namespace of "smonitor.code.kind".',
  },
  {
    title: 'keys that make the same constant',
    input: { attributes: [code, { ...code, key: 'smonitor.a.b' }, { ...code, key: 'smonitor.a_b' }] },
    key: 'smonitor.a_b',
    reason: 'The constant ATTR_SMONITOR_A_B would be generated more than once.',
  },
  {
    title: 'a brief without a full stop',
    input: { attributes: [{ ...code, brief: 'The code' }] },
    key: 'smonitor.code',
    reason: 'The brief "The code" is not one sentence with a full stop.',
  },
  {
    title: 'a brief of two sentences',
    input: { attributes: [{ ...code, brief: 'The code. It is short.' }] },
    key: 'smonitor.code',
    reason: 'is not one sentence',
  },
  {
    title: 'an empty brief',
    input: { attributes: [{ ...code, brief: '' }] },
    key: 'smonitor.code',
    reason: 'The field "brief" must NOT have fewer than 1 characters.',
  },
  {
    title: 'the brief of a member that is no sentence',
    input: { attributes: [code, { ...kind, type: { members: [{ ...member, brief: 'small' }] } }] },
    key: 'smonitor.kind',
    reason: 'The brief "small" is not one sentence',
  },
  {
    title: 'a definition without stability',
    input: { attributes: [{ ...code, stability: undefined }] },
    key: 'smonitor.code',
    reason: 'The field "stability" is missing.',
  },
  {
    title: 'a stability that does not exist',
    input: { attributes: [{ ...code, stability: 'experimental' }] },
    key: 'smonitor.code',
    reason: 'The value "experimental" of "stability" is not allowed.',
  },
  {
    title: 'a type that does not exist',
    input: { attributes: [{ ...code, type: 'strings' }] },
    key: 'smonitor.code',
    reason: 'The value "strings" of "type" is not allowed.',
  },
  {
    title: 'a field that does not exist',
    input: { attributes: [{ ...code, breif: 'The code.' }] },
    key: 'smonitor.code',
    reason: 'The field "breif" is not known.',
  },
  {
    title: 'an entry without a key, by its position',
    input: { attributes: [code, { ...code, key: undefined }] },
    key: 'entry 2',
    reason: 'The field "key" is missing.',
  },
  {
    title: 'a member without a value',
    input: { attributes: [code, { ...kind, type: { members: [{ ...member, value: undefined }] } }] },
    key: 'smonitor.kind',
    reason: 'The field "type.members.0.value" is missing.',
  },
  {
    title: 'a member without stability',
    input: { attributes: [code, { ...kind, type: { members: [{ ...member, stability: undefined }] } }] },
    key: 'smonitor.kind',
    reason: 'The field "type.members.0.stability" is missing.',
  },
  {
    title: 'a member id that is used twice',
    input: { attributes: [code, { ...kind, type: { members: [member, { ...member, value: 'tiny' }] } }] },
    key: 'smonitor.kind',
    reason: 'The member id "small" is used more than once.',
  },
  {
    title: 'a member id with a capital letter',
    input: { attributes: [code, { ...kind, type: { members: [{ ...member, id: 'beforeAll' }] } }] },
    key: 'smonitor.kind',
    reason: 'The member id "beforeAll" is not lower case.',
  },
  {
    title: 'a value that belongs to two members',
    input: { attributes: [code, { ...kind, type: { members: [member, { ...member, id: 'tiny' }] } }] },
    key: 'smonitor.kind',
    reason: 'The value "small" belongs to more than one member.',
  },
  {
    title: 'members with values of different types',
    input: {
      attributes: [code, { ...kind, type: { members: [member, { ...member, id: 'one', value: 1 }] } }],
    },
    key: 'smonitor.kind',
    reason: 'The members have values of the types string and number.',
  },
  {
    title: 'an attribute without an example',
    input: { attributes: [{ ...code, examples: undefined }] },
    key: 'smonitor.code',
    reason: 'The attribute has no example.',
  },
  {
    title: 'an example of another type',
    input: { attributes: [{ ...code, examples: [7] }] },
    key: 'smonitor.code',
    reason: 'The example 7 is not of the type string.',
  },
  {
    title: 'an example of a list that is no list',
    input: { attributes: [{ ...code, type: 'string[]', examples: ['A-1'] }] },
    key: 'smonitor.code',
    reason: 'The example "A-1" is not of the type string[].',
  },
  {
    title: 'a deprecation without its new name',
    input: { attributes: [{ ...code, deprecated: { reason: 'renamed' } }] },
    key: 'smonitor.code',
    reason: 'The field "deprecated.renamed_to" is missing.',
  },
  {
    title: 'a deprecation without a note',
    input: { attributes: [{ ...code, deprecated: { reason: 'obsoleted' } }] },
    key: 'smonitor.code',
    reason: 'The field "deprecated.note" is missing.',
  },
  {
    title: 'a new name that nobody defines',
    input: { attributes: [{ ...code, deprecated: { reason: 'renamed', renamed_to: 'smonitor.id' } }] },
    key: 'smonitor.code',
    reason: 'The new name "smonitor.id" is not known.',
  },
  {
    title: 'a released stable key that is gone',
    input: { released: { attributes: ['smonitor.id'] } },
    key: 'smonitor.id',
    reason: 'The name "smonitor.id" was stable in the last release and is gone.',
  },
  {
    title: 'a released stable key that is stable no more',
    input: { released: { attributes: ['smonitor.code'] } },
    key: 'smonitor.code',
    reason: 'The name "smonitor.code" was stable in the last release and is development now.',
  },
]

const otherCases: readonly Case[] = [
  {
    title: 'a ref that nobody defines',
    input: {
      events: [{ ...event, attributes: [{ ref: 'smonitor.kode', requirement_level: 'required' }] }],
    },
    file: 'registry/events.yaml',
    key: 'smonitor.diagnostic',
    reason: 'The attribute "smonitor.kode" is not known.',
  },
  {
    title: 'a ref to the name of an upstream event',
    input: { events: [{ ...event, attributes: [{ ref: 'exception', requirement_level: 'required' }] }] },
    file: 'registry/events.yaml',
    key: 'smonitor.diagnostic',
    reason: 'The attribute "exception" is not known.',
  },
  {
    title: 'a ref that is there twice',
    input: { metrics: [{ ...metric, attributes: [...event.attributes, ...event.attributes] }] },
    file: 'registry/metrics.yaml',
    key: 'smonitor.events',
    reason: 'The attribute "smonitor.code" is listed more than once.',
  },
  {
    title: 'a requirement level that does not exist',
    input: { events: [{ ...event, attributes: [{ ref: 'smonitor.code', requirement_level: 'always' }] }] },
    file: 'registry/events.yaml',
    key: 'smonitor.diagnostic',
    reason: 'The value "always" of "attributes.0.requirement_level" is not allowed.',
  },
  {
    title: 'an event outside "smonitor."',
    input: { events: [{ ...event, name: 'exception' }] },
    file: 'registry/events.yaml',
    key: 'exception',
    reason: 'begin with "smonitor."',
  },
  {
    title: 'a span of a kind that does not exist',
    input: { spans: [{ ...event, type: 'smonitor.signal', name: { note: 'The name.' }, kind: 'inner' }] },
    file: 'registry/spans.yaml',
    key: 'smonitor.signal',
    reason: 'The value "inner" of "kind" is not allowed.',
  },
  {
    title: 'a metric without a unit',
    input: { metrics: [{ ...metric, unit: undefined }] },
    file: 'registry/metrics.yaml',
    key: 'smonitor.events',
    reason: 'The field "unit" is missing.',
  },
  {
    title: 'a metric that was stable and is gone',
    input: { released: { metrics: ['smonitor.calls'] } },
    file: 'registry/metrics.yaml',
    key: 'smonitor.calls',
    reason: 'The name "smonitor.calls" was stable in the last release and is gone.',
  },
  {
    title: 'a schema URL without a version',
    input: { manifest: { schema_url: 'https://smonitor.dev/schemas' } },
    file: 'manifest.yaml',
    key: 'schema_url',
    reason: 'The schema URL "https://smonitor.dev/schemas" does not end in a version.',
  },
  {
    title: 'a manifest without a description',
    input: { manifest: { description: undefined } },
    file: 'manifest.yaml',
    key: 'manifest',
    reason: 'The field "description" is missing.',
  },
]

describe('a wrong registry', () => {
  test.each([...attributeCases.map((row) => ({ file: 'registry/attributes.yaml', ...row })), ...otherCases])(
    'is refused for $title',
    ({ input, file, key, reason }) => {
      const { problems } = parseRegistry(sources(input))

      expect(problems).toEqual([
        { file, key, reason: expect.stringContaining(reason), remedy: expect.stringMatching(/^[A-Z].*\.$/) },
      ])
    },
  )

  test.each([
    ['text that is not YAML', 'attributes: [', 'line 1', 'The file is not valid YAML: '],
    ['a field that is there twice', 'a: 1\na: 2', 'line 2', 'Map keys must be unique'],
    ['an alias of nothing', 'attributes: *none', 'file', 'Unresolved alias'],
    ['no list of attributes', 'file_format: definition/2', 'attributes', 'The list "attributes" is missing.'],
    ['another file format', 'attributes: []', 'file_format', 'The file format is undefined.'],
    [
      'a section that is unknown',
      'file_format: definition/2\nattributes: []\ngroups: []',
      'groups',
      'The section "groups" does not belong in this file.',
    ],
  ])('is refused for a file that holds %s', (_, text, key, reason) => {
    const { problems } = parseRegistry({ ...sources({}), 'registry/attributes.yaml': text })

    expect(problems).toContainEqual(
      expect.objectContaining({
        file: 'registry/attributes.yaml',
        key,
        reason: expect.stringContaining(reason),
      }),
    )
  })

  test.each(Object.values(REGISTRY_FILES))('is refused when %s is missing', (file) => {
    const { [file]: _, ...rest } = sources({})

    expect(parseRegistry(rest).problems).toEqual([
      { file, key: 'file', reason: 'The file is missing.', remedy: 'Restore the file.' },
    ])
  })

  test('is told all its problems at once', () => {
    const { problems } = parseRegistry(
      sources({
        attributes: [
          { ...code, brief: 'The code' },
          { ...kind, stability: undefined },
        ],
        metrics: [{ ...metric, instrument: 'dial' }],
        manifest: { stability: undefined },
      }),
    )

    expect(problems.map(({ key }) => key).toSorted()).toEqual([
      'manifest',
      'smonitor.code',
      'smonitor.events',
      'smonitor.kind',
    ])
  })

  test('is not told that a key is unknown whose definition has another problem', () => {
    const { problems } = parseRegistry(sources({ attributes: [{ ...code, stability: undefined }] }))

    expect(problems.map(({ reason }) => reason)).toEqual(['The field "stability" is missing.'])
  })

  test('never makes the reader throw, whatever a file holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(REGISTRY_FILES)), textOrJson, (file, text) => {
        expect(() => parseRegistry({ ...sources({}), [file]: text })).not.toThrow()
      }),
    )
  })
})

describe('a right registry', () => {
  test.each([
    ['a deprecated key that was stable', { ...code, stability: 'stable', deprecated: obsolete() }],
    ['a key that was renamed to an upstream name', { ...code, deprecated: renamed('error.type') }],
    ['a template', { ...code, type: 'template[any]', examples: ['x', 1] }],
    ['whole numbers as allowed values', { ...code, ...numbers(), examples: undefined }],
    ['events that share the prefix of an attribute', code],
  ])('may hold %s', (_, attribute) => {
    const events = [event, { ...event, name: 'smonitor.code.seen' }]
    const released = attribute.stability === 'stable' ? { attributes: [attribute.key] } : {}

    expect(parseRegistry(sources({ attributes: [attribute], events, released })).problems).toEqual([])
  })

  test('is the one of smonitor', () => {
    const { registry, problems } = readRegistry(SEMCONV)

    expect(problems).toEqual([])
    expect(registry.events.map(({ name }) => name)).toEqual([
      'smonitor.diagnostic',
      'smonitor.diagnostic.summary',
      'smonitor.signal.slow',
      'smonitor.signal.exception',
      'smonitor.test.failure',
      'smonitor.run.summary',
    ])
  })

  test('identifies the defect in every event that tells of one', () => {
    const { registry } = readRegistry(SEMCONV)
    const without = registry.events.filter(
      ({ attributes }) =>
        !attributes.some(
          ({ ref, requirement_level: level }) => ref === 'smonitor.triage_key' && level === 'required',
        ),
    )

    expect(without.map(({ name }) => name)).toEqual(['smonitor.run.summary'])
  })
})

/** The text of a small registry that is right, but for what is given. JSON is YAML too. */
function sources(parts: {
  readonly manifest?: object
  readonly attributes?: readonly object[]
  readonly events?: readonly object[]
  readonly spans?: readonly object[]
  readonly metrics?: readonly object[]
  readonly released?: object
}): Readonly<Record<string, string>> {
  const { attributes = [code], events = [event], spans = [span], metrics = [metric] } = parts
  return {
    'manifest.yaml': JSON.stringify({
      schema_url: 'https://smonitor.dev/schemas/0.1.0',
      description: 'Names.',
      stability: 'development',
      dependencies: [],
      ...parts.manifest,
    }),
    'registry/attributes.yaml': list({ attributes }),
    'registry/events.yaml': list({ events }),
    'registry/spans.yaml': list({ spans }),
    'registry/metrics.yaml': list({ metrics }),
    'released.json': JSON.stringify({
      attributes: [],
      events: [],
      spans: [],
      metrics: [],
      ...parts.released,
    }),
  }
}

function list(section: object): string {
  return JSON.stringify({ file_format: 'definition/2', ...section })
}

const textOrJson = fc.oneof(fc.string(), fc.json(), listText())

function listText(): fc.Arbitrary<string> {
  const entry = fc.record({ key: fc.string(), name: fc.string(), type: fc.json(), attributes: fc.json() })
  return fc
    .record({
      part: fc.constantFrom('attributes', 'events', 'spans', 'metrics'),
      entries: fc.array(fc.anything({ maxDepth: 2 }).chain((value) => fc.oneof(entry, fc.constant(value)))),
    })
    .map(({ part, entries }) => JSON.stringify({ file_format: 'definition/2', [part]: entries }, bigints))
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function obsolete(): object {
  return { reason: 'obsoleted', note: 'Nothing replaces it.' }
}

function renamed(to: string): object {
  return { reason: 'renamed', renamed_to: to }
}

function numbers(): object {
  const stability = 'development'
  return {
    type: {
      members: [
        { id: 'one', value: 1, stability },
        { id: 'two', value: 2, stability },
      ],
    },
  }
}
