import { base64Runs } from './base64-runs.ts'
import { byteRuns } from './byte-runs.ts'
import type { Finder, Found } from './finder.ts'
import { formView, percentView, unescapedView, unwrappedView, type View } from './views.ts'

// JSON within JSON within an address; more than that nobody reads.
const MAX_DEPTH = 3
const MAX_DEPTH_OF_LONG = 1
const LONG = 65_536

/**
 * Finds what others find in a text once it is decoded: what is escaped, percent-encoded, of a form or wrapped, and runs of base64
 * and of bytes, which go as a whole. Looks into what is decoded again, a few times.
 */
export function decoded(finders: readonly Finder[]): Finder {
  function lookIn(text: string, found: Found): void {
    for (const finder of finders) {
      finder.find(text, (start, end, rule = finder.rule) => {
        if (end > start) found(start, end, rule)
      })
    }
  }

  function lookBehind(text: string, depth: number, found: Found): void {
    for (const view of [percentView(text), unescapedView(text), formView(text), unwrappedView(text)]) {
      if (view === undefined) continue
      const mapped = through(view, found)
      lookIn(view.text, mapped)
      if (depth > 1) lookBehind(view.text, depth - 1, mapped)
    }
    for (const run of [...base64Runs(text), ...byteRuns(text)]) {
      const whole: Found = (_start, _end, rule) => found(run.start, run.end, rule)
      lookIn(run.text, whole)
      if (depth > 1) lookBehind(run.text, depth - 1, whole)
    }
  }

  return {
    rule: 'decoded',
    find: (text, found) => lookBehind(text, text.length > LONG ? MAX_DEPTH_OF_LONG : MAX_DEPTH, found),
  }
}

function through({ starts }: View, found: Found): Found {
  return (start, end, rule) => found(starts[start] ?? 0, starts[end] ?? 0, rule)
}
