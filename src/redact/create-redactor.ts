import { namedValuesFinder } from './find/named-values.ts'
import { plainPresets, presetFinders } from './find/preset-finders.ts'
import { compilePaths, findPath } from './path-rules.ts'
import { redactText } from './redact-text.ts'
import { redactValue } from './redact-value.ts'
import type { CompilePattern, RedactionCounts, RedactOptions, Redactor } from './redactor.ts'
import { isSecretName, lastSegment, plainName } from './secret-names.ts'

const MAX_PATHS = 1000

/**
 * Makes a redactor. It looks through a text in time that grows with its length alone, and does not touch what
 * records are found by: trace ids, span ids, keys, hashes, run ids and codes in the fields that are made for them.
 * @param compile makes `patterns` ready; needed only where there are some
 * @throws what `compile` throws, if a pattern is not valid
 */
export function createRedactor(options: RedactOptions, compile?: CompilePattern): Redactor {
  const { presets = [], patterns = [], keys = [], replacement = '[REDACTED]' } = options
  const plain = plainPresets(presets)
  const names = new Set(keys.map(plainName))
  const paths = compilePaths(options.paths ?? [])
  const isNamed = (name: string): boolean =>
    names.has(plainName(name)) || names.has(plainName(lastSegment(name)))
  const hasSecrets = plain.includes('secrets')
  const counts = createCounts()
  const rules = {
    finders: [...presetFinders(plain), ...(names.size === 0 ? [] : [namedValuesFinder('keys', isNamed)])],
    patterns: patterns.map((pattern, index) => {
      if (compile === undefined) throw new TypeError(`Nothing compiles the pattern "${pattern}".`)
      return { rule: `patterns.${index}`, pattern: compile(pattern) }
    }),
    replacement,
  }

  const text = (value: string, path: readonly string[]): string =>
    redactText(value, rules, (rule) => counts.add(rule, path))

  return {
    text: (value) => text(value, []),
    value: (value, path = []) =>
      redactValue(value, path, {
        text,
        whole: (place) => {
          const name = place.at(-1)
          if (name !== undefined && isNamed(name)) return `keys.${plainName(lastSegment(name))}`
          if (name !== undefined && hasSecrets && isSecretName(name)) return 'secrets.named'
          return findPath(paths, place)
        },
        taken: (rule, place) => counts.add(rule, place),
        replacement,
      }),
    counts: () => counts.read(),
  }
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
