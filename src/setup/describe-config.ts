import { withoutPatterns } from '../policy/rule-redactor.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import { SETTING_LIST } from './settings/read-settings-block.ts'
import type { Settings } from './settings/settings.ts'

/**
 * Describes the settings in force as data, for the bundle: each with its value and where it came from. Of sinks, catalogs
 * and functions there is the name alone, of rules all but the patterns that they redact; what has no value is left out.
 */
export function describeConfig(settings: Settings): Readonly<Record<string, unknown>> {
  const entries = SETTING_LIST.map(([key]) => {
    const value = key === 'enabled' ? settings.isEnabled : settings[key as keyof Settings]
    return [key, nameObjects(key, value)] as const
  }).filter(([, value]) => value !== undefined)
  return {
    audience: settings.audience,
    settings: JSON.parse(safeStringify(Object.fromEntries(entries))) as unknown,
    origins: settings.origins,
  }
}

function nameObjects(key: string, value: unknown): unknown {
  if (value === Infinity) return 'all'
  if (key === 'policy') return withoutPatterns(value as Settings['policy'])
  const isNamed = key === 'catalogs' || key === 'sinks' || key === 'profilingHooks'
  return isNamed && Array.isArray(value) ? value.map(nameOf) : value
}

function nameOf(item: unknown): unknown {
  if (typeof item === 'function') return item.name
  if (typeof item !== 'object' || item === null) return item
  const { name, handle } = item as { readonly name?: unknown; readonly handle?: unknown }
  // A sink as data is its own description.
  return typeof name === 'string' || typeof handle === 'function' ? (name ?? 'a sink') : item
}
