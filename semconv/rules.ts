import { checkAttributes } from './attribute-rules.ts'
import { attributeConstant, eventConstant, metricConstant, valueConstant } from './constant-names.ts'
import {
  enumMembers,
  type AttributeRef,
  type Described,
  type Problem,
  type Registry,
  type Released,
} from './registry.ts'
import { repeated } from './repeated.ts'
import { UPSTREAM_NAMES } from './upstream.ts'

/** Holds the names of a registry, also of entries whose shape is wrong; undefined for a file that cannot be read. */
export type RegistryNames = Readonly<Record<Part, ReadonlySet<string> | undefined>>

/** Checks what the shape of a single entry cannot say: names, references, sentences, and the last release. */
export function checkRules(registry: Registry, names: RegistryNames, released: Released): readonly Problem[] {
  const definitions = listDefinitions(registry)
  return [
    ...checkManifest(registry),
    ...definitions.flatMap(checkName),
    ...checkUniqueNames(definitions),
    ...checkAttributes(registry.attributes),
    ...checkConstants(registry),
    ...definitions.flatMap(checkBrief),
    ...definitions.flatMap((definition) => checkRefs(definition, names.attributes)),
    ...definitions.flatMap((definition) => checkRenaming(definition, names[definition.part])),
    ...checkReleased(definitions, names, released),
  ]
}

type Part = keyof Released

interface Definition {
  readonly part: Part
  readonly file: string
  readonly key: string
  readonly entry: Described
  readonly refs: readonly AttributeRef[]
}

function listDefinitions(registry: Registry): readonly Definition[] {
  return [
    ...registry.attributes.map((entry) => define('attributes', entry.key, entry, [])),
    ...registry.events.map((entry) => define('events', entry.name, entry, entry.attributes)),
    ...registry.spans.map((entry) => define('spans', entry.type, entry, entry.attributes)),
    ...registry.metrics.map((entry) => define('metrics', entry.name, entry, entry.attributes)),
  ]
}

function define(part: Part, key: string, entry: Described, refs: readonly AttributeRef[]): Definition {
  return { part, file: `registry/${part}.yaml`, key, entry, refs }
}

function checkManifest({ manifest }: Registry): readonly Problem[] {
  const urls = [manifest.schema_url, ...manifest.dependencies.map((dependency) => dependency.schema_url)]
  return urls
    .filter((url) => url !== '' && !/^https?:\/\/[^/]+\/.*\d+\.\d+\.\d+$/.test(url))
    .map((url) => ({
      file: 'manifest.yaml',
      key: 'schema_url',
      reason: `The schema URL "${url}" does not end in a version.`,
      remedy: 'Write it as https://host/path/1.2.3.',
    }))
}

function checkName({ file, key }: Definition): readonly Problem[] {
  if (/^smonitor(?:\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*)+$/.test(key)) return []
  return [
    {
      file,
      key,
      reason: `The name "${key}" is not made of lower-case words that are joined by dots and begin with "smonitor.".`,
      remedy: 'Write it as smonitor.area.some_name, or put it in upstream.ts if the name belongs to others.',
    },
  ]
}

function checkUniqueNames(definitions: readonly Definition[]): readonly Problem[] {
  return repeated(definitions, ({ part, key }) => `${part} ${key}`).map(({ file, key }) => ({
    file,
    key,
    reason: `The name "${key}" is defined more than once.`,
    remedy: 'Keep one of the definitions.',
  }))
}

function checkConstants(registry: Registry): readonly Problem[] {
  const constants = [
    ...registry.attributes.flatMap((attribute) => [
      { file: 'registry/attributes.yaml', key: attribute.key, constant: attributeConstant(attribute.key) },
      ...enumMembers(attribute).map(({ id }) => ({
        file: 'registry/attributes.yaml',
        key: attribute.key,
        constant: valueConstant(attribute.key, id),
      })),
    ]),
    ...registry.events.map(({ name }) => ({
      file: 'registry/events.yaml',
      key: name,
      constant: eventConstant(name),
    })),
    ...registry.metrics.map(({ name }) => ({
      file: 'registry/metrics.yaml',
      key: name,
      constant: metricConstant(name),
    })),
  ]
  // A name or an id that is there twice is a problem of its own.
  const twice = new Set(repeated(constants, ({ key, constant }) => `${key} ${constant}`))
  const distinct = constants.filter((entry) => !twice.has(entry))
  return repeated(distinct, ({ constant }) => constant).map(({ file, key, constant }) => ({
    file,
    key,
    reason: `The constant ${constant} would be generated more than once.`,
    remedy: 'Rename a name or an id that differs from another only in dots and underscores.',
  }))
}

function checkBrief({ file, key, entry }: Definition): readonly Problem[] {
  const briefs = [entry.brief, ...enumMembers(entry).map((member) => member.brief ?? '')]
  return briefs
    .filter((brief) => brief !== '' && !isSentence(brief))
    .map((brief) => ({
      file,
      key,
      reason: `The brief "${brief}" is not one sentence with a full stop.`,
      remedy: 'Write one sentence that a stranger understands, and move the rest to the note.',
    }))
}

function isSentence(brief: string): boolean {
  return /^[A-Z`].*[^.]\.$/.test(brief) && !/[.!?] +[A-Z`]/.test(brief)
}

function checkRefs(
  { file, key, refs }: Definition,
  known: ReadonlySet<string> | undefined,
): readonly Problem[] {
  const unknown = refs.filter(
    ({ ref }) => known !== undefined && !known.has(ref) && !upstreamAttributes.has(ref),
  )
  return [
    ...unknown.map(({ ref }) => ({
      file,
      key,
      reason: `The attribute "${ref}" is not known.`,
      remedy: `Add it to registry/attributes.yaml, or to upstream.ts if the name belongs to others.`,
    })),
    ...repeated(refs, ({ ref }) => ref).map(({ ref }) => ({
      file,
      key,
      reason: `The attribute "${ref}" is listed more than once.`,
      remedy: 'Keep one of the references.',
    })),
  ]
}

const upstreamAttributes: ReadonlySet<string> = new Set(
  UPSTREAM_NAMES.filter(({ kind }) => kind === 'attribute').map(({ name }) => name),
)

function checkRenaming(
  { file, key, entry }: Definition,
  known: ReadonlySet<string> | undefined,
): readonly Problem[] {
  if (entry.deprecated?.reason !== 'renamed' || known === undefined) return []
  const target = entry.deprecated.renamed_to
  if (known.has(target) || UPSTREAM_NAMES.some(({ name }) => name === target)) return []
  return [
    {
      file,
      key,
      reason: `The new name "${target}" is not known.`,
      remedy: 'Define the new name beside the old one, or use the reason "obsoleted".',
    },
  ]
}

function checkReleased(
  definitions: readonly Definition[],
  names: RegistryNames,
  released: Released,
): readonly Problem[] {
  const parts = ['attributes', 'events', 'spans', 'metrics'] as const
  return parts.flatMap((part) =>
    released[part].flatMap((key) => {
      const file = `registry/${part}.yaml`
      if (names[part]?.has(key) === false) {
        return [
          {
            file,
            key,
            reason: `The name "${key}" was stable in the last release and is gone.`,
            remedy: 'Put the definition back and mark it as deprecated.',
          },
        ]
      }
      const entry = definitions.find(
        (definition) => definition.part === part && definition.key === key,
      )?.entry
      if (entry === undefined || entry.stability === 'stable') return []
      return [
        {
          file,
          key,
          reason: `The name "${key}" was stable in the last release and is ${entry.stability} now.`,
          remedy: 'Set its stability to stable again; to retire it, mark it as deprecated as well.',
        },
      ]
    }),
  )
}
