import { PROTECTED_FIELDS } from '../../redact/protected.ts'
import type { RedactOptions } from '../../redact/redactor.ts'
import { cachePath } from './ottl-places.ts'
import { statement, type Statement } from './ottl-statement.ts'
import { attributePath, quote } from './ottl-text.ts'

/** The texts of each context besides its attributes, with what has to hold for one to be looked through. */
const TEXTS: Readonly<Record<string, readonly (readonly [path: string, ...where: string[]])[]>> = {
  log: [
    ['log.body', 'IsString(log.body)'],
    ['log.event_name', isForeign('log.event_name')],
  ],
  span: [['span.name', isForeign('span.name')], ['span.status.message']],
  spanevent: [['spanevent.name', isForeign('spanevent.name')]],
}

/** The names of the telemetry itself stay, and what has none. */
function isForeign(path: string): string {
  return `${path} != "exception" and not IsMatch(${path}, "^(smonitor\\\\.|$)")`
}

/** Of a `redact` action, what its patterns find in texts; ids, keys and codes stay in the fields that are made for them. */
export function redactStatements(
  redact: RedactOptions | undefined,
  context: string,
  name: string,
): readonly Statement[] {
  const { patterns = [], replacement = '[REDACTED]' } = redact ?? {}
  if (patterns.length === 0) return []
  // In one go: a pattern must not find what another has put there.
  const pattern = quote(
    patterns.length === 1 ? patterns.join('') : patterns.map((one) => `(?:${one})`).join('|'),
  )
  const kept = cachePath(context, name)
  // Of Go's templates: https://pkg.go.dev/regexp#Regexp.Expand
  const template = quote(replacement.replaceAll('$', '$$$$'))
  return [
    ...Object.entries(PROTECTED_FIELDS).map(([key, { source }]) => {
      const path = attributePath(context, key)
      const isIt = `IsString(${path}) and IsMatch(${path}, ${quote(source)})`
      return statement(`set(${cachePath(context, name, key)}, ${path})`, isIt)
    }),
    statement(`replace_all_patterns(${context}.attributes, "value", ${pattern}, ${template})`),
    ...(TEXTS[context] ?? []).map(([path, ...where]) =>
      statement(`replace_pattern(${path}, ${pattern}, ${template})`, ...where),
    ),
    statement(`merge_maps(${context}.attributes, ${kept}, "upsert")`, `${kept} != nil`),
  ]
}
