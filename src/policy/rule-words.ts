import type { ItemKind, PolicyRule } from './rule.ts'

/** What a rule can be about. */
export const KIND_WORDS: readonly ItemKind[] = ['log', 'span', 'span_event']

/** What a rule can do, in the order in which it is told. */
export const ACTION_WORDS = [
  'keep',
  'drop',
  'sample',
  'rate',
  'coalesce',
  'dedupe',
  'remove',
  'redact',
  'rename',
  'set',
  'tag',
  'severity',
  'route',
] as const satisfies readonly (keyof PolicyRule)[]

/** What a rule may have. */
export const RULE_WORDS: readonly string[] = [
  'id',
  'description',
  'enabled',
  'on',
  'when',
  'presets',
  ...ACTION_WORDS,
  'per',
  'summaryMs',
]
