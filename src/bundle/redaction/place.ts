/** Where something stands in a document; a list of names from the inside out, so that none is made until it is asked for. */
export interface Place {
  readonly parent: Place | undefined
  readonly name: string
}

/** The names that lead to a place, outermost first. */
export function pathOf(place: Place | undefined): string[] {
  const path: string[] = []
  for (let at = place; at !== undefined; at = at.parent) path.push(at.name)
  return path.toReversed()
}
