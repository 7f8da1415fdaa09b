const state = { at: 0 }

/** Counts what happens in this process: what has a lower number came first. */
export function nextTurn(): number {
  state.at += 1
  return state.at
}
