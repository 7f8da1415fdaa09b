import { isDiagnosticError } from '../../src/record/diagnostic-brand.ts'
import { renderSettings } from '../../src/cli/render-settings.ts'
import { explainSettings } from '../../src/setup/settings/explain-config.ts'
import { parseJsonConfig } from '../../src/setup/settings/load-config.ts'
import { readLoaded } from '../../src/setup/settings/read-config-file.ts'
import {
  inspectSettings,
  type InspectedSettings,
  type SettingSources,
} from '../../src/setup/settings/resolve-settings.ts'
import { textOf, toError, type SettingNotice } from '../../src/setup/settings/setting-notice.ts'
import type { Call } from './any-call.ts'
import type { ConfigText } from './any-config-text.ts'
import type { Variables } from './any-environment.ts'
import type { Tally } from './tally.ts'

const FILE = { path: '/shop/smonitor.config.json', isPackage: false }
const CWD = '/shop'

/** A config file: it is refused as a whole, or each thing that is said of it names what was changed. */
export function checkConfigText({ text, touched, isMutated }: ConfigText, tally: Tally): void {
  if (isMutated) tally.countMutated()
  const raw = parse(text, tally)
  tally.countParsed(raw !== undefined)
  if (raw === undefined) return
  const inspected = inspectSettings({ env: {}, cwd: CWD }, () => readLoaded(FILE, raw, CWD))
  // What is said of the active profile, or of a profile that is made from another, may come of a change in profiles.
  const related = touched?.some((key) => /^profiles?$/i.test(key))
    ? ['profile', 'PROFILE', 'profiles', 'PROFILES']
    : []
  checkNotices(inspected, touched === undefined ? Object.keys(raw) : [...touched, ...related], tally)
}

/** A call with anything in it. */
export function checkCall({ options, touched }: Call, tally: Tally): void {
  if (touched.length > 0) tally.countMutated()
  const sources = { call: options, env: {}, cwd: CWD } as SettingSources
  try {
    const inspected = inspectSettings(sources, () => readLoaded(FILE, {}, CWD))
    // A profile that is asked for may be one of those that were replaced.
    checkNotices(inspected, touched, tally)
  } catch (error) {
    // Whoever asks for a config file, or for code of theirs to be run, is told of it by its own code.
    if (!isDiagnosticError(error)) throw error
    throw new Error(`${error.code} was thrown, though nothing asks for a file.`, { cause: error })
  }
}

/** An environment: what is said names the variable that was changed. */
export function checkEnvironment(
  { env, touched }: { readonly env: Variables; readonly touched: readonly string[] },
  tally: Tally,
): void {
  if (touched.length > 0) tally.countMutated()
  checkNotices(
    inspectSettings({ env, cwd: CWD }, () => readLoaded(FILE, {}, CWD)),
    touched,
    tally,
  )
}

function parse(text: string, tally: Tally): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseJsonConfig(FILE.path, text)
  } catch (error) {
    if (!isDiagnosticError(error) || error.code !== 'SMON-E109') throw error
    if (!error.message.includes(FILE.path))
      throw new Error(`The error does not name the file: ${error.message}`, { cause: error })
    tally.say(
      error.code,
      String(error.params['reason'])
        .replaceAll(/\d+|'.*'|".*"/gs, '…')
        .slice(0, 80),
      error.message,
    )
    return undefined
  }
}

const ABOUT_ROUTES: ReadonlySet<string> = new Set(['SMON-W221', 'SMON-E132'])

function checkNotices(inspected: InspectedSettings, keys: readonly string[], tally: Tally): void {
  const { problems, warnings } = inspected
  for (const notice of [...problems, ...warnings]) {
    const { message, hint } = textOf(notice)
    tally.say(notice.code, kindOf(notice), `${message} ${hint}`.slice(0, 160))
    // About a rule and the sinks together, wherever each of them was written.
    if (ABOUT_ROUTES.has(notice.code) && message.includes(notice.params['name'] ?? '')) continue
    if (!keys.some((key) => notice.setting.startsWith(key.slice(0, SHOWN)))) {
      throw new Error(`"${message}" is not about what was changed: ${keys.join(', ')}.`)
    }
    if (!message.includes(notice.setting)) throw new Error(`"${message}" does not name ${notice.setting}.`)
    if (hint.length < 5 || hint.length > 400 || message.length > 400)
      throw new Error(`"${message} ${hint}" is of no use.`)
  }
  if (problems.length > 0) {
    const error = toError(problems)
    if (!isDiagnosticError(error)) throw new Error('The error has no code.', { cause: error })
    return
  }
  const shown = renderSettings(explainSettings(inspected), inspected.warnings)
  // oxlint-disable-next-line no-control-regex -- that there is none is what is checked
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(shown))
    throw new Error('A control character reaches the terminal.')
}

/** Of a longer key, a message has only the beginning. */
const SHOWN = 50

/** What was said, but for the names and values in it. */
function kindOf({ setting, params }: SettingNotice): string {
  const { allowed, remedy, reason = '' } = params
  if (allowed === undefined) return (remedy ?? reason).replaceAll(/Write \w+|"[^"]*"/g, '…').slice(0, 60)
  const top = setting.replace(/[.[ ].*$/s, '').replaceAll(/_|^SMONITOR_/g, '')
  const kind = allowed
    .replace(/; perhaps you meant .*/s, '; perhaps …')
    .replace(/(agent, debug), .*?(; perhaps …)?$/s, '$1 and its own$2')
  return `${top.toLowerCase()}: ${kind.slice(0, 80)}`
}
