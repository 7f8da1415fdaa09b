import { FIELDS } from './canonical-fields.ts'

/** By attribute, the name that a field has in an event: the Python library's, which is ours in snake case. */
export const FIELD_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELDS).map(([field, attribute]) => [attribute, toSnakeCase(field)]),
)

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
