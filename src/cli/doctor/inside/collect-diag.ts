import { findCallSite } from './call-site.ts'
import { classOf, field } from './fields.ts'
import { guarded } from './guarded.ts'
import type { DiagMessage } from './observation.ts'

interface Logger {
  readonly [level: string]: unknown
}

const LEVELS = ['error', 'warn', 'info', 'debug', 'verbose'] as const
const MOST_MESSAGES = 100
const MOST_LENGTH = 2000

/** Collects what OTel says through `diag`, and hands it on to the logger that the program has set. */
export interface DiagCollector {
  /** What stands in the global in place of the program's own logger. */
  readonly logger: Logger
  setInner(logger: unknown): void
  /** Whether a logger that is set now would be the first one without the doctor. */
  isFirst(): boolean
  /** From now on, what is said is about the doctor's own doing, and not collected. */
  stop(): void
  messages(): DiagMessage[]
}

/** Creates the collector. With `isQuiet` what would go to the console is not printed: nobody asked for it. */
export function createDiagCollector({ isQuiet }: { readonly isQuiet: boolean }): DiagCollector {
  const messages = new Map<
    string,
    { readonly level: 'error' | 'warn'; readonly text: string; readonly place: string | null; count: number }
  >()
  let inner: unknown
  let isStopped = false

  function note(level: 'error' | 'warn', args: readonly unknown[]): void {
    const text = args.map(toText).join(' ').slice(0, MOST_LENGTH)
    // The program's first logger takes the place of ours, and of no other.
    if (text.includes('Current logger will')) return
    const found = messages.get(`${level} ${text}`)
    if (found !== undefined) found.count += 1
    else if (messages.size < MOST_MESSAGES) {
      const { place } = findCallSite({ isOurs: false })
      messages.set(`${level} ${text}`, { level, text, place, count: 1 })
    }
  }

  const logger = Object.fromEntries(
    LEVELS.map((level) => [
      level,
      (...args: unknown[]): void => {
        if (!isStopped && (level === 'error' || level === 'warn')) guarded(() => note(level, args))
        const method = isQuiet ? undefined : field(inner, level)
        if (typeof method === 'function') (method as (...all: unknown[]) => void).apply(inner, args)
      },
    ]),
  )
  return {
    logger,
    setInner: (given) => (inner = given === logger ? inner : given),
    isFirst: () => isQuiet || inner === undefined,
    stop: () => void (isStopped = true),
    messages: () => [...messages.values()],
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return messageIn(value)
  if (value instanceof Error) return value.message
  const message = field(value, 'message')
  return typeof message === 'string' ? message : classOf(value)
}

/** The SDK's handler of errors says them as JSON, with the stack in it, which is where it failed and not why. */
function messageIn(text: string): string {
  if (!text.startsWith('{')) return text.replace(/\n\s+at .*$/s, '')
  const error = guarded(() => JSON.parse(text) as Readonly<Record<string, unknown>>)
  const parts = ['code', 'message', 'data'].map((name) => error?.[name])
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ') || text
}
