import { relative } from 'node:path'
import type { CatalogDefinition } from '../../record/catalog-definition.ts'
import { checkCatalogs } from './check-catalogs.ts'
import { checkValue, isPlainObject } from './check-value.ts'
import { METADATA, type FoundConfig } from './find-config.ts'
import type { RawConfig } from './load-config.ts'
import { toCatalog } from './python-codes.ts'
import {
  readSettingsBlock,
  showPath,
  toNotice,
  type Place,
  type SettingKey,
  type Values,
} from './read-settings-block.ts'
import { withoutEffect, wrongValue, type SettingNotice } from './setting-notice.ts'

/** A profile as it was written. */
export interface ProfileBlock {
  /** The profile that it is made from. */
  readonly extends: string | undefined
  readonly values: Values
  /** Who says so, for origins: `file PATH` or `call`. */
  readonly from: string
  /** Names a setting of it in messages. */
  readonly name: Place['name']
}

/** What somebody wrote for the whole program: a config file, or a call. */
export interface ReadConfig {
  readonly values: Values
  readonly profiles: ReadonlyMap<string, ProfileBlock>
  readonly notices: readonly SettingNotice[]
}

/** How a whole config is read. */
export interface ConfigPlace extends Place {
  readonly from: string
  /** Keys that are not settings and are known. */
  readonly ignored: readonly string[]
}

/** Says how messages name what is in a file, and what its paths are relative to. */
export function placeOfFile({ path, isPackage }: FoundConfig, cwd: string, folder: string): ConfigPlace {
  const shown = relative(cwd, path)
  const file = shown === '' || shown.startsWith('..') ? path : shown
  return {
    name: (keys) => `${showPath(isPackage ? ['smonitor', ...keys] : keys)} in ${file}`,
    takesSpellings: true,
    kind: 'config',
    folder,
    from: `file ${file}`,
    ignored: isPackage ? METADATA : ['$schema'],
  }
}

/** Reads a whole config: its settings, its profiles, and what is to be said of them. */
export function readConfig(raw: RawConfig, place: ConfigPlace): ReadConfig {
  const known = [...place.ignored, ...(place.takesSpellings ? BLOCKS : [])]
  const settings = Object.fromEntries(Object.entries(raw).filter(([key]) => !known.includes(key)))
  const own = readSettingsBlock(settings, place)
  const block = place.takesSpellings ? readPythonBlock(raw, place) : NOTHING
  // What stands at the top wins over the block, which the Python library has in its place.
  const values = new Map<SettingKey, unknown>([...block.values, ...own.values])
  const profiles = readProfiles(values.get('profiles'), writtenAs('profiles', raw), place)
  const ported = readPythonCodes(values, raw, place)
  if (ported.catalog !== undefined) {
    values.set('catalogs', [...((values.get('catalogs') ?? []) as unknown[]), ported.catalog])
  }
  for (const key of ['profiles', 'codes', 'signals'] as const) values.delete(key)
  return {
    values,
    profiles: profiles.blocks,
    notices: [...own.notices, ...block.notices, ...profiles.notices, ...ported.notices],
  }
}

const BLOCKS = ['SMONITOR', 'smonitor']
const NOTHING = { values: new Map<SettingKey, unknown>(), notices: [] }

function readPythonBlock(raw: RawConfig, place: Place): ReturnType<typeof readSettingsBlock> {
  const name = BLOCKS.find((key) => raw[key] !== undefined)
  if (name === undefined) return NOTHING
  const block = raw[name]
  if (!isPlainObject(block)) {
    return { ...NOTHING, notices: [wrongValue(place.name([name]), block, 'an object of settings')] }
  }
  return readSettingsBlock(block, { ...place, kind: 'block', name: (path) => place.name([name, ...path]) })
}

function readPythonCodes(
  values: Values,
  raw: RawConfig,
  place: Place,
): { readonly catalog: CatalogDefinition | undefined; readonly notices: readonly SettingNotice[] } {
  const catalog = toCatalog(values.get('codes'), values.get('signals'))
  if (catalog !== undefined) {
    return { catalog, notices: checkCatalogs([catalog], () => place.name([writtenAs('codes', raw)])) }
  }
  if (!values.has('signals')) return { catalog, notices: [] }
  const notice = withoutEffect(
    place.name([writtenAs('signals', raw)]),
    'there are no codes beside it',
    'Add the codes that it is about, or remove it',
  )
  return { catalog, notices: [notice] }
}

/** Finds how a key of the root was spelt. */
function writtenAs(key: string, raw: RawConfig): string {
  return Object.keys(raw).find((name) => name.toLowerCase() === key) ?? key
}

function readProfiles(
  written: unknown,
  key: string,
  place: ConfigPlace,
): { readonly blocks: Map<string, ProfileBlock>; readonly notices: SettingNotice[] } {
  const blocks = new Map<string, ProfileBlock>()
  const notices: SettingNotice[] = []
  for (const [profile, block] of Object.entries((written ?? {}) as Record<string, unknown>)) {
    const inProfile: Place = {
      ...place,
      kind: 'profile',
      name: (path) => place.name([key, profile, ...path]),
    }
    if (!isPlainObject(block)) {
      notices.push(wrongValue(inProfile.name([]), block, 'an object of settings'))
      continue
    }
    const { extends: base, ...settings } = block
    const findings = base === undefined ? [] : checkValue(base, EXTENDS)
    notices.push(...findings.map((finding) => toNotice('extends', finding, inProfile)))
    const { values, notices: inside } = readSettingsBlock(settings, inProfile)
    notices.push(...inside)
    blocks.set(profile, {
      extends: typeof base === 'string' ? base : undefined,
      values,
      from: place.from,
      name: inProfile.name,
    })
  }
  return { blocks, notices }
}

const EXTENDS = { type: 'string', minLength: 1, allowed: 'the name of a profile' } as const
