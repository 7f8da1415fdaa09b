import { HIGH_ENTROPY, isRandomSetting } from '../../redact/find/high-entropy.ts'
import { isSecretName } from '../../redact/secret-names.ts'
import { isLikelySetting } from './command-line.ts'
import type { Place } from './place.ts'
import { takeWhole, type BundleRules } from './value-redaction.ts'

// What says how a program runs, and not what it works with.
const SAID =
  /^(?:(?:OTEL|SMONITOR|NODE|LC|GITHUB|GITLAB|RUNNER|VITEST|JEST)_.*|TZ|LANG|LANGUAGE|CI|NODE|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|DEBUG|SHLVL|npm_lifecycle_event|npm_config_user_agent|npm_package_(?:name|version))$/
// These are names, whatever they look like, and texts have them for good reasons.
const NAMES = /(?:^|_)(?:NAME|HOST|HOSTNAME|VERSION|TAG|REF|SHA|COMMIT|REVISION|BRANCH|IMAGE|ID)$/i
const ATTRIBUTES = 'OTEL_RESOURCE_ATTRIBUTES'
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
    if (name === ATTRIBUTES) learnAttributes(value)
    if (SAID.test(name) && !ACTORS.test(name)) return rules.text(value, at)
    // Looked through all the same: an address with a password in it is known from here on.
    rules.text(value, at)
    if (!NAMES.test(name)) learnRandom(value)
    return takeWithout(value, at)
  }

  /** In the texts of others an attribute may stand as it was before it was percent-encoded. */
  function learnAttributes(value: string): void {
    for (const pair of value.split(',')) {
      if (!isSecretName(pair.slice(0, Math.max(0, pair.indexOf('='))).trim())) continue
      for (const secret of headersIn(pair)) rules.known.learn(secret, 'setting')
    }
  }

  /** What looks random is nothing that a text has for another reason. */
  function learnRandom(value: string): void {
    HIGH_ENTROPY.find(value, (start, end) => rules.known.learn(value.slice(start, end), 'shape'))
    if (isRandomSetting(value)) rules.known.learn(value, 'shape')
  }

  function takeWithout(value: string, at: Place): string {
    if (value !== rules.replacement) rules.taken('environment', at)
    return rules.replacement
  }
}

/** The values of `name=value,name=value`, as they are and percent-decoded. */
function headersIn(text: string): readonly string[] {
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
