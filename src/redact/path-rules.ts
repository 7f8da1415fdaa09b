/** Which of the dotted paths a place in a value is at; `undefined` if none. */
export function findPath(paths: readonly PathRule[], path: readonly string[]): string | undefined {
  return paths.find(({ segments }) => matches(segments, 0, path, 0))?.rule
}

/** A dotted path that was taken apart. */
export interface PathRule {
  readonly rule: string
  readonly segments: readonly string[]
}

/** Takes dotted paths apart. */
export function compilePaths(paths: readonly string[]): readonly PathRule[] {
  return paths.map((path) => ({ rule: `paths.${path}`, segments: path.split('.') }))
}

function matches(segments: readonly string[], at: number, path: readonly string[], from: number): boolean {
  if (at === segments.length) return from === path.length
  const segment = segments[at]
  if (segment === '**') {
    for (let next = from; next <= path.length; next += 1) {
      if (matches(segments, at + 1, path, next)) return true
    }
    return false
  }
  if (from === path.length) return false
  if (segment === '*') return matches(segments, at + 1, path, from + 1)
  // The names of attributes have dots of their own, so that one name may be several segments.
  const name = path[from] as string
  for (let taken = 1, joined = segment ?? ''; ; taken += 1, joined += `.${segments[at + taken - 1]}`) {
    if (joined === name) return matches(segments, at + taken, path, from + 1)
    if (joined.length >= name.length || at + taken >= segments.length) return false
  }
}
