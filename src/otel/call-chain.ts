import type { Frame } from './frame.ts'

/** Most names of a chain that a record carries: the innermost ones. */
export const MAX_CHAIN_LENGTH = 64

/** Lists the names of a chain, outermost first, at most the innermost 64. */
export function chainOf(frame: Frame | undefined): string[] {
  const names: string[] = []
  let at = frame
  while (at !== undefined && names.length < MAX_CHAIN_LENGTH) {
    names.push(at.name)
    at = at.parent
  }
  return names.toReversed()
}
