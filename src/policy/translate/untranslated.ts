import type { RulePath } from '../rule-problem.ts'

/** What has no equal in the other language. */
export interface Untranslated {
  /** The rule, or the policy, that it is in. */
  readonly rule: string
  /** The part of it, such as `dedupe` or `when.params.year.gte`. */
  readonly part: string
  /** Why, in a sentence without a full stop. */
  readonly reason: string
}

/** Thrown within a rule by what has no equal. */
export class NoEqual extends Error {
  readonly part: string

  constructor(part: string, reason: string) {
    super(reason)
    this.part = part
  }
}

/** Thrown by what is no policy of OTEP 4738, or has a value that nobody can use. */
export class NotAPolicy extends Error {
  /** From the policy on. */
  readonly path: RulePath
  /** What may stand there, to follow `Use `. */
  readonly allowed: string

  constructor(path: RulePath, allowed: string) {
    super(`Use ${allowed}.`)
    this.path = path
    this.allowed = allowed
  }
}

/** Does something, or notes what had no equal. */
export function orNote<Result>(
  rule: string,
  notes: Untranslated[],
  action: () => Result,
): Result | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof NoEqual)) throw error
    notes.push({ rule, part: error.part, reason: error.message })
    return undefined
  }
}

/** Writes a text as a part of a pattern of RE2 that matches it as it is. */
export function quotePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
