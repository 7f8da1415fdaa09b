import type * as Yaml from 'yaml'
import type { Environment } from '../environment.ts'

/** `$$`, or `${NAME}`, `${env:NAME}` and `${NAME:-default}`. */
const REFERENCE = /\$\$|\$\{(?:env:)?([a-zA-Z_]\w*)(?::-([^\n}]*))?\}/g

/**
 * Puts environment variables into the values of a YAML document, as OTel does: never into keys, and what was not quoted
 * is then read as YAML reads it.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/data-model/#environment-variable-substitution (v1.60)
 */
export function substituteVariables(
  document: Yaml.Document.Parsed,
  env: Environment,
  yaml: Pick<typeof Yaml, 'visit' | 'parse'>,
): Yaml.Document.Parsed {
  yaml.visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('$')) return
      const text = node.value.replaceAll(REFERENCE, (found, name?: string, standard = '') =>
        found === '$$' ? '$' : env[name ?? ''] || standard,
      )
      if (text === node.value) return
      node.value = node.type === 'PLAIN' ? readScalar(text, yaml) : text
    },
  })
  return document
}

/** A variable cannot bring structure in: what is not one value stays a text. */
function readScalar(text: string, yaml: Pick<typeof Yaml, 'parse'>): unknown {
  try {
    const value: unknown = yaml.parse(text, { logLevel: 'error' })
    return typeof value === 'object' && value !== null ? text : value
  } catch {
    return text
  }
}
