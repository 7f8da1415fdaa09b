import { ownDiagnostics } from '../own-diagnostics.ts'
import { nearestName } from './nearest-name.ts'
import { showValue } from './show-value.ts'

/** What is to be said of one setting: a diagnostic of our own, with the setting that it is about. */
export interface SettingNotice {
  /** A problem keeps smonitor from starting, a warning does not. */
  readonly kind: 'problem' | 'warning'
  readonly code: NoticeCode
  /** The setting where it was written, such as `profiles.qa.level in smonitor.config.json`. */
  readonly setting: string
  readonly params: Readonly<Record<string, string>>
}

/** The codes that are about a setting. */
export type NoticeCode =
  | 'SMON-E102'
  | 'SMON-E111'
  | 'SMON-E113'
  | 'SMON-E120'
  | 'SMON-E121'
  | 'SMON-E130'
  | 'SMON-W203'
  | 'SMON-W204'
  | 'SMON-W221'
  | 'SMON-E132'

/** Says that a setting has a value that it cannot have. */
export function wrongValue(
  setting: string,
  value: unknown,
  allowed: string,
  names: readonly string[] = [],
): SettingNotice {
  const nearest = typeof value === 'string' ? nearestName(value, names) : undefined
  return {
    kind: 'problem',
    code: 'SMON-E102',
    setting,
    params: {
      setting,
      value: showValue(value),
      allowed: nearest === undefined ? allowed : `${allowed}; perhaps you meant ${nearest}`,
    },
  }
}

/** Says that there is no such setting, and which was probably meant. */
export function unknownSetting(setting: string, name: string, names: readonly string[]): SettingNotice {
  const nearest = nearestName(name, names)
  const others =
    names.length > MAX_LISTED ? '`smonitor check` lists the settings' : `there are: ${names.join(', ')}`
  const remedy =
    nearest === undefined ? `Remove it; ${others}` : `Write ${nearest} if you meant that, or remove it`
  return { kind: 'warning', code: 'SMON-W203', setting, params: { setting, remedy } }
}

const MAX_LISTED = 8

/** Says that something which looks like a setting is not looked at. */
export function withoutEffect(setting: string, reason: string, remedy: string): SettingNotice {
  return { kind: 'warning', code: 'SMON-W204', setting, params: { setting, reason, remedy } }
}

/** Says that a catalog is not one. */
export function wrongCatalog(setting: string, reason: string): SettingNotice {
  return { kind: 'problem', code: 'SMON-E113', setting, params: { setting, reason } }
}

/** Says that a sink is none, or has an option that it cannot have. */
export function wrongSink(
  code: 'SMON-E120' | 'SMON-E121',
  setting: string,
  params: Readonly<Record<string, string>>,
): SettingNotice {
  return { kind: 'problem', code, setting, params: { ...params, setting } }
}

/** Says that a rule has a word that nobody knows. @param remedy - Without its full stop. */
export function wrongRule(setting: string, remedy: string): SettingNotice {
  return { kind: 'problem', code: 'SMON-E130', setting, params: { setting, remedy } }
}

/** Says that a rule routes to a name that no sink has. @param known - The names that there are. */
export function unknownRoute(
  { rule, name }: { readonly rule: string; readonly name: string },
  known: readonly string[],
): SettingNotice {
  const nearest = nearestName(name, known)
  const others = `There are: ${known.join(', ')}`
  const remedy = nearest === undefined ? others : `Write ${nearest} if you meant that. ${others}`
  return {
    kind: 'warning',
    code: 'SMON-W221',
    setting: `the route ${name} of the rule ${rule}`,
    params: { rule, name, remedy },
  }
}

/** What is a problem for whoever asked for a config without a slip. */
const STRICT: Partial<Record<NoticeCode, NoticeCode>> = {
  'SMON-W203': 'SMON-E111',
  'SMON-W221': 'SMON-E132',
}

/** Makes problems of an unknown setting and an unknown sink, for whoever asked for it. */
export function strictly(notice: SettingNotice): SettingNotice {
  const code = STRICT[notice.code]
  return code === undefined ? notice : { ...notice, kind: 'problem', code }
}

/** The words of a notice: what is wrong, and what to do. */
export function textOf({ code, params }: SettingNotice): { readonly message: string; readonly hint: string } {
  const { message, hint = '' } = resolve(code, params)
  return { message, hint }
}

/**
 * Makes one error of all problems: that of the first, which names the others.
 */
export function toError(problems: readonly SettingNotice[]): Error {
  const [first, ...others] = problems
  if (first === undefined) throw new RangeError('There is no problem to make an error of.')
  const more = [...new Set(others.map(({ setting }) => setting))].filter((name) => name !== first.setting)
  const { hint } = textOf(first)
  return ownDiagnostics.error(first.code as 'SMON-E113', first.params as never, {
    hint: more.length === 0 ? hint : `${hint} Not right either: ${listOf(more)}.`,
  })
}

const MAX_NAMED = 5

function listOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function resolve(code: NoticeCode, params: Readonly<Record<string, string>>) {
  return ownDiagnostics.resolve(code as 'SMON-W203', params as never)
}
