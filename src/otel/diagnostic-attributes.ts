import {
  ATTR_SMONITOR_API_URL,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_ISSUES_URL,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRACE_HASH,
} from '../../semconv/semconv.ts'
import { findCatalog } from '../record/catalog-registry.ts'
import { defined } from '../record/defined.ts'
import type { DiagnosticFields } from '../record/diagnostic-brand.ts'
import { chainOf } from './call-chain.ts'
import type { Frame } from './frame.ts'
import { traceHashOf } from './call-path.ts'

/** Attributes of a record, in the flat form that every SDK line keeps. */
export type FlatAttributes = Record<string, string | number | boolean | readonly string[]>

/** The attributes that a code brings: itself, its words and its params. */
export function codedAttributes(fields: Omit<DiagnosticFields, 'level'>): FlatAttributes {
  const { code, title, hint, docs, catalog, params } = fields
  // An error does not carry the links of its library along; they are known where the library is loaded.
  const { issues, api } = findCatalog(catalog.name, catalog.version)?.links ?? {}
  const words = wordAttributes({ title, hint, docs, issues, api })
  const attributes: FlatAttributes = { [ATTR_SMONITOR_CODE]: code, ...words }
  for (const [name, value] of Object.entries(params)) attributes[ATTR_SMONITOR_PARAM(name)] = value
  return attributes
}

/** What is said of a code, and where more is. */
interface CodeWords {
  readonly title?: string | undefined
  readonly hint?: string | undefined
  readonly docs?: string | undefined
  readonly issues?: string | undefined
  readonly api?: string | undefined
}

/** The attributes of what is said of a code. */
export function wordAttributes({ title, hint, docs, issues, api }: CodeWords): FlatAttributes {
  return defined({
    [ATTR_SMONITOR_TITLE]: title,
    [ATTR_SMONITOR_HINT]: hint,
    [ATTR_SMONITOR_DOC_URL]: docs,
    [ATTR_SMONITOR_ISSUES_URL]: issues,
    [ATTR_SMONITOR_API_URL]: api,
  }) as FlatAttributes
}

/** What {@link addContext} adds for a frame, still empty. */
export const EMPTY_CONTEXT: FlatAttributes = {
  [ATTR_SMONITOR_TRACE_HASH]: '',
  [ATTR_SMONITOR_CONTEXT_CHAIN]: [],
  [ATTR_SMONITOR_CONTEXT_DEPTH]: 0,
}

/** Adds the attributes that tell where a diagnostic arose; `frames` are those of an exception, normalised. */
export function addContext(
  attributes: FlatAttributes,
  frame: Frame | undefined,
  source: string,
  frames: readonly string[] = [],
): void {
  attributes[ATTR_SMONITOR_SOURCE] = source
  const traceHash = traceHashOf(frame, frames)
  if (traceHash !== undefined) attributes[ATTR_SMONITOR_TRACE_HASH] = traceHash
  if (frame === undefined) return
  attributes[ATTR_SMONITOR_CONTEXT_CHAIN] = chainOf(frame)
  attributes[ATTR_SMONITOR_CONTEXT_DEPTH] = frame.depth
}

/**
 * Makes the engine keep the names of such attributes, once for all that have the same ones in the same order. V8
 * does so for this loop and not for `Object.entries`, by which the SDKs read attributes: without the names that
 * takes it five times as long.
 */
export function rememberNames(attributes: object): void {
  for (const _ in attributes) break
}
