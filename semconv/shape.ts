import { Ajv, type ErrorObject } from 'ajv'

import type { Problem } from './registry.ts'

/** Names a kind of thing that the registry files hold. */
export type Shape = keyof typeof schemas

/** Tells what is wrong with the fields of one thing: which are there, of which type, with which values. */
export function checkShape(shape: Shape, value: unknown): readonly Pick<Problem, 'reason' | 'remedy'>[] {
  const validate = ajv.compile(schemas[shape])
  if (validate(value)) return []
  // An `if` error only repeats that one of the errors before it exists.
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if').map(explain)
}

// It caches what it compiles.
const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false })

function explain(error: ErrorObject): Pick<Problem, 'reason' | 'remedy'> {
  const field = error.instancePath.slice(1).replaceAll('/', '.')
  const child = (name: string): string => (field === '' ? name : `${field}.${name}`)
  switch (error.keyword) {
    case 'required':
      return {
        reason: `The field "${child(error.params['missingProperty'] as string)}" is missing.`,
        remedy: 'Add the field.',
      }
    case 'additionalProperties':
      return {
        reason: `The field "${child(error.params['additionalProperty'] as string)}" is not known.`,
        remedy: `Use only ${Object.keys(error.parentSchema?.['properties'] ?? {}).join(', ')}.`,
      }
    case 'enum':
      return {
        reason: `The value ${JSON.stringify(error.data)} of "${field}" is not allowed.`,
        remedy: `Use one of ${(error.params['allowedValues'] as readonly unknown[]).join(', ')}.`,
      }
    default:
      return {
        reason: `The field "${field}" ${error.message ?? 'is wrong'}.`,
        remedy: 'Correct the value.',
      }
  }
}

const text = { type: 'string', minLength: 1 }
const stability = { enum: ['development', 'alpha', 'beta', 'release_candidate', 'stable'] }
const deprecated = {
  ...object(['reason'], {
    reason: { enum: ['renamed', 'obsoleted', 'uncategorized'] },
    renamed_to: text,
    note: text,
  }),
  ...either(
    { properties: { reason: { const: 'renamed' } } },
    { required: ['renamed_to'] },
    { required: ['note'] },
  ),
}
const described = { brief: text, note: text, stability, deprecated }

// https://github.com/open-telemetry/weaver/blob/v0.25.1/schemas/semconv-syntax.v2.md#attribute-types
const plainTypes = ['string', 'int', 'double', 'boolean'].flatMap((type) => [type, `${type}[]`]).concat('any')
const member = object(['id', 'value', 'stability'], {
  ...described,
  id: text,
  value: { type: ['string', 'integer'] },
})
const attributeType = either(
  { type: 'object' },
  object(['members'], { members: { type: 'array', minItems: 1, items: member } }),
  { enum: [...plainTypes, ...plainTypes.map((type) => `template[${type}]`)] },
)
const requirementLevel = either(
  { type: 'object' },
  object(['conditionally_required'], { conditionally_required: text }),
  { enum: ['required', 'recommended', 'opt_in'] },
)
const reference = { ref: text, requirement_level: requirementLevel }
const refs = { type: 'array', items: object(['ref', 'requirement_level'], reference) }
const spanRefs = {
  type: 'array',
  items: object(['ref', 'requirement_level'], { ...reference, sampling_relevant: { type: 'boolean' } }),
}
const names = { type: 'array', items: text }

const schemas = {
  manifest: object(['schema_url', 'description', 'stability', 'dependencies'], {
    schema_url: text,
    description: text,
    stability,
    dependencies: {
      type: 'array',
      items: object(['schema_url', 'registry_path'], { schema_url: text, registry_path: text }),
    },
  }),
  released: object(['attributes', 'events', 'spans', 'metrics'], {
    $comment: text,
    attributes: names,
    events: names,
    spans: names,
    metrics: names,
  }),
  attributes: object(['key', 'type', 'brief', 'stability'], {
    key: text,
    type: attributeType,
    ...described,
    examples: { type: 'array', minItems: 1 },
  }),
  events: object(['name', 'brief', 'stability', 'attributes'], {
    name: text,
    ...described,
    attributes: refs,
  }),
  spans: object(['type', 'kind', 'name', 'brief', 'stability', 'attributes'], {
    type: text,
    kind: { enum: ['internal', 'client', 'server', 'producer', 'consumer'] },
    name: object(['note'], { note: text }),
    ...described,
    attributes: spanRefs,
  }),
  metrics: object(['name', 'instrument', 'unit', 'brief', 'stability', 'attributes'], {
    name: text,
    instrument: { enum: ['counter', 'updowncounter', 'gauge', 'histogram'] },
    unit: text,
    ...described,
    attributes: refs,
  }),
}

function object(required: readonly string[], properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required, properties, additionalProperties: false }
}

// Without the keyword "then", since an object that has it passes for a promise.
function either(test: object, whenTrue: object, whenFalse: object): object {
  return {
    allOf: [
      { if: { not: test }, else: whenTrue },
      { if: test, else: whenFalse },
    ],
  }
}
