/** A map that keeps what was used last, up to a number of keys. */
export interface Lru<Value> {
  readonly size: number
  /** Finds a value, which counts as used. */
  get(key: string): Value | undefined
  /** Finds a value as it is. */
  peek(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  values(): IterableIterator<Value>
}

/**
 * Creates such a map.
 *
 * @param onEvict - Told of what was not used for the longest time and had to go.
 */
export function createLru<Value>(maxKeys: number, onEvict: (value: Value, key: string) => void): Lru<Value> {
  const map = new Map<string, Value>()
  // What was used last needs no move: most often one key comes again and again.
  let newest: string | undefined

  return {
    get size() {
      return map.size
    },
    get(key) {
      const value = map.get(key)
      if (value === undefined || key === newest) return value
      map.delete(key)
      map.set(key, value)
      newest = key
      return value
    },
    peek: (key) => map.get(key),
    set(key, value) {
      map.delete(key)
      map.set(key, value)
      newest = key
      if (map.size <= maxKeys) return
      const [oldest] = map
      if (oldest === undefined) return
      map.delete(oldest[0])
      onEvict(oldest[1], oldest[0])
    },
    delete(key) {
      map.delete(key)
      if (key === newest) newest = undefined
    },
    values: () => map.values(),
  }
}
