import type { ExceptionFields } from './diagnostic-event.ts'
import { truncate } from './param-value.ts'
import { plainStack } from './stack-line.ts'

/** Longest stack and message that a record carries, in UTF-16 code units. */
const MAX_STACK_LENGTH = 16_384
const MAX_MESSAGE_LENGTH = 4096
const MAX_CAUSES = 8

/**
 * Reads a thrown value as OTel's exception fields. Never throws, whatever was thrown.
 *
 * The type is the class and never `error.code`, which the OTel SDKs put there.
 */
export function toExceptionFields(thrown: unknown): ExceptionFields {
  return {
    type: typeOf(thrown),
    message: messageOf(thrown),
    stacktrace: stackOf(thrown),
    causes: causesOf(thrown),
  }
}

function typeOf(thrown: unknown): string {
  if (!isObject(thrown)) return typeof thrown
  const name = read(thrown, 'name')
  // A subclass that does not set its name is better known by its class.
  if (typeof name === 'string' && name !== '' && name !== 'Error') return truncate(name, 256)
  const constructor = read(thrown, 'constructor')
  const className = isObject(constructor) ? read(constructor, 'name') : undefined
  return typeof className === 'string' && className !== '' ? truncate(className, 256) : 'Error'
}

function messageOf(thrown: unknown): string {
  if (!isObject(thrown)) return truncate(String(thrown), MAX_MESSAGE_LENGTH)
  const message = read(thrown, 'message')
  return typeof message === 'string' ? truncate(message, MAX_MESSAGE_LENGTH) : ''
}

function stackOf(thrown: unknown): string | null {
  // The fields that a `DiagnosticError` carries there are on the record already.
  const stack = isObject(thrown) ? plainStack(read(thrown, 'stack')) : undefined
  return typeof stack === 'string' ? truncate(stack, MAX_STACK_LENGTH) : null
}

/** Lists the causes, outermost first, and the errors inside an `AggregateError`. Cycles end it. */
function causesOf(thrown: unknown): string[] {
  const causes: string[] = []
  const seen = new Set<unknown>([thrown])
  const queue: unknown[] = [thrown]
  while (queue.length > 0 && causes.length < MAX_CAUSES) {
    const error = queue.shift()
    if (!isObject(error)) continue
    for (const inner of [read(error, 'cause'), ...errorsOf(error)]) {
      if (inner === undefined || inner === null || seen.has(inner) || causes.length >= MAX_CAUSES) continue
      seen.add(inner)
      causes.push(`${typeOf(inner)}: ${messageOf(inner)}`)
      queue.push(inner)
    }
  }
  return causes
}

function errorsOf(error: object): unknown[] {
  try {
    const errors = read(error, 'errors')
    return Array.isArray(errors) ? errors.slice(0, MAX_CAUSES) : []
  } catch {
    return [] // A proxy that refuses: the error itself still counts.
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function read(target: object, key: string): unknown {
  try {
    return (target as Record<string, unknown>)[key]
  } catch {
    return undefined
  }
}
