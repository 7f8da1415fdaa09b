import { readText } from './read-text.ts'

/** The name of the warnings that Node makes of a rejection when it neither throws nor ignores it. */
export const REJECTION_WARNING = 'UnhandledPromiseRejectionWarning'

/** A rejection that nobody caught, and that Node does not make an uncaught exception of. */
export interface UnhandledRejection {
  /** An error: the one that was rejected with, or one that stands for it. */
  readonly error: unknown
  /** All that is known of the error is the text of its stack. */
  readonly stackText: string | undefined
  /** Node printed it, or was told to be silent about rejections. */
  readonly isPrintedByNode: boolean
  /** `uncaughtExceptionMonitor` was told of it too. */
  readonly isMonitored: boolean
}

/**
 * Watches for the rejections that `uncaughtExceptionMonitor` is not told of: those that a listener of the program
 * takes, those that Node only warns of, and those that it ignores. Changes nothing about what Node does with them.
 *
 * @returns What undoes it.
 */
export function watchRejections(onRejection: (rejection: UnhandledRejection) => void): () => void {
  const mode = modeOf(process.execArgv) ?? modeOf((process.env['NODE_OPTIONS'] ?? '').split(/\s+/)) ?? 'throw'
  // A listener that is the only one takes every rejection from Node, unless Node ignores them anyway. A variable
  // is no proof of that: the program may have set it for its children.
  const mayBeAlone = modeOf(process.execArgv) === 'none'
  const seen = new WeakSet<object>()
  // Tell the modes `throw` and `strict` from those that only warn, and `strict` from `throw`.
  let isMonitorTold = false
  let isStrict = false

  function onUnhandled(reason: unknown, promise: object): void {
    if (isStrict || seen.has(promise)) return
    seen.add(promise)
    onRejection({
      error: hasStack(reason) ? reason : toRejection(toReasonText(reason)),
      stackText: undefined,
      isPrintedByNode: mode === 'warn' || mode === 'none',
      isMonitored: false,
    })
  }

  function onMonitor(_error: unknown, origin: string): void {
    if (origin !== 'unhandledRejection') return
    isMonitorTold = true
    // In the mode `throw` the monitor hears nothing of what a listener takes.
    isStrict ||= isAttached()
  }

  function onWarning(warning: unknown): void {
    if (readText(warning, 'name') !== REJECTION_WARNING || isAttached()) return
    const text = readText(warning, 'message') ?? ''
    // The second of a pair of warnings, which says the same of each.
    if (/\(rejection id: \d+\)$/.test(text)) return
    onRejection({
      error: fromStackText(text),
      stackText: text,
      isPrintedByNode: true,
      isMonitored: isMonitorTold,
    })
  }

  // Where the program listens, Node leaves the rejection to it, and a second listener changes nothing any more.
  function follow(): void {
    const isWanted = mayBeAlone || process.listeners('unhandledRejection').some((one) => !isWatcher(one))
    if (!isWanted) detach()
    else if (!isAttached()) process.prependListener('unhandledRejection', onUnhandled)
  }

  // A test runner that puts listeners back may have put ours back twice.
  function detach(): void {
    while (isAttached()) process.off('unhandledRejection', onUnhandled)
  }

  function onNewListener(event: string | symbol, listener: unknown): void {
    if (event !== 'unhandledRejection') return
    // It is not on the list yet, so that ours comes first and sees what a listener that ends the program leaves.
    if (!isWatcher(listener) && !isAttached()) process.on('unhandledRejection', onUnhandled)
    // Test runners take all listeners off and put them back one by one, and ours must not stay behind alone.
    queueMicrotask(follow)
  }

  function onRemoveListener(event: string | symbol, listener: unknown): void {
    if (event === 'unhandledRejection' && !isWatcher(listener)) follow()
  }

  function isAttached(): boolean {
    return process.listeners('unhandledRejection').includes(onUnhandled)
  }

  Object.defineProperty(onUnhandled, WATCHER, { value: true })
  follow()
  process.on('newListener', onNewListener)
  process.on('removeListener', onRemoveListener)
  process.on('uncaughtExceptionMonitor', onMonitor)
  process.on('warning', onWarning)
  return () => {
    process.off('newListener', onNewListener)
    process.off('removeListener', onRemoveListener)
    process.off('uncaughtExceptionMonitor', onMonitor)
    process.off('warning', onWarning)
    detach()
  }
}

// Two copies of smonitor must not take each other's listener for one of the program.
const WATCHER = Symbol.for('smonitor.rejection-watcher.v1')

function isWatcher(listener: unknown): boolean {
  return typeof listener === 'function' && WATCHER in listener
}

/** Puts the reason in the place of the error in which Node wraps what is no error, with a text that is always the same. */
export function unwrapRejection(error: unknown): unknown {
  if (readText(error, 'code') !== 'ERR_UNHANDLED_REJECTION') return error
  const [, reason] =
    /The promise rejected with the reason "([^]*)"\.$/.exec(readText(error, 'message') ?? '') ?? []
  return reason === undefined ? error : toRejection(reason)
}

/** Reads `--unhandled-rejections=warn` and `--unhandled-rejections warn`; the last one counts. */
function modeOf(args: readonly string[]): string | undefined {
  let mode: string | undefined
  for (const [at, arg] of args.entries()) {
    const [, inline] = /^--unhandled[-_]rejections(?:=(.*))?$/.exec(arg) ?? [arg, null]
    if (inline !== null) mode = inline ?? args[at + 1]
  }
  return mode
}

/** What Node takes for an error. */
function hasStack(reason: unknown): boolean {
  try {
    return typeof reason === 'object' && reason !== null && Object.hasOwn(reason, 'stack')
  } catch {
    return false
  }
}

function toRejection(reason: string): Error {
  return named('UnhandledPromiseRejection', reason, undefined)
}

/** The words that Node has for a reason that is no error. */
function toReasonText(reason: unknown): string {
  if (typeof reason !== 'object' || reason === null) return String(reason)
  try {
    return `#<${reason.constructor.name}>`
  } catch {
    return '#<Object>'
  }
}

/** Reads `TypeError: text` and the frames below it; what has no frames was no error. */
function fromStackText(text: string): Error {
  const [, header = text, frames] = /^([^]*?)(\n +at [^]*)?$/.exec(text) ?? []
  const [, name, message] = /^([A-Za-z_$][\w$.]*)(?: \[[^\]]*\])?(?:: ([^]*))?$/.exec(header) ?? []
  if (name === undefined || (frames === undefined && !/(?:Error|Exception)$/.test(name)))
    return toRejection(text)
  return named(name, message ?? '', text)
}

function named(name: string, message: string, stack: string | undefined): Error {
  const error = new Error(message)
  error.name = name
  Object.defineProperty(error, 'stack', { value: stack })
  return error
}
