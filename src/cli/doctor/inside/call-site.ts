import { packageOf } from './package-of.ts'

/** Who called: what is known of that from the stack. */
export interface CallSite {
  /** The folder of the package that called; `null` for the program itself. */
  readonly by: string | null
  /** The file and line of the program that led to it; of a package where no file of the program did. */
  readonly place: string | null
  /** The stack as text. */
  readonly stack: string
}

const API_PACKAGES = ['@opentelemetry/api', '@opentelemetry/api-logs']
// In the folder of smonitor, too: without it, whatever the doctor sees would be of smonitor.
const OWN_FRAMES = /[\\/]src[\\/]cli[\\/]doctor[\\/]inside[\\/]/

/** Finds out who called; the API and the doctor itself are left out, and smonitor where it only hands on. */
export function findCallSite({ isOurs }: { readonly isOurs: boolean }): CallSite {
  const stack = stackText()
  const frames = framesOf(stack).filter(({ file }) => !OWN_FRAMES.test(file))
  const callers = frames.filter(({ file }) => {
    const name = packageOf(file)?.name ?? ''
    return !API_PACKAGES.includes(name) && (isOurs || name !== 'smonitor')
  })
  const direct = callers[0]
  const ofProgram = callers.find(({ file }) => packageOf(file) === undefined) ?? direct
  return {
    by: direct === undefined ? null : (packageOf(direct.file)?.folder ?? null),
    place: ofProgram === undefined ? null : `${ofProgram.file}:${ofProgram.line}`,
    stack,
  }
}

/** The stack of who asks, longer than usual. */
export function stackText(): string {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 40
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = limit
  return stack
}

function framesOf(stack: string): { readonly file: string; readonly line: string }[] {
  return [
    ...stack.matchAll(/(?:\(|at |async )(?:file:\/\/)?((?:\/|[A-Z]:[\\/])[^\n]*?):(\d+):\d+\)?$/gm),
  ].map(([, file, line]) => ({ file: decodeURI(file ?? ''), line: line ?? '' }))
}
