import { ATTR_SMONITOR_PARAM, EVENT_SMONITOR_DIAGNOSTIC } from '../../semconv/semconv.ts'
import { createClusterKey } from '../identity/cluster-key.ts'
import { rememberResults } from '../identity/remember-results.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import type { EnabledQuery } from '../otel/log-emitter.ts'
import type { CatalogDefinition, CodeDefinition } from '../record/catalog-definition.ts'
import { pageOf } from '../record/catalog-links.ts'
import { LEVELS } from '../record/level.ts'
import { listTexts } from '../record/resolve-text.ts'
import { compileTemplate, listPlaceholders, type Template } from '../record/template.ts'

/** A code of a catalog, with everything worked out that does not depend on its params. */
export interface CompiledCode {
  readonly code: string
  readonly definition: CodeDefinition
  /** What a logger is asked before anything is rendered. */
  readonly query: EnabledQuery
  readonly title: Template | undefined
  readonly message: Template
  readonly hint: Template | undefined
  /** Address of the code's page. */
  readonly docs: string | undefined
  /** Where a problem with the library is reported. */
  readonly issues: string | undefined
  /** The reference of the library's functions. */
  readonly api: string | undefined
  /** The attribute of each param, by the param's name. */
  readonly paramKeys: ReadonlyMap<string, string>
  keysOf(source: string): DiagnosticKeys
}

/** The keys of a diagnostic that do not depend on the calls around it. */
export interface DiagnosticKeys {
  readonly triageKey: string
  readonly clusterKey: string
}

/** Compiles the codes of a catalog, each when it is first used. */
export function createCodeCompiler(catalog: CatalogDefinition): (code: string) => CompiledCode {
  const compiled = new Map<string, CompiledCode>()
  return (code) => {
    const known = compiled.get(code)
    if (known !== undefined) return known
    const definition = Object.hasOwn(catalog.codes, code) ? catalog.codes[code] : undefined
    const entry = compileCode(catalog, code, definition)
    // What a catalog does not know may come from data, and must not fill the memory.
    if (definition !== undefined) compiled.set(code, entry)
    return entry
  }
}

function compileCode(
  catalog: CatalogDefinition,
  code: string,
  known: CodeDefinition | undefined,
): CompiledCode {
  const definition = known ?? unknownCode(catalog, code)
  const { level, title, message, hint } = definition
  const names = new Set(listTexts(definition).flatMap(listPlaceholders))
  return {
    code,
    definition,
    query: { severityNumber: LEVELS[level].severityNumber, eventName: EVENT_SMONITOR_DIAGNOSTIC },
    title: title === undefined ? undefined : compileTemplate(title),
    message: compileTemplate(message),
    hint: hint === undefined ? undefined : compileTemplate(hint),
    // A code that is not known has no page.
    docs: known === undefined ? undefined : pageOf(catalog, code),
    issues: catalog.links?.issues,
    api: catalog.links?.api,
    paramKeys: new Map([...names].map((name) => [name, ATTR_SMONITOR_PARAM(name)])),
    // They depend on code and source alone: each is computed once.
    keysOf: rememberResults((source) => ({
      triageKey: createTriageKey({ code, source }),
      clusterKey: createClusterKey({ code }),
    })),
  }
}

/** A code that only types forbid, from JavaScript: it is recorded under its name rather than thrown at the host. */
function unknownCode(catalog: CatalogDefinition, code: string): CodeDefinition {
  return {
    level: 'error',
    title: 'Unknown code',
    // Doubled braces: the names are data, and what looks like a placeholder in them is not one.
    message: `The catalog "${asText(catalog.name)}" has no code "${asText(code)}".`,
    hint: 'Declare the code in the catalog, or correct its spelling where it is used.',
  }
}

function asText(data: string): string {
  return data.replaceAll(/\{(\w+(?::json)?)\}/g, '{{$1}}')
}
