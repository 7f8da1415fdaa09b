import { safeStringify } from '../record/safe-stringify.ts'
import { toSafeLine } from '../record/sanitise.ts'
import type { ConfigExplanation, ExplainedSetting } from '../setup/settings/explain-config.ts'
import { SETTING_LIST } from '../setup/settings/read-settings-block.ts'
import { textOf, type SettingNotice } from '../setup/settings/setting-notice.ts'

/** Renders settings for a person: first those that somebody set, each with who did, then the defaults. */
export function renderSettings(
  { file, profile, audience, settings }: ConfigExplanation,
  warnings: readonly SettingNotice[],
): string {
  const rows = settings.map((setting) => ({ ...setting, shown: toSafeLine(showSetting(setting)) }))
  const set = rows.filter(({ from }) => from !== 'default')
  const defaults = rows.filter(({ from }) => from === 'default')
  const keyWidth = widthOf(rows.map(({ key }) => key))
  const valueWidth = Math.min(40, widthOf(set.map(({ shown }) => shown)))
  return [
    `Profile: ${toSafeLine(profile)}${profile === audience ? '' : ` (made from ${audience})`}`,
    `Config:  ${toSafeLine(file ?? 'none')}`,
    '',
    ...set.map(
      ({ key, shown, from }) => `${key.padEnd(keyWidth)}  ${shown.padEnd(valueWidth)}  ${toSafeLine(from)}`,
    ),
    '',
    'By default:',
    ...defaults.map(({ key, shown }) => `${key.padEnd(keyWidth)}  ${shown}`),
    ...warnings
      .map(textOf)
      .flatMap(({ message, hint }) => [
        '',
        `Warning: ${toSafeLine(message)}`,
        `  What to do: ${toSafeLine(hint)}`,
      ]),
    '',
  ].join('\n')
}

/** Of catalogs and sinks the names are shown: the rest is long, and may be functions. */
function showSetting({ key, value }: ExplainedSetting): string {
  if (value === undefined) return defaultOf(key)
  if (value === Infinity) return 'all'
  if (typeof value === 'string') return value
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.map((item) => nameOf(key, item)).join(', ')
  }
  if (typeof value !== 'object' || value === null) return safeStringify(value)
  return Object.entries(value)
    .map(([name, item]) => `${name}: ${typeof item === 'string' ? item : safeStringify(item)}`)
    .join(', ')
}

function defaultOf(key: string): string {
  const setting = SETTING_LIST.find(([name]) => name === key)
  return setting?.[1].defaultText ?? 'none'
}

function nameOf(key: string, item: unknown): string {
  if (typeof item === 'string') return item
  if (typeof item === 'function') return item.name === '' ? 'a function' : item.name
  const { name, type } = item as { readonly name?: unknown; readonly type?: unknown }
  if (key === 'catalogs' || key === 'sinks') return String(type ?? name)
  return safeStringify(item)
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length))
}
