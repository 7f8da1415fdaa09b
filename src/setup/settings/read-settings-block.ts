import { isAbsolute, resolve } from 'node:path'
import { checkCatalogs } from './check-catalogs.ts'
import { checkPolicy, isRuleSetting } from './check-policy.ts'
import { checkSinks } from './check-sinks.ts'
import { checkValue, type Finding } from './check-value.ts'
import { PARTS, SETTINGS } from './config-shape.ts'
import { unknownSetting, withoutEffect, wrongValue, type SettingNotice } from './setting-notice.ts'
import type { SettingShape, Shape } from './shape.ts'

/** The key of a setting. */
export type SettingKey = keyof typeof SETTINGS

/** Every setting with its key, in the order of the schema. */
export const SETTING_LIST: readonly (readonly [SettingKey, SettingShape])[] = Object.entries(
  SETTINGS,
) as never

/** Settings with the values that somebody gave them. */
export type Values = ReadonlyMap<SettingKey, unknown>

/** Where a block of settings was written. */
export interface Place {
  /** Names a setting in messages, by the keys that lead to it. */
  readonly name: (path: readonly (string | number)[]) => string
  /** Takes the spellings of the Python library too. */
  readonly takesSpellings: boolean
  /** A whole config has every setting, a profile those that are not about profiles, and a block of Python one more. */
  readonly kind: 'config' | 'profile' | 'block'
  /** The folder that paths are relative to, if they are no longer relative to where the program is started. */
  readonly folder?: string
}

/** Reads a block of settings: those that are right, and what is to be said of the others. */
export function readSettingsBlock(
  block: Readonly<Record<string, unknown>>,
  place: Place,
): { readonly values: Values; readonly notices: readonly SettingNotice[] } {
  const keys = keysBySpelling(place)
  const values = new Map<SettingKey, unknown>()
  const notices: SettingNotice[] = []
  for (const [name, written] of Object.entries(block)) {
    const key = keys.get(name)
    if (written === undefined) continue
    if (key === undefined) {
      notices.push(unknownSetting(place.name([name]), name, namesOf(place)))
      continue
    }
    const shape: SettingShape = SETTINGS[key]
    const findings = checkValue(written, shape)
    notices.push(...findings.map((finding) => toNotice(name, finding, place)))
    if (findings.some(({ wrong }) => wrong !== undefined)) continue
    if (key === 'catalogs') notices.push(...checkCatalogs(written, (at) => place.name([name, at])))
    if (key === 'sinks') notices.push(...checkSinks(written, (path) => place.name([name, ...path])))
    if (isRuleSetting(key)) {
      notices.push(...checkPolicy(key, written, (path) => place.name([name, ...path])))
    }
    if (values.has(key) && name !== key) {
      notices.push(withoutEffect(place.name([name]), `${key} is set too`, 'Remove one of the two'))
    } else values.set(key, toValue(name, written, shape, place))
  }
  return { values, notices }
}

/** Says of a finding in the value of a setting where it is. */
export function toNotice(name: string, { path, wrong, names }: Finding, place: Place): SettingNotice {
  const setting = place.name([name, ...path])
  if (wrong === undefined) return unknownSetting(setting, String(path.at(-1)), names)
  return wrongValue(setting, wrong.value, wrong.allowed, names)
}

/** Writes keys and indexes as one reads them in code: `profiles.qa.sinks[0]`. */
export function showPath(path: readonly (string | number)[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${clip(part)}`))
    .join('')
}

function clip(key: string): string {
  return key.length > 60 ? `${key.slice(0, 59)}…` : key
}

const spellings = new Map<string, ReadonlyMap<string, SettingKey>>()

const IN_SECONDS = ['warning_coalesce_window_s', 'WARNING_COALESCE_WINDOW_S']

/** Made with the first block that is read: most programs have none. */
function keysBySpelling(place: Place): ReadonlyMap<string, SettingKey> {
  const kind = `${place.takesSpellings} ${place.kind}`
  const known = spellings.get(kind) ?? listSpellings(place)
  spellings.set(kind, known)
  return known
}

function listSpellings({ takesSpellings, kind }: Place): ReadonlyMap<string, SettingKey> {
  const keys = new Map<string, SettingKey>()
  for (const [key, { spellings: others }] of settingsOf(kind)) {
    keys.set(key, key)
    if (takesSpellings) for (const other of others) keys.set(other, key)
  }
  if (takesSpellings) for (const name of IN_SECONDS) keys.set(name, 'warningCoalesceWindowMs')
  return keys
}

function namesOf({ kind }: Place): string[] {
  return settingsOf(kind).map(([key]) => key)
}

function settingsOf(kind: Place['kind']): typeof SETTING_LIST {
  if (kind === 'config') return SETTING_LIST
  return SETTING_LIST.filter(
    ([key, { isRoot = false }]) => !isRoot || (kind === 'block' && key === 'profile'),
  )
}

function toValue(name: string, value: unknown, shape: Shape, { folder }: Place): unknown {
  return IN_SECONDS.includes(name) ? Number(value) * 1000 : tidy(value, shape, folder)
}

/** Makes the paths in a value absolute, if they are in a folder, and leaves out what nobody knows. */
function tidy(value: unknown, shape: Shape, folder: string | undefined): unknown {
  if (shape.ref !== undefined) return tidy(value, PARTS[shape.ref] ?? {}, folder)
  if (typeof value === 'string') {
    return folder !== undefined && shape.isPath === true && !isAbsolute(value)
      ? resolve(folder, value)
      : value
  }
  if (Array.isArray(value)) {
    return shape.items === undefined ? value : value.map((item) => tidy(item, shape.items ?? {}, folder))
  }
  const object = [shape, ...(shape.anyOf ?? [])]
    .map((choice) => (choice.ref === undefined ? choice : PARTS[choice.ref]))
    .find((choice) => choice?.properties !== undefined)
  // What is no plain data, such as a sink, stays the object that it is.
  if (object?.properties === undefined || !isPlainData(value)) return value
  const { properties, isClosed } = object
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const field = Object.hasOwn(properties, key) ? properties[key] : undefined
      if (field === undefined) return isClosed === true ? [] : [[key, item]]
      return [[key, tidy(item, field, folder)]]
    }),
  )
}

function isPlainData(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const hasMethods = Object.values(value).some((item) => typeof item === 'function')
  return (prototype === null || prototype === Object.prototype) && !hasMethods
}
