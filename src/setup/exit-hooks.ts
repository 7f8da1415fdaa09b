import type { ProgramEnd } from './bundle-at-exit.ts'

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
    if (process.listenerCount(signal) > 1) return
    actions.close({ exitCode: null, signal })
    uninstall()
    process.kill(process.pid, signal)
  }

  function uninstall(): void {
    process.off('beforeExit', onBeforeExit)
    process.off('exit', onExit)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }

  process.on('beforeExit', onBeforeExit)
  process.on('exit', onExit)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return uninstall
}
