/**
 * Makes a function remember its results. Forgetting one changes nothing but the time it takes, so that at most a
 * thousand are kept: what they are made for may come from data.
 */
export function rememberResults<Result extends {}>(make: (key: string) => Result): (key: string) => Result {
  const known = new Map<string, Result>()
  let last: string | undefined
  let lastResult: Result | undefined
  return (key) => {
    // Most ask for one thing many times in a row.
    if (key === last && lastResult !== undefined) return lastResult
    let result = known.get(key)
    if (result === undefined) {
      if (known.size >= 1000) known.clear()
      known.set(key, (result = make(key)))
    }
    last = key
    lastResult = result
    return result
  }
}
