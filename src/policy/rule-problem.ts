/** Something in a rule that it must not be. */
export interface RuleProblem {
  /** Where: the keys and indexes from the list of rules on. */
  readonly path: readonly (string | number)[]
  readonly value: unknown
  /** Nobody knows the key; else the value is wrong. */
  readonly isUnknown: boolean
  /** What may stand there, to follow `Use `. */
  readonly allowed: string
  /** The words that may stand there, to find the one that was meant. */
  readonly names: readonly string[]
  /** The word that is known to be meant. */
  readonly meant?: string
}

/** A place in the rules. */
export type RulePath = readonly (string | number)[]

/** Thrown by `createPolicy` for rules that are not valid; the settings say the same with more words. */
export class PolicyError extends TypeError {
  override readonly name = 'PolicyError'
  readonly problems: readonly RuleProblem[]

  constructor(problems: readonly RuleProblem[], message = problems.map(describeProblem).join(' ')) {
    super(message)
    this.problems = problems
  }
}

/** Says that a key is not known. */
export function unknownWord(
  path: RulePath,
  value: unknown,
  names: readonly string[],
  meant?: string,
): RuleProblem {
  return {
    path,
    value,
    isUnknown: true,
    allowed: `one of: ${names.join(', ')}`,
    names,
    ...(meant === undefined ? {} : { meant }),
  }
}

/** Says that a value is wrong. */
export function wrongHere(
  path: RulePath,
  value: unknown,
  allowed: string,
  names: readonly string[] = [],
): RuleProblem {
  return { path, value, isUnknown: false, allowed, names }
}

/** Writes a place as one reads it in code: `policy[3].when.code.equals`. */
export function showRulePath(path: RulePath, root = 'policy'): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${part}`),
    root,
  )
}

function describeProblem({ path, isUnknown, allowed, meant }: RuleProblem): string {
  const place = showRulePath(path)
  if (!isUnknown) return `${place} is not valid. Use ${allowed}.`
  return `${place} is not known. Use ${meant ?? allowed}.`
}
