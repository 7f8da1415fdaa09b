import type { CatalogDefinition, CodeDefinition, SignalContract } from '../../record/catalog-definition.ts'
import { AUDIENCES } from '../../record/catalog-definition.ts'
import type { Level } from '../../record/level.ts'
import { isPlainObject } from './check-value.ts'

/**
 * Makes a catalog of `CODES` and `SIGNALS` in the form of the Python library: `{ title, user_message, dev_hint }`
 * for a code, `{ warnings, errors, extra_required }` for a signal.
 *
 * @returns `undefined` where there are no codes. What is wrong in it is found where catalogs are checked.
 */
export function toCatalog(codes: unknown, signals: unknown): CatalogDefinition | undefined {
  if (!isPlainObject(codes) || Object.keys(codes).length === 0) return undefined
  const contracts = isPlainObject(signals) ? Object.entries(signals) : []
  return {
    name: 'config',
    codes: Object.fromEntries(Object.entries(codes).map(([code, entry]) => [code, toCode(code, entry)])),
    signals: Object.fromEntries(contracts.map(([signal, contract]) => [signal, toContract(contract)])),
  }
}

/** The form of a code tells its level: `MSM-W010` is a warning. */
const LEVELS: Readonly<Record<string, Level>> = {
  D: 'debug',
  I: 'info',
  W: 'warn',
  E: 'error',
  C: 'fatal',
  F: 'fatal',
}

function toCode(code: string, entry: unknown): CodeDefinition {
  if (!isPlainObject(entry)) return entry as CodeDefinition
  const letter = /-([DIWECF])\d+$/.exec(code)?.[1] ?? 'W'
  const audience = AUDIENCES.flatMap((name) => {
    const texts = withoutNothing({ message: entry[`${name}_message`], hint: entry[`${name}_hint`] })
    return Object.keys(texts).length === 0 ? [] : [[name, texts] as const]
  })
  return withoutNothing({
    level: entry['level'] ?? LEVELS[letter],
    title: entry['title'],
    message: entry['message'] ?? entry['dev_message'] ?? entry['user_message'] ?? entry['qa_message'],
    hint: entry['hint'] ?? entry['dev_hint'] ?? entry['user_hint'],
    audience: audience.length === 0 ? entry['audience'] : Object.fromEntries(audience),
    docs: entry['docs'],
  }) as unknown as CodeDefinition
}

function toContract(contract: unknown): SignalContract {
  if (!isPlainObject(contract)) return contract as SignalContract
  const listed = [contract['codes'], contract['warnings'], contract['errors']].filter(
    (list) => list !== undefined,
  )
  const isListed = listed.every((list) => Array.isArray(list))
  return withoutNothing({
    codes: listed.length === 0 ? undefined : isListed ? listed.flat() : listed[0],
    required: contract['required'] ?? contract['extra_required'],
  })
}

function withoutNothing(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
