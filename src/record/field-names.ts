import {
  ATTR_SMONITOR_CONTRACT_WARNING,
  ATTR_SMONITOR_SCHEMA_WARNING,
  ATTR_SMONITOR_SUPPORT_TIER,
} from '../../semconv/semconv.ts'
import { FIELDS } from './canonical-fields.ts'

/** By attribute, the name that a field has in an event: the Python library's, which is ours in snake case. */
export const FIELD_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FIELDS).map(([field, attribute]) => [attribute, toSnakeCase(field)]),
)

/** By attribute, the name that what the checks found has in an event. */
export const CHECK_NAMES: ReadonlyMap<string, string> = new Map([
  [ATTR_SMONITOR_CONTRACT_WARNING, 'contract_warning'],
  [ATTR_SMONITOR_SCHEMA_WARNING, 'schema_warning'],
  [ATTR_SMONITOR_SUPPORT_TIER, 'support_tier'],
])

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
