import { describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../src/setup/settings/resolve-settings.ts'
import type { ProfileSettings } from '../../../src/setup/settings/smonitor-config.ts'

type Profiles = Readonly<Record<string, ProfileSettings>>

function resolve(profile: string, profiles: Profiles) {
  return resolveSettings({ call: { configPath: false, profile, profiles }, env: {}, cwd: '/' })
}

describe('a profile', () => {
  test.each<[string, Profiles, string, string, string]>([
    ['qa', {}, 'qa', 'info', 'profile qa'],
    ['qa', { qa: { level: 'error' } }, 'qa', 'error', 'call, profile qa'],
    ['qa', { qa: { extends: 'qa', theme: 'plain' } }, 'qa', 'info', 'profile qa'],
    ['qa', { qa: { extends: 'debug' } }, 'debug', 'debug', 'profile debug'],
    ['own', { own: {} }, 'user', 'warn', 'profile user'],
    ['own', { own: { extends: 'agent' } }, 'agent', 'info', 'profile agent'],
    ['own', { own: { extends: 'qa' }, qa: { level: 'fatal' } }, 'qa', 'fatal', 'call, profile qa'],
    [
      'own',
      { own: { extends: 'base', level: 'error' }, base: { extends: 'dev', level: 'fatal' } },
      'dev',
      'error',
      'call, profile own',
    ],
    [
      'own',
      { own: { extends: 'base' }, base: { extends: 'dev', level: 'fatal' } },
      'dev',
      'fatal',
      'call, profile base',
    ],
    ['__proto__', { ['__proto__']: { extends: 'dev' } }, 'dev', 'info', 'profile dev'],
  ])('%s of %j speaks to %s, from level %s by %s', (name, profiles, audience, level, from) => {
    const { settings, origins } = resolve(name, profiles)
    expect(settings).toMatchObject({ profile: name, audience, level })
    expect(origins['level']).toBe(from)
  })

  test('of the call wins over one of that name in a config file, as a whole', () => {
    const { settings } = resolve('own', { own: { theme: 'rich' } })
    expect(settings).toMatchObject({ theme: 'rich', level: 'warn' })
  })
})

describe('a profile is refused', () => {
  test.each<[string, Profiles, string]>([
    [
      'when it is made from one that there is not',
      { a: { extends: 'qe' } },
      'profiles.a.extends is "qe", which is not valid. Use one of: user, dev, qa, agent, debug, a; perhaps you meant qa.',
    ],
    [
      'when it is made from itself',
      { a: { extends: 'a' } },
      'profiles.a.extends is "a", which is not valid. Use a profile that is not made from this one.',
    ],
    [
      'when it is made from itself by way of another',
      { a: { extends: 'b' }, b: { extends: 'a' } },
      'profiles.a.extends is "b", which is not valid. Use a profile that is not made from this one. Not right either: profiles.b.extends.',
    ],
    [
      'when one of the five is made from itself by way of another',
      { a: { extends: 'qa' }, qa: { extends: 'a' } },
      'profiles.a.extends is "qa", which is not valid. Use a profile that is not made from this one. Not right either: profiles.qa.extends.',
    ],
    [
      'when its base is no name',
      { a: { extends: 3 as never } },
      'profiles.a.extends is 3, which is not valid. Use the name of a profile.',
    ],
    [
      'though it is not active',
      { a: { theme: 'x' as never } },
      'profiles.a.theme is "x", which is not valid. Use one of: auto, plain, rich.',
    ],
  ])('%s', (_why, profiles, text) => {
    let error: unknown
    try {
      resolve('user', profiles)
    } catch (thrown) {
      error = thrown
    }
    const { message, hint } = error as { readonly message: string; readonly hint: string }
    expect(`${message} ${hint}`).toBe(text)
  })
})
