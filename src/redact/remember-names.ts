const MOST_NAMES = 1000
const LONGEST_NAME = 64

/** Remembers what was found out about names: those of fields are few, and come again and again. */
export function rememberNames<Result>(find: (name: string) => Result): (name: string) => Result {
  const known = new Map<string, Result>()
  return (name) => {
    if (name.length > LONGEST_NAME) return find(name)
    let result = known.get(name)
    if (result === undefined && !known.has(name)) {
      result = find(name)
      if (known.size < MOST_NAMES) known.set(name, result)
    }
    return result as Result
  }
}
