import type { ExceptionFields } from './diagnostic-event.ts'
import { isObject, read } from './is-object.ts'
import { truncate } from './param-value.ts'
import { plainStack } from './stack-line.ts'

/** Longest type, stack and message that a record carries, in UTF-16 code units. */
const MAX_TYPE_LENGTH = 256
const MAX_STACK_LENGTH = 16_384
const MAX_MESSAGE_LENGTH = 4096
const MAX_CAUSES = 8

/**
 * Reads a thrown value as OTel's exception fields. Never throws, whatever was thrown.
 *
 * The type is the class and never `error.code`, which the OTel SDKs put there.
 */
export function toExceptionFields(thrown: unknown): ExceptionFields {
  // The fields that a `DiagnosticError` carries there are on the record already.
  const stack = plainStack(textOf(thrown, 'stack'))
  return {
    type: typeOf(thrown),
    message: messageOf(thrown),
    stacktrace: stack === undefined ? null : truncate(stack, MAX_STACK_LENGTH),
    causes: causesOf(thrown),
  }
}

function typeOf(thrown: unknown): string {
  if (!isObject(thrown)) return typeof thrown
  const name = textOf(thrown, 'name') || 'Error'
  // A subclass that does not set its name is better known by its class.
  const type = name === 'Error' ? textOf(read(thrown, 'constructor'), 'name') || name : name
  return truncate(type, MAX_TYPE_LENGTH)
}

function messageOf(thrown: unknown): string {
  const message = isObject(thrown) ? (textOf(thrown, 'message') ?? '') : String(thrown)
  return truncate(message, MAX_MESSAGE_LENGTH)
}

/** Lists the causes, outermost first, and the errors inside an `AggregateError`. Cycles end it. */
function causesOf(thrown: unknown): string[] {
  // A set takes nothing twice, and while it is read it goes on to what is added.
  const errors = new Set([thrown])
  for (const error of errors) {
    for (const inner of [read(error, 'cause'), ...errorsOf(error)]) {
      if (inner !== undefined && inner !== null && errors.size <= MAX_CAUSES) errors.add(inner)
    }
  }
  return [...errors].slice(1).map((error) => `${typeOf(error)}: ${messageOf(error)}`)
}

function errorsOf(error: unknown): unknown[] {
  try {
    const errors = read(error, 'errors')
    return Array.isArray(errors) ? errors.slice(0, MAX_CAUSES) : []
  } catch {
    return [] // A proxy that refuses: the error itself still counts.
  }
}

function textOf(value: unknown, key: string): string | undefined {
  const text = read(value, key)
  return typeof text === 'string' ? text : undefined
}
