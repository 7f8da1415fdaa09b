import { ownDiagnostics } from './own-diagnostics.ts'
import { targetsOf, withKeepers, type RouteTarget } from './route-targets.ts'
import { rulesOf, type RuleSettings } from './rules-of.ts'
import { unknownRoute } from './settings/setting-notice.ts'

/** Says of each name that rules route to, and no sink has, that nobody gets what goes there. */
export interface RouteWatch {
  /** Looks at the rules of settings soon: the next lines of the program may add the sinks. */
  apply(settings: RuleSettings): void
  /** Looks at names that something is about to be sent to. */
  see(sendTo: readonly string[]): void
  /** Looks at all names of the rules now. */
  check(): void
}

/** The code that says it; no route holds it back, or the rule that is wrong would. */
export const UNKNOWN_ROUTE = 'SMON-W221'

/** @param names - Lists the names of the pipelines that there are. */
export function createRouteWatch(names: () => Iterable<string>): RouteWatch {
  const told = new Set<string>()
  let targets: ReadonlyMap<string, RouteTarget> = new Map()

  function look(asked: Iterable<string>): void {
    let known: readonly string[] | undefined
    for (const name of asked) {
      if (told.has(name)) continue
      known ??= withKeepers(names())
      if (known.includes(name)) continue
      told.add(name)
      const { params } = unknownRoute(targets.get(name) ?? { rule: 'policy', name }, known)
      ownDiagnostics.emit(UNKNOWN_ROUTE, params as never)
    }
  }

  return {
    apply(settings) {
      targets = new Map(targetsOf(rulesOf(settings)).map((target) => [target.name, target]))
      if (targets.size > 0) setImmediate(() => look(targets.keys())).unref()
    },
    see: look,
    check: () => look(targets.keys()),
  }
}
