import { isProfileName, PROFILE_NAMES, type ProfileName } from '../../profiles/profiles.ts'
import type { ProfileBlock } from './read-config.ts'
import { wrongValue, type SettingNotice } from './setting-notice.ts'

/** The profile that is active, and what it is made of. */
export interface ActiveProfile {
  readonly name: string
  /** The one of the five that it is made from in the end. */
  readonly base: ProfileName
  /** The blocks that count, the most particular first, each with the profile that it is of. */
  readonly blocks: readonly (readonly [string, ProfileBlock])[]
}

/**
 * Follows a profile to the one of the five that it is made from.
 *
 * @param setting - Where the name of the profile was written.
 */
export function resolveProfile(
  name: string,
  profiles: ReadonlyMap<string, ProfileBlock>,
  setting: string,
): { readonly profile: ActiveProfile; readonly notices: readonly SettingNotice[] } {
  const blocks: [string, ProfileBlock][] = []
  let current = name
  for (;;) {
    const block = profiles.get(current)
    if (block === undefined) {
      if (isProfileName(current)) return { profile: { name, base: current, blocks }, notices: [] }
      // Where a profile names another that there is not, that is found by checkProfiles.
      const notices = blocks.length === 0 ? [unknownProfile(setting, current, profiles)] : []
      return { profile: { name, base: 'user', blocks }, notices }
    }
    blocks.push([current, block])
    const base = block.extends ?? (isProfileName(current) ? current : 'user')
    // One of the five that extends nothing, or itself, is made from what it is without a block.
    if (base === current && isProfileName(current))
      return { profile: { name, base: current, blocks }, notices: [] }
    if (blocks.some(([seen]) => seen === base))
      return { profile: { name, base: 'user', blocks }, notices: [] }
    current = base
  }
}

/** Lists the profiles that are made from one that there is not, or from themselves. */
export function checkProfiles(profiles: ReadonlyMap<string, ProfileBlock>): SettingNotice[] {
  return [...profiles].flatMap(([name, { extends: base, name: nameOf }]) => {
    if (base === undefined) return []
    if (!profiles.has(base) && !isProfileName(base))
      return [unknownProfile(nameOf(['extends']), base, profiles)]
    if (!leadsBack(name, profiles)) return []
    return [wrongValue(nameOf(['extends']), base, 'a profile that is not made from this one')]
  })
}

function leadsBack(name: string, profiles: ReadonlyMap<string, ProfileBlock>): boolean {
  const seen = new Set<string>()
  let current: string | undefined = name
  while (current !== undefined && !seen.has(current)) {
    seen.add(current)
    const base: string | undefined = profiles.get(current)?.extends
    if (base === current && isProfileName(current)) return false
    current = base
  }
  return current === name
}

function unknownProfile(
  setting: string,
  name: string,
  profiles: ReadonlyMap<string, ProfileBlock>,
): SettingNotice {
  const names = [...new Set([...PROFILE_NAMES, ...profiles.keys()])]
  return wrongValue(setting, name, `one of: ${names.join(', ')}`, names)
}
