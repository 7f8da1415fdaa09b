import { createRedactor } from '../../redact/create-redactor.ts'
import { isSecretName } from '../../redact/secret-names.ts'
import type { Environment } from '../../setup/environment.ts'
import { parseHeaders } from './otlp-target.ts'

const HIDDEN = '[hidden]'
const redactor = createRedactor({ presets: ['secrets'], replacement: HIDDEN })

/** Shows a variable without its secrets: of headers the names stay, and an address loses who is logged in. */
export function hideSecrets(name: string, value: string): string {
  if (name.endsWith('_HEADERS')) {
    const names = Object.keys(parseHeaders(value))
    return names.length === 0 ? HIDDEN : names.map((header) => `${header}=${HIDDEN}`).join(',')
  }
  if (isSecretName(name)) return HIDDEN
  return redactor.text(value)
}

/**
 * Creates what takes out of any text what the environment holds as a secret, since an endpoint may send back what it
 * was sent.
 */
export function createHider(env: Environment): (text: string) => string {
  const values = Object.entries(env).flatMap(([name, value = '']) => {
    if (/^OTEL_.*_HEADERS$/.test(name)) return Object.values(parseHeaders(value)).flatMap(withoutScheme)
    return isSecretName(name) && !FOLDERS.includes(name) ? [value] : []
  })
  const secrets = [...new Set(values)]
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((one, other) => other.length - one.length)
  return (text) => redactor.text(secrets.reduce((all, secret) => all.replaceAll(secret, HIDDEN), text))
}

/** Where a shell is, and was, which is no password. */
const FOLDERS = ['PWD', 'OLDPWD']

/** What is shorter is in many words that are none. */
const SHORTEST = 4

/** A server that repeats a token may leave `Bearer` out. */
function withoutScheme(value: string): string[] {
  const [, token] = /^\w+ +(.+)$/.exec(value) ?? []
  return token === undefined ? [value] : [value, token]
}
