import { constants } from 'node:os'

/**
 * Calls `before` when the process is about to send itself a signal that nobody listens to, which would end it on the
 * spot, without an `exit` event. Meant for the short while in which listeners of that signal run.
 *
 * @returns What undoes it.
 */
export function onOwnKill(signal: NodeJS.Signals, before: () => void): () => void {
  const original = process.kill

  function kill(pid: number, sent?: string | number): true {
    const isSame =
      sent === signal || sent === constants.signals[signal] || (sent === undefined && signal === 'SIGTERM')
    if (pid === process.pid && isSame && process.listenerCount(signal) === 0) before()
    return original.call(process, pid, sent)
  }

  process.kill = kill
  return () => {
    // Whoever replaced it meanwhile calls ours, which calls the original.
    if (process.kill === kill) process.kill = original
  }
}
