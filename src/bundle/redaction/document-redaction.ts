import { redactArguments } from './command-line.ts'
import { redactEnvironment } from './environment.ts'
import type { Place } from './place.ts'
import { ARGUMENTS, isPrivateAttribute } from './resource-redaction.ts'
import { redactPlain, saysNothing, takeWhole, type BundleRules } from './value-redaction.ts'

/** What of a manifest is taken out besides what is found in it. */
export interface DocumentRedactionOptions {
  /** Whether names that are likely to be of secrets are looked at. */
  readonly hasSecrets: boolean
  /** Whether the machine and whoever runs the program are nobody's business. */
  readonly isMachineHidden: boolean
}

type Data = Readonly<Record<string, unknown>>

/** Parts whose fields are named for signals, codes and the like. */
const OF_THINGS = new Set(['report', 'triage', 'events', 'catalogs'])

/** Redacts a manifest or parts of it, which are plain JSON. */
export function redactDocument(document: Data, rules: BundleRules, options: DocumentRedactionOptions): Data {
  return Object.fromEntries(
    Object.entries(document).map(([name, part]) => [name, partOf(part, { parent: undefined, name })]),
  )

  function partOf(part: unknown, place: Place): unknown {
    const whole = saysNothing(part) ? undefined : rules.whole.at(place)
    if (whole?.foundIn === 'asked') return takePart(part, place, whole.rule)
    if (place.name === 'process' && isData(part)) return processOf(part, place)
    if (place.name === 'otel' && isData(part)) return otelOf(part, place)
    if (place.name === 'config' || place.name === 'policy')
      return redactPlain(withoutHeaders(part, place), place, rules)
    return redactPlain(part, place, rules, OF_THINGS.has(place.name) ? 'things' : 'fields')
  }

  /** Readers look into the parts, so that one that was taken out is empty and not a text. */
  function takePart(part: unknown, place: Place, rule: string): unknown {
    if (Array.isArray(part)) {
      rules.taken(rule, place)
      return []
    }
    if (!isData(part)) return takeWhole(part, place, { rule, foundIn: 'asked' }, rules)
    if (place.name !== 'run') {
      // Too much of it is said elsewhere for another reason to look for all of it there.
      rules.taken(rule, place)
      return null
    }
    const all = { ...rules, whole: { ...rules.whole, at: () => ({ rule, foundIn: 'asked' as const }) } }
    return redactPlain(part, place, all)
  }

  function processOf(part: Data, place: Place): Data {
    const { argv, exec_argv: execArgv, env, ...rest } = part
    const at = (name: string): Place => ({ parent: place, name })
    const listOf = (list: unknown, name: string): unknown => {
      const whole = rules.whole.at(at(name))
      if (!Array.isArray(list)) return redactPlain(list, at(name), rules)
      if (whole === undefined) return redactArguments(list, at(name), rules, options.hasSecrets)
      takeWhole(list, at(name), whole, rules)
      return []
    }
    return {
      ...('argv' in part ? { argv: listOf(argv, 'argv') } : {}),
      ...('exec_argv' in part ? { exec_argv: listOf(execArgv, 'exec_argv') } : {}),
      ...(redactPlain(rest, place, rules) as Data),
      ...(isData(env)
        ? { env: redactEnvironment(env, at('env'), rules, options.hasSecrets) }
        : 'env' in part
          ? { env: {} }
          : {}),
    }
  }

  function otelOf(part: Data, place: Place): Data {
    const { resource } = part
    if (!isData(resource)) return redactPlain(part, place, rules) as Data
    const at = { parent: place, name: 'resource' }
    const kept = Object.entries(resource).flatMap(([name, value]) => {
      if (options.isMachineHidden && isPrivateAttribute(name)) {
        rules.taken('resource', { parent: at, name })
        return []
      }
      const isList = name === ARGUMENTS && Array.isArray(value)
      return [
        [
          name,
          isList ? redactArguments(value, { parent: at, name }, rules, options.hasSecrets) : value,
        ] as const,
      ]
    })
    return redactPlain({ ...part, resource: Object.fromEntries(kept) }, place, rules) as Data
  }

  /** What is sent as headers is for the other side alone, whatever they are called. */
  function withoutHeaders(part: unknown, place: Place, depth = 0): unknown {
    if (!options.hasSecrets || typeof part !== 'object' || part === null || depth > MAX_DEPTH) return part
    if (Array.isArray(part))
      return part.map((item, index) =>
        withoutHeaders(item, { parent: place, name: String(index) }, depth + 1),
      )
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => {
        const at = { parent: place, name }
        if (name.toLowerCase() !== 'headers' || saysNothing(value))
          return [name, withoutHeaders(value, at, depth + 1)]
        return [name, takeWhole(value, at, { rule: 'secrets.headers', foundIn: 'setting' }, rules)]
      }),
    )
  }
}

const MAX_DEPTH = 64

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
