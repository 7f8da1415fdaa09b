import {
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_CODE,
  ATTR_SMONITOR_HINT,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SOURCE,
  ATTR_SMONITOR_TITLE,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE } from '../../semconv/upstream.ts'
import { createClusterKey } from '../identity/cluster-key.ts'
import { rememberResults } from '../identity/remember-results.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { EMPTY_CONTEXT, wordAttributes, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import type { EnabledQuery } from '../otel/log-emitter.ts'
import type { CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import { pageOf } from '../record/page-of.ts'
import { defined } from '../record/defined.ts'
import { isAtLeast, LEVELS } from '../record/level.ts'
import { listTexts, resolveText } from '../record/resolve-text.ts'
import { compileTemplate, listPlaceholders, type ParamKeys, type Template } from '../record/template.ts'

/** A code of a catalog, with everything worked out that does not depend on its params. */
export interface CompiledCode {
  readonly code: string
  readonly definition: CodeDefinition
  /** What a logger is asked before anything is rendered. */
  readonly query: EnabledQuery
  readonly message: Template
  /** Address of the code's page. */
  readonly docs: string | undefined
  readonly params: ParamKeys
  /**
   * What every record of the code and a source has, inside of signals or not, with what differs still empty: first
   * what it is known by, last the params, for an SDK drops what is beyond its limit. A record starts as a copy of it,
   * which is much faster than to add one attribute after the other.
   */
  start(source: string, isInside: boolean): Readonly<FlatAttributes>
  /** The texts among these attributes that depend on params. */
  readonly varying: readonly (readonly [attribute: string, text: Template])[]
}

/** Compiles the codes of a catalog, each when it is first used; takes anything for a code, as JavaScript may pass it. */
export function createCodeCompiler(catalog: CatalogDefinition): (code: string) => CompiledCode {
  return rememberResults((given) => {
    const code = String(given)
    return compileCode(catalog, code, Object.hasOwn(catalog.codes, code) ? catalog.codes[code] : undefined)
  })
}

function compileCode(
  catalog: CatalogDefinition,
  code: string,
  known: CodeDefinition | undefined,
): CompiledCode {
  const definition = known ?? unknownCode(catalog, code)
  const { level, title, message, hint } = definition
  // Keys of an object, and not the texts that they come from: engines are much faster with those.
  const names = Object.keys(emptied(listTexts(definition).flatMap(listPlaceholders)))
  const emptyParams = emptied(names.map(ATTR_SMONITOR_PARAM))
  // A code that is not known has no page.
  const docs = known === undefined ? undefined : pageOf(catalog, code)
  const clusterKey = createClusterKey({ code })
  const words = { ...catalog.links, ...resolveText(definition, {}), docs }
  const startIn = (place: FlatAttributes) =>
    rememberResults((source: string) => ({
      [ATTR_SMONITOR_CODE]: code,
      [ATTR_SMONITOR_SOURCE]: source,
      [ATTR_SMONITOR_TRIAGE_KEY]: createTriageKey({ code, source }),
      [ATTR_SMONITOR_CLUSTER_KEY]: clusterKey,
      ...(isAtLeast(level, 'error') ? { [ATTR_ERROR_TYPE]: code } : {}),
      ...place,
      ...wordAttributes(words),
      ...emptyParams,
    }))
  const [startOutside, startInside] = [startIn({}), startIn(EMPTY_CONTEXT)]
  return {
    code,
    definition,
    query: { severityNumber: LEVELS[level].severityNumber, eventName: EVENT_SMONITOR_DIAGNOSTIC },
    message: compileTemplate(message, names),
    docs,
    params: { names, attributes: Object.keys(emptyParams) },
    start: (source, isInside) => (isInside ? startInside : startOutside)(source),
    varying: Object.entries(defined({ [ATTR_SMONITOR_TITLE]: title, [ATTR_SMONITOR_HINT]: hint }))
      .filter(([, text]) => listPlaceholders(text).length > 0)
      .map(([attribute, text]) => [attribute, compileTemplate(text, names)]),
  }
}

function emptied(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, '']))
}

/** A code that only types forbid, from JavaScript: it is recorded under its name rather than thrown at the host. */
function unknownCode(catalog: CatalogDefinition, code: string): CodeDefinition {
  return {
    level: 'error',
    title: 'Unknown code',
    // Doubled braces: the names are data, and what looks like a placeholder in them is not one.
    message: `The catalog "${asText(catalog.name)}" has no code "${asText(code)}".`,
    hint: 'Declare it in the catalog, or correct its spelling.',
  }
}

function asText(data: string): string {
  return data.replaceAll(/\{(\w+(?::json)?)\}/g, '{{$1}}')
}
