/// <reference lib="esnext.disposable" preserve="true" />

/** Undoes a capture: called, or at the end of the block of a `using` declaration. Called again, it does nothing. */
export interface Disposer extends Disposable {
  (): void
}

/** Makes a disposer of what undoes a capture. */
export function createDisposer(undo: () => void): Disposer {
  let isDone = false
  function dispose(): void {
    if (isDone) return
    isDone = true
    undo()
  }
  // Some runtimes have no such symbol yet; there is no `using` there either.
  return Object.assign(dispose, { [Symbol.dispose]: dispose })
}
