import { enumMembers, type Attribute, type Problem } from './registry.ts'
import { repeated } from './repeated.ts'

/** Checks what holds for attributes alone: namespaces, allowed values, and examples. */
export function checkAttributes(attributes: readonly Attribute[]): readonly Problem[] {
  return [
    ...checkPrefixes(attributes),
    ...attributes.flatMap(checkMembers),
    ...attributes.flatMap(checkExamples),
  ]
}

function problem(key: string, reason: string, remedy: string): Problem {
  return { file: 'registry/attributes.yaml', key, reason, remedy }
}

// A backend that shows dots as nesting cannot hold a value and an object under one name:
// https://github.com/open-telemetry/semantic-conventions/blob/v1.45.0/docs/general/naming.md
function checkPrefixes(attributes: readonly Attribute[]): readonly Problem[] {
  return attributes.flatMap(({ key }) =>
    attributes
      .filter((other) => other.key.startsWith(`${key}.`))
      .map((other) =>
        problem(
          key,
          `The key "${key}" is also the namespace of "${other.key}".`,
          `Rename one of them, for example "${key}" to "${key}.name".`,
        ),
      ),
  )
}

function checkMembers(attribute: Attribute): readonly Problem[] {
  const { key } = attribute
  const members = enumMembers(attribute)
  const types = new Set(members.map((member) => typeof member.value))
  const problems = [
    ...members
      .filter(({ id }) => !/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(id))
      .map(({ id }) =>
        problem(key, `The member id "${id}" is not lower case.`, 'Write it as some_id; the value is free.'),
      ),
    ...repeated(members, ({ id }) => id).map(({ id }) =>
      problem(key, `The member id "${id}" is used more than once.`, 'Give each member its own id.'),
    ),
    ...repeated(members, ({ value }) => String(value)).map(({ value }) =>
      problem(key, `The value "${value}" belongs to more than one member.`, 'Keep one of the members.'),
    ),
  ]
  if (types.size <= 1) return problems
  const reason = `The members have values of the types ${[...types].join(' and ')}.`
  return [...problems, problem(key, reason, 'Use strings only or whole numbers only.')]
}

function checkExamples({ key, type, examples }: Attribute): readonly Problem[] {
  if (typeof type !== 'string') return []
  if (examples === undefined) {
    return [
      problem(
        key,
        'The attribute has no example.',
        'Add "examples" with values that telemetry really holds.',
      ),
    ]
  }
  const remedy = type.includes('[]') ? 'Write a list of values, each of them a list.' : 'Correct the example.'
  return examples
    .filter((example) => !fits(type.replace(/^template\[(.+)\]$/, '$1'), example))
    .map((example) =>
      problem(key, `The example ${JSON.stringify(example)} is not of the type ${type}.`, remedy),
    )
}

function fits(type: string, value: unknown): boolean {
  if (type.endsWith('[]')) {
    return Array.isArray(value) && value.every((item) => fits(type.slice(0, -2), item))
  }
  if (type === 'int') return Number.isInteger(value)
  if (type === 'double') return typeof value === 'number'
  return type === 'any' || typeof value === type
}
