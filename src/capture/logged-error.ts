import { normaliseError } from '../identity/normalise-error.ts'
import { normaliseLine } from '../identity/normalise-line.ts'
import { findRecorded, type RecordedException } from '../otel/recorded-exceptions.ts'
import { isDiagnosticError, type DiagnosticFields } from '../record/diagnostic-brand.ts'
import type { ExceptionFields } from '../record/diagnostic-event.ts'
import { toExceptionFields } from '../record/exception-fields.ts'
import { truncate } from '../record/param-value.ts'
import { toParamAttributes } from '../record/template.ts'
import { readField, readText } from './read-text.ts'

/** An error that a line tells of. */
export interface LoggedError {
  readonly exception: ExceptionFields
  /** Its part of a triage key. */
  readonly keyType: string
  /** What a signal recorded of it before. */
  readonly recorded: RecordedException | undefined
  /** What it carries if it is a `DiagnosticError`. */
  readonly coded: Omit<DiagnosticFields, 'level'> | undefined
}

const MAX_NAME_LENGTH = 100
const MAX_TEXT_LENGTH = 16_384

/** Tells whether a value is an error, also one of another realm. */
export function isError(value: unknown): boolean {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
  } catch {
    return false
  }
}

/** Describes an error that was handed to a logger. */
export function fromError(error: unknown): LoggedError {
  return {
    exception: toExceptionFields(error),
    keyType: normaliseError(error).type,
    recorded: findRecorded(error),
    coded: isDiagnosticError(error) ? error : undefined,
  }
}

/**
 * Describes an error by what a logger wrote of it, which has been through its serialisers and is free of what it
 * redacts. The error itself only says who it is.
 *
 * @returns `undefined` when what was written is no error.
 */
export function fromSerialised(written: unknown, error: unknown): LoggedError | undefined {
  const message = readText(written, 'message')
  const stack = readText(written, 'stack')
  const type = readText(written, 'type') ?? readText(written, 'name')
  if (stack === undefined && (type === undefined || message === undefined)) return undefined
  const name = truncate(type ?? 'Error', MAX_NAME_LENGTH)
  const code = readText(written, 'code')
  return {
    exception: {
      type: name,
      message: truncate(message ?? '', MAX_TEXT_LENGTH),
      stacktrace: stack === undefined ? null : truncate(stack, MAX_TEXT_LENGTH),
      causes: [],
    },
    keyType: code === undefined ? name : `${name}:${truncate(code, MAX_NAME_LENGTH)}`,
    recorded: findRecorded(error),
    coded: isDiagnosticError(error) ? codedBy(written, error) : undefined,
  }
}

function codedBy(written: unknown, { code, catalog }: DiagnosticFields): Omit<DiagnosticFields, 'level'> {
  const hint = readText(written, 'hint')
  const params = readField(written, 'params')
  return {
    code,
    catalog,
    params: toParamAttributes(typeof params === 'object' && params !== null ? params : undefined),
    ...(hint === undefined ? {} : { hint }),
  }
}

/** Tells whether a line says nothing that its error does not say itself. */
export function saysNoMore(message: string, { exception }: LoggedError): boolean {
  const line = normaliseLine(message)
  return line === '' || line === normaliseLine(exception.message)
}
