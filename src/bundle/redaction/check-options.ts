import { compilePattern } from '../../redact/compile-pattern.ts'
import { compilePaths, type PathRule } from '../../redact/path-rules.ts'
import type { TextRules } from '../../redact/redact-text.ts'
import { BUNDLE_REDACT_PRESETS, type BundleRedactPreset } from './bundle-redaction.ts'
import { EVENT_FIELDS } from './event-redaction.ts'
import { RedactError } from './redact-error.ts'

/** Checks the name of a preset. @throws RedactError if there is none of that name */
export function checkPreset(preset: string): BundleRedactPreset {
  const known = BUNDLE_REDACT_PRESETS.find((name) => name === preset)
  if (known !== undefined) return known
  throw new RedactError(
    'preset',
    preset,
    `There is no preset "${preset}" of what is taken out of a bundle. Use one of: ${BUNDLE_REDACT_PRESETS.join(', ')}.`,
  )
}

/** Compiles patterns. @throws RedactError if one is not valid */
export function compilePatterns(patterns: readonly string[]): TextRules['patterns'] {
  return patterns.map((pattern, index) => {
    if (pattern === '') {
      throw new RedactError(
        'patterns',
        pattern,
        'A pattern of what is taken out of a bundle is empty. Write a pattern, or leave it out.',
      )
    }
    try {
      return { rule: `patterns.${index}`, pattern: compilePattern(pattern) }
    } catch (error) {
      throw new RedactError(
        'patterns',
        pattern,
        `The pattern "${pattern}" is not valid: ${(error as Error).message}. Write it in the syntax of RE2, https://github.com/google/re2/wiki/Syntax, which has no look-around and no back references.`,
        error,
      )
    }
  })
}

/** Names of fields. @throws RedactError if one is empty */
export function checkKeys(keys: readonly string[]): readonly string[] {
  if (keys.every((key) => key.trim() !== '')) return keys
  throw new RedactError(
    'keys',
    '',
    'A name of a field that is taken out of a bundle is empty. Write the name, or leave it out.',
  )
}

const MANIFEST_PARTS = ['run', 'process', 'policy', 'config', 'otel', 'report', 'triage', 'catalogs']
const WORDS: Readonly<Record<string, string>> = { params: 'extra', attributes: 'attributes' }
const BEGINNINGS = [...EVENT_FIELDS, ...MANIFEST_PARTS, ...Object.keys(WORDS)]

/** Takes dotted paths apart; `params.x` is `extra.x`. @throws RedactError if one is not valid, or leads nowhere */
export function checkPaths(paths: readonly string[]): readonly PathRule[] {
  return compilePaths(paths).map(({ rule, segments }, index) => {
    const path = paths[index] ?? ''
    const broken = segments.find(
      (segment) => segment === '' || (segment.includes('*') && !/^\*{1,2}$/.test(segment)),
    )
    if (broken !== undefined) {
      throw new RedactError(
        'paths',
        path,
        `The path "${path}" is not valid: ${broken === '' ? 'it has an empty name' : `"${broken}" is part of a name and part of a wildcard`}. Write names with dots between them, with * for any one name and ** for any number of them, such as extra.user.*.`,
      )
    }
    const [first = '', ...others] = segments
    if (!first.startsWith('*') && !BEGINNINGS.includes(first)) {
      throw new RedactError(
        'paths',
        path,
        `The path "${path}" leads nowhere: a bundle has no field "${first}". Begin it with one of: ${BEGINNINGS.join(', ')}; or with **. to look for it everywhere.`,
      )
    }
    return { rule, segments: [WORDS[first] ?? first, ...others] }
  })
}
