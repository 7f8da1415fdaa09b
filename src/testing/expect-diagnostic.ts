import { AssertionError } from 'node:assert'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import { createRecorder, type Recorder } from './create-recorder.ts'
import { hasParams, type ExpectedParams } from './find-events.ts'
import { checkExpected, matchers } from './matchers.ts'

/** A diagnostic that a function caused: emitted, thrown, or both. */
export interface ObservedDiagnostic {
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly params: Readonly<Record<string, unknown>>
  /** What was recorded; `undefined` for an error that no signal saw. */
  readonly event: DiagnosticEvent | undefined
  /** What was thrown, if the code was. */
  readonly error: Error | undefined
}

/**
 * Runs a function and expects it to emit or throw a diagnostic with this code. Works in every test runner.
 *
 * @param params - What the diagnostic must have among its params.
 * @returns The diagnostic; a promise of it if the function returns a promise.
 * @throws AssertionError that says what was emitted instead; TypeError for what is no code; and whatever else the
 *   function throws.
 * @example
 * ```ts
 * import { defineCatalog } from 'smonitor'
 * import { expectDiagnostic } from 'smonitor/testing'
 *
 * const films = defineCatalog({
 *   name: 'films',
 *   codes: { 'MOV-W010': { level: 'warn', message: 'The film {id} has no title.' } },
 * })
 * const { message } = expectDiagnostic(() => films.emit('MOV-W010', { id: 'f1' }), 'MOV-W010', { id: 'f1' })
 * console.log(message)
 * ```
 */
export function expectDiagnostic<Returned>(
  fn: () => Returned,
  code: string,
  params: ExpectedParams = {},
): Returned extends PromiseLike<unknown> ? Promise<ObservedDiagnostic> : ObservedDiagnostic {
  checkExpected('expectDiagnostic', code, params)
  const recorder = createRecorder()
  let returned: unknown
  try {
    returned = fn()
  } catch (error) {
    recorder.stop()
    return observe(recorder, code, params, { error }) as never
  }
  if (!isPromiseLike(returned)) {
    recorder.stop()
    return observe(recorder, code, params) as never
  }
  return Promise.resolve(returned)
    .then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    .then((thrown) => {
      recorder.stop()
      return observe(recorder, code, params, thrown)
    }) as never
}

function observe(
  recorder: Recorder,
  code: string,
  params: ExpectedParams,
  thrown?: { readonly error: unknown },
): ObservedDiagnostic {
  const { events } = recorder
  const event = events.find((one) => one.code === code && hasParams(one, params))
  const error = thrown !== undefined && isDiagnosticError(thrown.error) ? thrown.error : undefined
  const isThrown = error?.code === code && hasParams({ extra: error.params } as DiagnosticEvent, params)
  // What else was thrown is what the test has to show.
  if (thrown !== undefined && !isThrown && error?.code !== code) throw thrown.error
  if (event !== undefined) {
    const { message, hint, extra } = event
    return { code, message, hint, params: extra, event, error: isThrown ? error : undefined }
  }
  if (error !== undefined && isThrown) {
    return { code, message: error.message, hint: error.hint ?? null, params: error.params, event, error }
  }
  const asked = Object.keys(params).length === 0 ? undefined : params
  const { message } = matchers.toHaveEmitted.call({}, events, code, asked)
  throw new AssertionError({
    message:
      error === undefined
        ? message()
        : `${message()}\nThrown: ${error.message} ${JSON.stringify(error.params)}`,
    actual: events.map((one) => one.code),
    expected: [code],
    operator: 'expectDiagnostic',
    stackStartFn: expectDiagnostic,
  })
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
