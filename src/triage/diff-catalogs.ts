import type { CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import { listTexts } from '../record/resolve-text.ts'
import { listPlaceholders } from '../record/template.ts'

/** One difference between two releases of a catalog. */
export interface CatalogChange {
  readonly code: string
  readonly change: 'removed' | 'added' | 'deprecated' | 'level' | 'params' | 'text'
  /** Whether it breaks what others built on the code: rules, pages, dashboards, handlers. */
  readonly isBreaking: boolean
  /** What changed, in a sentence. */
  readonly detail: string
}

/** What differs between two releases of a catalog. */
export interface CatalogDiff {
  readonly schema: 'smonitor.catalog-diff/1'
  readonly before: { readonly name: string; readonly version: string | null }
  readonly after: { readonly name: string; readonly version: string | null }
  readonly isBreaking: boolean
  /** Breaking ones first, then by code. */
  readonly changes: readonly CatalogChange[]
}

/**
 * Tells what differs between two releases of a catalog. A code that is gone, or goes by another name, breaks rules,
 * pages and handlers of others; a code that is not used any more is marked as `deprecated` and stays.
 */
export function diffCatalogs(before: CatalogDefinition, after: CatalogDefinition): CatalogDiff {
  const codes = [...new Set([...Object.keys(before.codes), ...Object.keys(after.codes)])].toSorted()
  const changes = codes
    .flatMap((code) => compareCode(code, before.codes[code], after.codes[code]))
    .toSorted((one, other) => Number(other.isBreaking) - Number(one.isBreaking))
  return {
    schema: 'smonitor.catalog-diff/1',
    before: { name: before.name, version: before.version ?? null },
    after: { name: after.name, version: after.version ?? null },
    isBreaking: changes.some(({ isBreaking }) => isBreaking),
    changes,
  }
}

function compareCode(
  code: string,
  before: CodeDefinition | undefined,
  after: CodeDefinition | undefined,
): CatalogChange[] {
  if (before === undefined) return [{ code, change: 'added', isBreaking: false, detail: 'It is new.' }]
  if (after === undefined) {
    const detail = 'It is gone. A published code is never removed or renamed: mark it as deprecated instead.'
    return [{ code, change: 'removed', isBreaking: true, detail }]
  }
  const gone = paramsOf(before).filter((name) => !paramsOf(after).includes(name))
  const come = paramsOf(after).filter((name) => !paramsOf(before).includes(name))
  const changes: (CatalogChange | undefined)[] = [
    before.level === after.level
      ? undefined
      : {
          code,
          change: 'level',
          isBreaking: false,
          detail: `Its level was ${before.level} and is ${after.level}.`,
        },
    before.deprecated === undefined && after.deprecated !== undefined
      ? { code, change: 'deprecated', isBreaking: false, detail: 'It is not used any more.' }
      : undefined,
    gone.length + come.length === 0
      ? undefined
      : {
          code,
          change: 'params',
          isBreaking: gone.length > 0,
          detail: [
            ...(gone.length === 0 ? [] : [`Gone from its texts: ${gone.join(', ')}.`]),
            ...(come.length === 0 ? [] : [`New in its texts: ${come.join(', ')}.`]),
          ].join(' '),
        },
    JSON.stringify(listTexts(before)) === JSON.stringify(listTexts(after))
      ? undefined
      : { code, change: 'text', isBreaking: false, detail: 'Its words are others.' },
  ]
  return changes.filter((change) => change !== undefined)
}

function paramsOf(definition: CodeDefinition): string[] {
  return [...new Set(listTexts(definition).flatMap(listPlaceholders))]
}
