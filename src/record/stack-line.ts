import { safeStringify } from './safe-stringify.ts'

const MARK = '\n    smonitor: '

/**
 * Makes the stack of an error end in a line with its fields.
 *
 * A structured clone of an error (`structuredClone`, a message to a worker or another process) keeps message,
 * cause and stack and drops every other field, so that the stack is the one place where they travel along.
 */
export function carryFields(error: Error, fields: object): void {
  // Newer V8 formats a stack when it is first read, which costs more than all the rest of an error. In Firefox
  // an error has none of its own.
  const own: PropertyDescriptor = Reflect.getOwnPropertyDescriptor(error, 'stack') ?? { value: error.stack }
  let read: () => unknown = () => (own.get === undefined ? own.value : own.get.call(error))
  Object.defineProperty(error, 'stack', {
    get() {
      const stack = read()
      // A program may have its own way to format stacks, and give anything.
      return typeof stack === 'string' ? stack + MARK + safeStringify(fields) : stack
    },
    set(stack: unknown) {
      read = () => plainStack(stack)
    },
    configurable: true,
  })
}

/** Takes the line with the fields off a stack; leaves every other value as it is. */
export function plainStack<Stack>(stack: Stack): Stack {
  return typeof stack === 'string' ? (split(stack)[0] as Stack & string) : stack
}

/** Reads what the stack of an error carries, with its message and the stack itself. @throws SyntaxError */
export function readCarried(error: {
  readonly message?: unknown
  readonly stack?: unknown
}): object | undefined {
  const { message, stack } = error
  // An error that wraps ours may have our stack at the end of its own.
  if (typeof stack !== 'string' || !stack.startsWith('DiagnosticError')) return undefined
  const [, fields] = split(stack)
  return fields === undefined ? undefined : { ...(JSON.parse(fields) as object), message, stack }
}

/** Only the last line counts: what stands above it may come from data, through the message. */
function split(stack: string): [stack: string, fields?: string] {
  const at = stack.lastIndexOf(MARK)
  const fields = stack.slice(at + MARK.length)
  return at < 0 || fields.includes('\n') ? [stack] : [stack.slice(0, at), fields]
}
