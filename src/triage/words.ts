import type { Audience, CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { resolveText } from '../record/resolve-text.ts'

/** Finds the words of an event. */
export type Words = (event: DiagnosticEvent) => Pick<DiagnosticEvent, 'title' | 'message' | 'hint'>

/**
 * Creates what finds the words of an event for one reader, in the catalogs of a bundle. What a catalog does not have, or
 * has in a form that is none, stays as the event says it: a bundle may be of another version, or edited by hand.
 */
export function createWords(catalogs: readonly CatalogDefinition[], audience: Audience | undefined): Words {
  if (audience === undefined) return (event) => event
  return (event) => {
    const definition = findDefinition(catalogs, event)
    if (definition === undefined) return event
    const { title = event.title, message, hint = null } = resolveText(definition, event.extra, audience)
    return { title, message, hint: hint ?? event.hint }
  }
}

function findDefinition(
  catalogs: readonly CatalogDefinition[],
  { code, library }: DiagnosticEvent,
): CodeDefinition | undefined {
  if (code === null) return undefined
  const owners = catalogs.filter((catalog) => isRecord(catalog?.codes) && Object.hasOwn(catalog.codes, code))
  const owner = owners.find(({ name }) => name === library.name) ?? owners[0]
  const definition: unknown = owner?.codes[code]
  return isDefinition(definition) ? definition : undefined
}

function isDefinition(value: unknown): value is CodeDefinition {
  if (!isRecord(value)) return false
  const { title, message, hint, audience } = value
  if (typeof message !== 'string' || !isTextOrNone(title) || !isTextOrNone(hint)) return false
  return (
    audience === undefined ||
    (isRecord(audience) &&
      Object.values(audience).every(
        (words) => isRecord(words) && isTextOrNone(words['message']) && isTextOrNone(words['hint']),
      ))
  )
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
