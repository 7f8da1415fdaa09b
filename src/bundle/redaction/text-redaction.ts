import { decoded } from '../../redact/find/decoded.ts'
import type { Finder } from '../../redact/find/finder.ts'
import { LOCAL_PATHS } from '../../redact/find/local-paths.ts'
import { isOpaque } from '../../redact/opaque.ts'
import { percentView } from '../../redact/find/views.ts'
import { redactText, type TextRules } from '../../redact/redact-text.ts'
import type { FoundIn } from '../../redact/worth-knowing.ts'
import type { KnownSecrets } from './known-secrets.ts'
import type { Place } from './place.ts'

/** What texts are looked through for. */
export interface TextRedactionOptions {
  readonly finders: readonly Finder[]
  readonly patterns: TextRules['patterns']
  readonly hasLocalPaths: boolean
  readonly replacement: string
  readonly known: KnownSecrets
  /** Tells whether a text may have something that a finder finds; most have not. */
  readonly mayHaveAny: (text: string) => boolean
  readonly taken: (rule: string, place: Place | undefined) => void
  /** Told of a text in which a secret that is known only later could not be found again by a part of it. */
  readonly onOpaque: () => void
}

/** Takes out of a text what must not be in it. */
export type RedactBundleText = (text: string, place: Place | undefined) => string

interface Remembered {
  readonly text: string
  readonly rules: readonly string[]
}

const MOST_REMEMBERED = 4000
const LONGEST_REMEMBERED = 4096
const MAX_ROUNDS = 4
// A name, its separator and a value; patterns of users may find less.
const SHORTEST_FOUND = 3

/** Makes what looks through texts. It remembers what came of the last ones, since many come again and again. */
export function createTextRedaction(options: TextRedactionOptions): RedactBundleText {
  const { patterns, hasLocalPaths, replacement, known, mayHaveAny, taken, onOpaque } = options
  const finders = options.finders.map((finder) => learning(finder, known))
  const rules = {
    finders: [...finders, known.finder, decoded([...finders, known.finder])],
    patterns,
    replacement,
  }
  const pathRules = { finders: [LOCAL_PATHS, decoded([LOCAL_PATHS])], patterns: [], replacement: '…' }
  const remembered = new Map<string, Remembered>()
  let version = known.version

  function look(text: string): Remembered {
    if (isOpaque(text)) onOpaque()
    const found: string[] = []
    const add = (rule: string): void => void found.push(rule)
    let redacted = redactText(text, rules, add)
    // What is left of a path may be the value of something.
    const rounds = hasLocalPaths ? MAX_ROUNDS : 0
    for (let round = 0; round < rounds; round += 1) {
      const before = redacted
      redacted = redactText(redactText(before, pathRules, add), rules, add)
      if (redacted === before) break
    }
    // What is written, and not what it was made of: a secret that was taken out is in no text that is there.
    known.needles.note(redacted)
    return { text: redacted, rules: found }
  }

  function recall(text: string): Remembered {
    if (version !== known.version || remembered.size >= MOST_REMEMBERED) {
      remembered.clear()
      version = known.version
    }
    let result = remembered.get(text)
    if (result === undefined) {
      result = look(text)
      if (text.length <= LONGEST_REMEMBERED) remembered.set(text, result)
    }
    return result
  }

  return (text, place) => {
    if (patterns.length === 0) {
      if (text.length < SHORTEST_FOUND) return text
      if (!mayHaveAny(text)) return text
    }
    const result = recall(text)
    for (const rule of result.rules) taken(rule, place)
    return result.text
  }
}

/** What a finder finds by its shape or behind its name is a secret wherever else it is. */
function learning(finder: Finder, known: KnownSecrets): Finder {
  return {
    rule: finder.rule,
    find(text, found) {
      finder.find(text, (start, end, rule = finder.rule) => {
        for (const [secret, foundIn] of secretsIn(text.slice(start, end), rule)) known.learn(secret, foundIn)
        found(start, end, rule)
      })
    },
  }
}

const LONGEST_LEARNT = 16_384
const SHORTEST_LINE = 16

/** What is a secret of what a rule has found: of an address the password, of a block of a key its lines. */
function secretsIn(found: string, rule: string): readonly (readonly [secret: string, foundIn: FoundIn])[] {
  if (found.length > LONGEST_LEARNT) return []
  if (rule === 'keys') return [[found, 'asked']]
  if (rule === 'secrets.named' || rule === 'secrets.session') return [[found, 'text']]
  if (rule === 'secrets.command')
    return [
      [found, 'text'],
      [found.slice(found.indexOf(':') + 1), 'text'],
    ]
  if (rule === 'secrets.url') {
    const password = found.slice(found.indexOf(':') + 1)
    const decodedOnce = percentView(password)?.text ?? password
    return [
      [password, 'text'],
      [decodedOnce, 'text'],
    ]
  }
  if (rule === 'secrets.private_key') {
    const lines = found
      .split(/\s+|\\[nr]/)
      .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-'))
    return lines.map((line) => [line, 'shape'])
  }
  return rule.startsWith('secrets.') ? [[found, 'shape']] : []
}
