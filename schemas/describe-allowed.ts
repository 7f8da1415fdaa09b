import type { SchemaNode } from './config-schema.ts'

/** Says in words what a value may be, to follow `Use `. */
export function describeAllowed(node: SchemaNode): string {
  if (node['x-allowed'] !== undefined) return node['x-allowed']
  if (node.enum !== undefined) return `one of: ${node.enum.join(', ')}`
  if (node.const !== undefined) return String(node.const)
  if (node['x-accepts'] !== undefined) return `a ${node['x-accepts']}`
  if (node.pattern !== undefined) return `a text like ${node.pattern}`
  switch (node.type) {
    case 'boolean':
      return 'true or false'
    case 'string':
      return 'a text'
    case 'object':
      return 'an object'
    case 'integer':
      return `a whole number${rangeOf(node)}`
    case 'number':
      return `a number${rangeOf(node)}`
    default:
      throw new Error(
        `The schema has a part without x-allowed that cannot be put into words: ${JSON.stringify(node)}`,
      )
  }
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `, ${minimum} or more`
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  return ''
}
