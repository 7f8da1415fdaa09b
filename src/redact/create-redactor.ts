import { namedValues } from './find/named-values.ts'
import { plainPresets, presetFinders } from './find/preset-finders.ts'
import { createKnownValues, type KnownValues } from './known-values.ts'
import { compilePaths, findPath } from './path-rules.ts'
import { redactText } from './redact-text.ts'
import { redactValue, type WholeRule } from './redact-value.ts'
import type { CompilePattern, PartName, RedactionCounts, RedactOptions, Redactor } from './redactor.ts'
import { rememberNames } from './remember-names.ts'
import { isSecretName, isSessionName, lastSegment, plainName } from './secret-names.ts'

const MAX_PATHS = 1000

/**
 * Makes a redactor. It looks through a text in time that grows with its length alone, and does not touch what
 * records are found by: trace ids, span ids, keys, hashes, run ids and codes in the fields that are made for them.
 * @param compile makes `patterns` ready; needed only where there are some
 * @param partName by default, names of fields are looked through as a whole
 * @throws what `compile` throws, if a pattern is not valid
 */
export function createRedactor(
  options: RedactOptions,
  compile?: CompilePattern,
  partName: PartName = wholeName,
): Redactor {
  const { presets = [], patterns = [], keys = [], replacement = '[REDACTED]' } = options
  const plain = plainPresets(presets)
  const names = new Set(keys.map(plainName))
  const paths = compilePaths(options.paths ?? [])
  const isNamed = (name: string): boolean =>
    names.has(plainName(name)) || names.has(plainName(lastSegment(name)))
  const hasSecrets = plain.includes('secrets')
  const hasSessions = plain.includes('sessions')
  const counts = createCounts()
  const rules = {
    finders: [...presetFinders(plain), ...(names.size === 0 ? [] : [namedValues('keys', isNamed)])],
    patterns: patterns.map((pattern, index) => {
      if (compile === undefined) throw new TypeError(`Nothing compiles the pattern "${pattern}".`)
      return { rule: `patterns.${index}`, pattern: compile(pattern) }
    }),
    replacement,
  }

  const text = (value: string, path: readonly string[]): string =>
    redactText(value, rules, (rule) => counts.add(rule, path))

  const plainNameOf = rememberNames((name) => redactText(name, rules, () => undefined))
  const ruleOfName = rememberNames((name): WholeRule | undefined => {
    if (isNamed(name)) return { rule: `keys.${plainName(lastSegment(name))}`, isCertain: true }
    if (hasSecrets && isSecretName(name)) return { rule: 'secrets.named', isCertain: false }
    return hasSessions && isSessionName(name) ? { rule: 'secrets.session', isCertain: false } : undefined
  })
  const wholeRule = (place: readonly string[]): WholeRule | undefined => {
    const name = place.at(-1)
    const named = name === undefined ? undefined : ruleOfName(name)
    if (named?.isCertain === true) return named
    const path = findPath(paths, place)
    return path === undefined ? named : { rule: path, isCertain: true }
  }

  function values(
    items: readonly (readonly [readonly string[], unknown])[],
    known: KnownValues = createKnownValues(),
  ): unknown[] {
    const taken = (rule: string, place: readonly string[]): void => counts.add(rule, place)
    const copies = items.map(([path, item]) =>
      redactValue(item, path, {
        text,
        // Each time that one goes is counted.
        name(name, place) {
          const [kept, rest] = partName(name)
          return plainNameOf(rest) === rest ? name : `${kept}${text(rest, place)}`
        },
        whole: wholeRule,
        hasPaths: paths.length > 0,
        known,
        taken,
        replacement,
      }),
    )
    const finder = known.finder('known')
    if (finder === undefined) return copies
    const knownRules = { finders: [finder], patterns: [], replacement }
    const again = (item: string, place: readonly string[]): string =>
      redactText(item, knownRules, (rule) => taken(rule, place))
    return items.map(([path], at) =>
      redactValue(copies[at], path, {
        text: again,
        name(name, place) {
          const [kept, rest] = partName(name)
          return `${kept}${again(rest, place)}`
        },
        whole: () => undefined,
        hasPaths: false,
        known,
        taken,
        replacement,
      }),
    )
  }

  return {
    text: (value) => text(value, []),
    value: (item, path = []) => values([[path, item]])[0],
    values,
    counts: () => counts.read(),
  }
}

function wholeName(name: string): readonly [kept: string, rest: string] {
  return ['', name]
}

function createCounts(): { add(rule: string, path: readonly string[]): void; read(): RedactionCounts } {
  let total = 0
  const byRule = new Map<string, number>()
  const byPath = new Map<string, number>()
  const add = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return {
    add(rule, path) {
      total += 1
      add(byRule, rule)
      const place = path.join('.')
      add(byPath, byPath.size < MAX_PATHS || byPath.has(place) ? place : '…')
    },
    read: () => ({ total, byRule: Object.fromEntries(byRule), byPath: Object.fromEntries(byPath) }),
  }
}
