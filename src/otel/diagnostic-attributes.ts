import {
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_DOC_URL,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TITLE,
} from '../../semconv/semconv.ts'
import type { DiagnosticFields } from '../record/diagnostic-brand.ts'
import type { ParamAttributes } from '../record/template.ts'
import { chainOf, type Frame } from './call-chain.ts'

/** Attributes of a record, in the flat form that every SDK line keeps. */
export type FlatAttributes = Record<string, string | number | boolean | readonly string[]>

/** The attributes that a code brings: itself, its words and its params. */
export function codedAttributes(fields: Omit<DiagnosticFields, 'level' | 'catalog'>): FlatAttributes {
  const attributes: FlatAttributes = { [ATTR_SMONITOR_CODE]: fields.code }
  if (fields.title !== undefined) attributes[ATTR_SMONITOR_TITLE] = fields.title
  if (fields.hint !== undefined) attributes[ATTR_SMONITOR_HINT] = fields.hint
  if (fields.docs !== undefined) attributes[ATTR_SMONITOR_DOC_URL] = fields.docs
  return addParams(attributes, fields.params)
}

/** Adds params under `smonitor.param.<name>`; changes and returns the attributes it is given. */
export function addParams(attributes: FlatAttributes, params: ParamAttributes): FlatAttributes {
  for (const name of Object.keys(params)) {
    const value = params[name]
    if (value !== undefined) attributes[ATTR_SMONITOR_PARAM(name)] = value
  }
  return attributes
}

/** The attributes that tell where a diagnostic arose. */
export function contextAttributes(frame: Frame | undefined, source: string): FlatAttributes {
  if (frame === undefined) return { [ATTR_SMONITOR_SOURCE]: source }
  return {
    [ATTR_SMONITOR_SOURCE]: source,
    [ATTR_SMONITOR_CONTEXT_CHAIN]: chainOf(frame),
    [ATTR_SMONITOR_CONTEXT_DEPTH]: frame.depth,
  }
}
