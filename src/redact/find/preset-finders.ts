import { isSecretName, isSecretText, isSessionName, isSessionText } from '../secret-names.ts'
import type { RedactPreset } from '../redactor.ts'
import { AUTH_SCHEMES } from './auth-schemes.ts'
import { COMMAND_LINES } from './command-lines.ts'
import type { Finder } from './finder.ts'
import { HIGH_ENTROPY } from './high-entropy.ts'
import { HOME_PATHS } from './home-paths.ts'
import { IP_ADDRESSES } from './ip-addresses.ts'
import { MAILS } from './mails.ts'
import { namedValues } from './named-values.ts'
import { PRIVATE_KEYS } from './private-keys.ts'
import { URL_CREDENTIALS } from './url-credentials.ts'
import { VENDOR_KEYS } from './vendor-keys.ts'
import { WEB_TOKENS } from './web-tokens.ts'

const FINDERS: Readonly<Record<string, readonly Finder[]>> = {
  secrets: [
    PRIVATE_KEYS,
    VENDOR_KEYS,
    WEB_TOKENS,
    URL_CREDENTIALS,
    AUTH_SCHEMES,
    COMMAND_LINES,
    namedValues('secrets.named', isSecretName, isSecretText),
  ],
  sessions: [namedValues('secrets.session', isSessionName, isSessionText)],
  mails: [MAILS],
  paths: [HOME_PATHS],
  tokens: [HIGH_ENTROPY],
  ips: [IP_ADDRESSES],
}

const SETS: Readonly<Record<string, readonly string[]>> = {
  share: ['secrets', 'sessions', 'mails', 'paths', 'tokens'],
  ci: ['secrets', 'tokens'],
  sensitive: ['secrets', 'sessions', 'mails', 'paths', 'tokens', 'ips'],
}

/** The plain presets that those asked for are made of, without repetitions. */
export function plainPresets(presets: readonly RedactPreset[]): readonly string[] {
  return [...new Set(presets.flatMap((preset) => SETS[preset] ?? [preset]))]
}

/** What the presets look for in texts. */
export function presetFinders(plain: readonly string[]): readonly Finder[] {
  return plain.flatMap((preset) => FINDERS[preset] ?? [])
}
