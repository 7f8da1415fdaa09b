import { isSecretName } from '../../redact/secret-names.ts'
import { isWorthKnowing } from '../../redact/worth-knowing.ts'
import type { Place } from './place.ts'
import { secretArguments, takeArgument, type BundleRules } from './value-redaction.ts'

const NAMED = /^(-{0,2})([A-Za-z][\w.-]{0,127})(=|:\s*)([^]+)$/
const LONG_FLAG = /^--?([A-Za-z][\w.:-]{1,127})$/
const SHORT_FLAG = /^-([A-Za-z])$/
const ATTACHED = /^-([pP])([^]{4,})$/
// What programs have them for: -p and -P a password or a port, -u a user and its password, -k, -t, -s, -w, -a a key or a token.
const SHORT_SECRETS = /^[pPktswa]$/
const PORT = /^(?:[\d.]+:)?\d{1,5}(?::\d{1,5})?$/
// Ids of a user and a group are no password: `--user 1000:1000`.
const USERS = /^(?:proxy-)?user$/
const USER_AND_PASSWORD = /^(?!\d*:\d*$)[^/\s]+:[^/]/
// Short numbers that let somebody in.
const CODES = /(?:^|[-_.])(?:pin|otp|passcode)$/i
// Names that say "secret" to a command line or an environment, and other things elsewhere.
const LIKELY_NAME =
  /(?:^|[-_.])(?:key|pass|auth|pw|creds?|salt|dsn|pat|jwt|bearer|secrets|tokens|passwords|keys|license)$/i

/**
 * Redacts the arguments of a program: what is behind a flag that is named like a secret goes, whether it is behind `=` or the
 * next argument, and so does what is behind the name of a header or a variable.
 */
export function redactArguments(
  argv: readonly unknown[],
  place: Place,
  rules: BundleRules,
  hasSecrets: boolean,
): readonly unknown[] {
  const secrets = hasSecrets ? secretArguments(argv) : undefined
  let isNextTaken: ((value: string) => boolean) | undefined
  let copy: unknown[] | undefined
  for (const [index, argument] of argv.entries()) {
    if (typeof argument !== 'string') continue
    const at = { parent: place, name: String(index) }
    const isTaken = isNextTaken?.(argument) === true && !/^--?[A-Za-z]/.test(argument)
    isNextTaken = undefined
    const secretAt = isTaken ? 0 : secrets?.get(index)
    const made = secretAt === undefined ? one(argument, at) : takeArgument(argument, secretAt, at, rules)
    if (made === argument) continue
    copy ??= [...argv]
    copy[index] = made
  }
  return copy ?? argv

  function one(argument: string, at: Place): string {
    const attached = hasSecrets ? ATTACHED.exec(argument) : null
    if (attached !== null && /\d/.test(attached[2] ?? '') && isWorthKnowing(attached[2] ?? '', 'text')) {
      return `-${attached[1]}${take(attached[2] ?? '', at)}`
    }
    const flag = LONG_FLAG.exec(argument)?.[1]
    if (flag !== undefined) {
      if (isSecret(flag)) isNextTaken = () => true
      else if (hasSecrets && USERS.test(flag)) isNextTaken = (value) => USER_AND_PASSWORD.test(value)
      else if (hasSecrets && LIKELY_NAME.test(flag)) isNextTaken = (value) => isWorthKnowing(value, 'text')
      return rules.text(argument, at)
    }
    const short = SHORT_FLAG.exec(argument)?.[1]
    if (short !== undefined && hasSecrets) {
      if (short === 'p' || short === 'P') isNextTaken = (value) => !PORT.test(value)
      else if (short === 'u') isNextTaken = (value) => value.includes(':')
      else if (SHORT_SECRETS.test(short)) isNextTaken = (value) => isWorthKnowing(value, 'text')
      return argument
    }
    const [, dashes = '', name = '', separator = '', value = ''] = NAMED.exec(argument) ?? []
    const isLikely =
      (LIKELY_NAME.test(name) && isWorthKnowing(value, 'text')) ||
      (dashes !== '' && separator === '=' && USERS.test(name) && USER_AND_PASSWORD.test(value))
    const isNamed = name !== '' && (isSecret(name) || (hasSecrets && isLikely))
    // An address, or what was taken out before and stands in the same way now.
    const isElse =
      value.startsWith('//') || (value !== rules.replacement && value.startsWith(rules.replacement))
    if (isNamed && !isElse) return `${dashes}${name}${separator}${take(value, at)}`
    return rules.text(argument, at)
  }

  function isSecret(name: string): boolean {
    return rules.whole.isNamed(name) || (hasSecrets && (isSecretName(name) || CODES.test(name)))
  }

  function take(value: string, at: Place): string {
    return takeArgument(value, 0, at, rules)
  }
}

/** Tells whether a variable or a flag is named like a secret. */
export function isLikelySetting(name: string): boolean {
  return isSecretName(name) || LIKELY_NAME.test(name)
}
