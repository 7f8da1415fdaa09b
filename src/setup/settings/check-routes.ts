import { rulesOf } from '../rules-of.ts'
import { pipelinesOf, targetsOf } from '../route-targets.ts'
import { unknownRoute, type SettingNotice } from './setting-notice.ts'
import type { Settings } from './settings.ts'

/** Lists the names that rules route to and that no sink of the settings has. */
export function checkRoutes(settings: Settings): SettingNotice[] {
  const known = pipelinesOf(settings)
  return targetsOf(rulesOf(settings))
    .filter(({ name }) => !known.includes(name))
    .map((target) => unknownRoute(target, known))
}
