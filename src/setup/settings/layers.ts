import { isPlainObject } from './check-value.ts'
import type { SettingKey, Values } from './read-settings-block.ts'

/** A value, and who says so. */
export interface Said {
  readonly value: unknown
  /** As {@link ResolvedSettings} has it in `origins`. */
  readonly from: string
}

/** What one source says. */
export type Layer = ReadonlyMap<SettingKey, Said>

/** Makes a layer of values that all come from one place. */
export function layerOf(values: Values, from: string): Layer {
  return new Map([...values].map(([key, value]) => [key, { value, from }]))
}

/** Finds what the first layer that says anything says. */
export function pick(key: SettingKey, layers: readonly Layer[]): Said | undefined {
  const said = layers.find((layer) => layer.has(key))?.get(key)
  if (said === undefined || typeof said.value !== 'string') return said
  const field = PATH_FIELDS[key]
  return field === undefined ? said : withLimits(said, field, key, layers)
}

/** Settings that are a path, or an object with the path and its limits. */
const PATH_FIELDS: Partial<Record<SettingKey, string>> = { file: 'path', spool: 'folder' }

/** Who names another path, as a variable does, leaves the limits that a config file sets. */
function withLimits(said: Said, field: string, key: SettingKey, layers: readonly Layer[]): Said {
  const limits = layers.map((layer) => layer.get(key)?.value).find(isPlainObject)
  return limits === undefined ? said : { ...said, value: { ...limits, [field]: said.value } }
}
