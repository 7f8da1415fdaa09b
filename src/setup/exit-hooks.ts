import type { ProgramEnd } from './bundle-at-exit.ts'
import { onOwnKill } from './on-own-kill.ts'

/** What happens when the program ends. */
export interface ExitActions {
  /** Sends what is buffered; the process waits for it, at its natural end only. */
  flush(): Promise<void>
  /** Writes what is buffered, without waiting: at every end but a kill. */
  close(end: ProgramEnd): void
  /** Tells whether anything came in since the last flush. */
  isDirty(): boolean
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Brings everything to where it belongs when the process ends: naturally, by `process.exit()`, by an uncaught
 * error, or by a signal that would end it.
 *
 * @returns What undoes it.
 */
export function installExitHooks(actions: ExitActions): () => void {
  let isInstalled = true

  // Fires again once the flush is done; without anything new, the process then ends.
  function onBeforeExit(): void {
    if (actions.isDirty()) void actions.flush()
  }

  function onExit(exitCode: number): void {
    actions.close({ exitCode, signal: null })
  }

  // A listener takes the place of the signal's own effect, so that is brought about again, unless the program
  // listens too and decides for itself.
  function onSignal(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) > 1) return stepAside(signal)
    endBy(signal)
  }

  function endBy(signal: NodeJS.Signals): void {
    actions.close({ exitCode: null, signal })
    uninstall()
    process.kill(process.pid, signal)
  }

  /**
   * Lets the listeners of the program find the process as it is without smonitor: some count who else listens, and end
   * the process with the same signal if nobody does, as `signal-exit` does for many command lines.
   */
  function stepAside(signal: NodeJS.Signals): void {
    process.off(signal, onSignal)
    const stopWatching = onOwnKill(signal, () => actions.close({ exitCode: null, signal }))
    // After all of them, which are called one after the other now.
    process.nextTick(() => {
      stopWatching()
      if (isInstalled) listen(signal)
    })
  }

  /** First: a listener that is called once is gone before it is called, and would not be counted by those behind it. */
  function listen(signal: NodeJS.Signals): void {
    process.prependListener(signal, onSignal)
  }

  function uninstall(): void {
    isInstalled = false
    process.off('beforeExit', onBeforeExit)
    process.off('exit', onExit)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }

  process.on('beforeExit', onBeforeExit)
  process.on('exit', onExit)
  for (const signal of SIGNALS) listen(signal)
  return uninstall
}
