import { isLikelySetting } from './command-line.ts'
import type { Place } from './place.ts'
import { takeWhole, type BundleRules } from './value-redaction.ts'

// What says how a program runs, and not what it works with.
const SAID =
  /^(?:(?:OTEL|SMONITOR|NODE|LC|GITHUB|GITLAB|RUNNER|VITEST|JEST)_.*|TZ|LANG|LANGUAGE|CI|NODE|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|DEBUG|SHLVL|npm_lifecycle_event|npm_config_user_agent|npm_package_(?:name|version))$/
const HEADERS = /HEADERS$/i
const ACTORS = /_(?:ACTOR|TRIGGERING_ACTOR|USER|EMAIL|LOGIN|USER_NAME|USER_EMAIL|USER_LOGIN)$/

/**
 * Redacts environment variables: those that say how a program runs keep their value, as far as it is no secret; of the others
 * there is the name. A secret among them is known from then on.
 */
export function redactEnvironment(
  env: Readonly<Record<string, unknown>>,
  place: Place,
  rules: BundleRules,
  hasSecrets: boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      rules.text(name, place),
      valueOf(name, value, { parent: place, name }),
    ]),
  )

  function valueOf(name: string, value: unknown, at: Place): unknown {
    if (typeof value !== 'string' || value === '') return value
    const asked = rules.whole.at(at)
    if (asked?.foundIn === 'asked') return takeWhole(value, at, asked, rules)
    if (!hasSecrets) return rules.text(value, at)
    if (HEADERS.test(name)) {
      for (const header of headersIn(value)) rules.known.learn(header, 'setting')
      return takeWhole(value, at, { rule: 'secrets.headers', foundIn: 'setting' }, rules)
    }
    if (isLikelySetting(name)) {
      return takeWhole(
        value,
        at,
        { rule: asked?.rule ?? 'environment', foundIn: asked === undefined ? 'text' : 'setting' },
        rules,
      )
    }
    if (SAID.test(name) && !ACTORS.test(name)) return rules.text(value, at)
    // Looked through all the same: an address with a password in it is known from here on.
    rules.text(value, at)
    return takeWithout(value, at)
  }

  function takeWithout(value: string, at: Place): string {
    if (value !== rules.replacement) rules.taken('environment', at)
    return rules.replacement
  }
}

/** The values of `name=value,name=value`, as they are and percent-decoded. */
export function headersIn(text: string): readonly string[] {
  return text.split(',').flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1).trim()
    const decoded = decodedOf(value)
    // Of `Basic dXNlcjpwdw==` that behind the scheme.
    return [value, decoded, decoded.slice(decoded.indexOf(' ') + 1)]
  })
}

function decodedOf(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
