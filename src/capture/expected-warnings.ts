import {
  findExpectedWarnings,
  setExpectedWarnings,
  type ExpectedWarnings,
} from '../record/expected-warnings.ts'

/** More than ever wait for a turn of the event loop; beyond it somebody swallows what we emit. */
const MAX_EXPECTED = 1000

/** Starts to expect the warnings that catalogs emit, together with whoever expects them already. */
export function openExpectedWarnings(): ExpectedWarnings {
  const open = findExpectedWarnings()
  if (open !== undefined) return open
  const expected = createExpectedWarnings()
  setExpectedWarnings(expected)
  return expected
}

/** Expects no warning any more. */
export function closeExpectedWarnings(): void {
  setExpectedWarnings(undefined)
}

function createExpectedWarnings(): ExpectedWarnings {
  const counts = new Map<string, number>()
  return {
    expect(type, code, message) {
      // What Node throws or swallows comes to nobody.
      if (type === 'DeprecationWarning' && (process.noDeprecation === true || process.throwDeprecation))
        return
      const key = JSON.stringify([type, code, message])
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (counts.size > MAX_EXPECTED) counts.delete(counts.keys().next().value as string)
    },
    take(type, code, message) {
      const key = JSON.stringify([type, code, message])
      const count = counts.get(key)
      if (count === undefined) return false
      if (count > 1) counts.set(key, count - 1)
      else counts.delete(key)
      return true
    },
  }
}
