import { findExpectedWarnings } from '../record/expected-warnings.ts'
import { isPrinterAtWork } from '../record/printing.ts'
import { toSafeLine } from '../record/sanitise.ts'

/** The type of a process warning, by which Node's flags tell them apart. */
export type WarningType = 'Warning' | 'DeprecationWarning'

/** What a process warning says. */
export interface ProcessWarning {
  readonly type: WarningType
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  /** The function above which the stack starts. */
  readonly stackFrom: (...args: never[]) => unknown
}

interface ProcessLike {
  readonly emitWarning?: (message: string, options: object) => void
  readonly throwDeprecation?: boolean
}

/** Tells whether a process warning of this type is due: the runtime has them, and no sink shows the record instead. */
export function isWarningDue(type: WarningType): boolean {
  const host = hostProcess()
  if (typeof host?.emitWarning !== 'function') return false
  // A deprecation that is to be thrown is not printed by Node, so it is due whoever prints.
  return !isPrinterAtWork() || (type === 'DeprecationWarning' && host.throwDeprecation === true)
}

/** Emits a process warning: Node prints it, or throws it, as its own flags say. */
export function emitProcessWarning({ type, code, message, hint, stackFrom }: ProcessWarning): void {
  // Node prints the texts as they are, and what is in them may come from data.
  const text = toSafeLine(message)
  // Whoever captures warnings leaves it out: the diagnostic has its record.
  findExpectedWarnings()?.expect(type, code, text)
  hostProcess()?.emitWarning?.(text, {
    type,
    code,
    ctor: stackFrom,
    ...(hint === undefined ? {} : { detail: toSafeLine(hint) }),
  })
}

function hostProcess(): ProcessLike | undefined {
  return (globalThis as { process?: ProcessLike }).process
}
