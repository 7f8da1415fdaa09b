/** Finds all of many prefixes that a text begins with, in a time that hardly grows with their number. */
export interface PrefixTable<Value> {
  find(text: string): readonly Value[]
}

interface Entry<Value> {
  readonly prefix: string
  readonly values: Value[]
  /** The longest other prefix that this one begins with. */
  readonly parent: Entry<Value> | undefined
}

/** Creates a table. The prefixes are sorted; all that a text begins with are the one before it, and those before that. */
export function createPrefixTable<Value>(entries: readonly (readonly [string, Value])[]): PrefixTable<Value> {
  const byPrefix = new Map<string, Value[]>()
  for (const [prefix, value] of entries) {
    const values = byPrefix.get(prefix)
    if (values === undefined) byPrefix.set(prefix, [value])
    else values.push(value)
  }
  const sorted: Entry<Value>[] = []
  const open: Entry<Value>[] = []
  for (const [prefix, values] of [...byPrefix].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    while (open.length > 0 && !prefix.startsWith(open.at(-1)?.prefix ?? '')) open.pop()
    const entry = { prefix, values, parent: open.at(-1) }
    sorted.push(entry)
    open.push(entry)
  }

  return {
    find(text) {
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((sorted[middle] as Entry<Value>).prefix <= text) low = middle + 1
        else high = middle
      }
      let found: Value[] | undefined
      for (let entry = sorted[low - 1]; entry !== undefined; entry = entry.parent) {
        if (text.startsWith(entry.prefix))
          found = found === undefined ? entry.values : [...found, ...entry.values]
      }
      return found ?? NONE
    },
  }
}

const NONE: readonly never[] = []
