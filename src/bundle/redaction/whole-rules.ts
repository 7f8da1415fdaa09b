import { findPath, type PathRule } from '../../redact/path-rules.ts'
import { rememberNames } from '../../redact/remember-names.ts'
import { isSecretName, isSessionName, lastSegment, plainName } from '../../redact/secret-names.ts'
import type { FoundIn } from '../../redact/worth-knowing.ts'
import { pathOf, type Place } from './place.ts'

/** Why the whole of a field goes. */
export interface WholeRule {
  readonly rule: string
  readonly foundIn: FoundIn
}

/** Tells which fields go as a whole. */
export interface WholeRules {
  /** By its name alone. */
  named(name: string): WholeRule | undefined
  /** By its name or by where it stands. */
  at(place: Place): WholeRule | undefined
  /** Tells whether a text behind this name goes. */
  readonly isNamed: (name: string) => boolean
  readonly hasPaths: boolean
}

/** Makes what tells which fields go as a whole. */
export function createWholeRules(options: {
  readonly hasSecrets: boolean
  readonly hasSessions: boolean
  readonly keys: readonly string[]
  readonly paths: readonly PathRule[]
}): WholeRules {
  const { hasSecrets, hasSessions, paths } = options
  const keys = new Set(options.keys.map(plainName))
  const isAskedFor = (name: string): boolean =>
    keys.size > 0 && (keys.has(plainName(name)) || keys.has(plainName(lastSegment(name))))
  const named = rememberNames((name): WholeRule | undefined => {
    if (isAskedFor(name)) return { rule: `keys.${plainName(lastSegment(name))}`, foundIn: 'asked' }
    if (hasSecrets && isSecretName(name)) return { rule: 'secrets.named', foundIn: 'field' }
    return hasSessions && isSessionName(name) ? { rule: 'secrets.session', foundIn: 'field' } : undefined
  })
  return {
    named,
    at(place) {
      const byName = named(place.name)
      if (paths.length === 0 || byName?.foundIn === 'asked') return byName
      const path = findPath(paths, pathOf(place))
      return path === undefined ? byName : { rule: path, foundIn: 'asked' }
    },
    isNamed: isAskedFor,
    hasPaths: paths.length > 0,
  }
}
