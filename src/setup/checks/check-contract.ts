import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_PARAM, ATTR_SMONITOR_SOURCE } from '../../../semconv/semconv.ts'
import type { CatalogDefinition, SignalContract } from '../../record/catalog-definition.ts'
import { listCatalogs } from '../../record/catalog-registry.ts'
import { FIELD_NAMES } from '../../record/field-names.ts'
import type { LogRecordLike } from '../../record/log-record.ts'

/** A contract, and the signal that it was made for. */
export interface FoundContract {
  readonly signal: string
  readonly contract: SignalContract
}

/** How a contract is checked. */
export interface ContractOptions {
  /** Whether somebody called for the diagnostic: it is no exception on its way, and not captured. */
  readonly isCalled: boolean
  /** Whether each diagnostic must have a code, also in a library that has no contracts. */
  readonly isStrict: boolean
}

/**
 * Says in a sentence each how a diagnostic breaks the contract of its signal. One without a code, which nobody can
 * look up, is a breach without a contract too, in a library that has some.
 */
export function checkContract(record: LogRecordLike, { isCalled, isStrict }: ContractOptions): string[] {
  const { attributes, instrumentationScope: library } = record
  const code = textOf(attributes[ATTR_SMONITOR_CODE])
  // An exception or a line that is captured in the signal promises nothing.
  if (code === undefined && !isCalled) return []
  const source = textOf(attributes[ATTR_SMONITOR_SOURCE]) ?? library.name
  const found = findContract(source, code === undefined ? undefined : library)
  if (found === undefined) {
    return code === undefined && (isStrict || hasContracts(source))
      ? [`The diagnostic has no code, and no contract covers its source "${source}".`]
      : []
  }
  const { signal, contract } = found
  const { codes, required = [] } = contract
  return [
    ...(code === undefined || codes === undefined || codes.includes(code)
      ? []
      : [`The code "${code}" is not among those of the signal "${signal}": ${codes.join(', ') || 'none'}.`]),
    ...required
      .filter((name) => !hasParam(attributes, name))
      .map((name) => `The parameter "${name}" is required by the signal "${signal}".`),
  ]
}

/**
 * Finds the contract of a source: that of its own name, or of the nearest name above it. A library's contracts bind
 * its own diagnostics, and not those of a library that it calls; one without a code is bound by any.
 */
export function findContract(
  source: string,
  library?: { readonly name: string; readonly version?: string | undefined },
): FoundContract | undefined {
  const catalogs = listCatalogs().filter(
    ({ name, version }) => library === undefined || (name === library.name && version === library.version),
  )
  for (let signal = source; signal !== ''; signal = signal.slice(0, Math.max(0, signal.lastIndexOf('.')))) {
    const contract = catalogs.map((catalog) => contractOf(catalog, signal)).find((one) => one !== undefined)
    if (contract !== undefined) return { signal, contract }
  }
  return undefined
}

/** Tells whether a source is in a library that has contracts. */
function hasContracts(source: string): boolean {
  return listCatalogs().some(
    ({ name, signals }) => signals !== undefined && (source === name || source.startsWith(`${name}.`)),
  )
}

function contractOf({ signals }: CatalogDefinition, signal: string): SignalContract | undefined {
  return signals !== undefined && Object.hasOwn(signals, signal) ? signals[signal] : undefined
}

const FIELD_ATTRIBUTES = new Map([...FIELD_NAMES].map(([attribute, name]) => [name, attribute]))

/** What a contract requires may be a param, or a field under the name that it has in an event. */
function hasParam(attributes: LogRecordLike['attributes'], name: string): boolean {
  const field = FIELD_ATTRIBUTES.get(name)
  return (
    attributes[ATTR_SMONITOR_PARAM(name)] !== undefined ||
    (field !== undefined && attributes[field] !== undefined)
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
