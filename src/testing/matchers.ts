import type { DiagnosticEvent } from '../record/diagnostic-event.ts'
import {
  describeEvents,
  eventsOf,
  hasParams,
  suggestCode,
  type Equals,
  type ExpectedParams,
} from './find-events.ts'

/** What a test runner calls a matcher with, of that what is used here. */
export interface MatcherContext {
  readonly equals?: Equals
  readonly isNot?: boolean
}

/** What a matcher says, in the form of Jest and Vitest. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers as `expect` has them: what a test runner's types are extended by. */
export interface SmonitorMatchers<Result = void> {
  /** Expects a diagnostic with this code to have been emitted, with these params among others. */
  toHaveEmitted(code: string, params?: ExpectedParams): Result
  /** Expects these codes to have been emitted, each at least once, and none besides; `[]` for nothing at all. */
  toHaveEmittedOnly(codes: string | readonly string[]): Result
}

/**
 * The matchers, for `expect.extend` of Vitest and Jest. They look at a recorder, a bundle or a list of events.
 *
 * @example
 * ```ts
 * import { emit } from 'smonitor'
 * import { createRecorder, matchers } from 'smonitor/testing'
 *
 * const recorder = createRecorder()
 * emit('warn', 'The cache is cold.')
 * console.log(matchers.toHaveEmittedOnly.call({}, recorder, []).message())
 * ```
 */
export const matchers = {
  toHaveEmitted(
    this: MatcherContext | void,
    recorded: unknown,
    code: string,
    params?: ExpectedParams,
  ): MatcherResult {
    const events = eventsOf(recorded)
    if (events === undefined) return notRecorded(recorded)
    checkExpected('toHaveEmitted', code, params)
    const equals = (this as MatcherContext | undefined)?.equals
    const coded = events.filter((event) => event.code === code)
    const found = coded.filter((event) => params === undefined || hasParams(event, params, equals))
    const what = `${code}${params === undefined ? '' : ` with ${show(params)}`}`
    return {
      pass: found.length > 0,
      message: () =>
        found.length > 0
          ? `Expected ${what} not to be emitted.\n${describeEvents(found)}`
          : missing(what, code, coded, events),
    }
  },

  toHaveEmittedOnly(recorded: unknown, codes: string | readonly string[]): MatcherResult {
    const events = eventsOf(recorded)
    if (events === undefined) return notRecorded(recorded)
    const expected = typeof codes === 'string' ? [codes] : codes
    if (!Array.isArray(expected)) {
      throw new TypeError(
        `toHaveEmittedOnly() was given ${describe(codes)} in place of codes. Hand over a code, or a list of codes, which is empty where nothing is expected: toHaveEmittedOnly(['X-W001']).`,
      )
    }
    for (const code of expected) checkCode('toHaveEmittedOnly', code)
    const others = events.filter(({ code }) => code === null || !expected.includes(code))
    const absent = expected.filter((code) => events.every((event) => event.code !== code))
    const what = expected.length === 0 ? 'nothing' : `only ${expected.join(', ')}`
    return {
      pass: others.length === 0 && absent.length === 0,
      message: () =>
        [
          `Expected ${what} to be emitted.`,
          ...(absent.length === 0 ? [] : [`Not emitted: ${absent.join(', ')}.`]),
          ...(others.length === 0
            ? []
            : [`Emitted besides:\n${describeEvents(others).split('\n').slice(1).join('\n')}`]),
          ...(others.length === 0 && absent.length > 0 ? [describeEvents(events)] : []),
        ].join('\n'),
    }
  },
}

/**
 * Refuses what is no expectation: it could not fail as one, and with `not` it would always hold.
 *
 * @throws TypeError
 */
export function checkExpected(caller: string, code: unknown, params: unknown): void {
  checkCode(caller, code)
  if (params === undefined || (typeof params === 'object' && params !== null && !Array.isArray(params)))
    return
  throw new TypeError(
    `${caller}() was given ${describe(params)} in place of params. Hand over an object of those that are expected, such as { id: 'f1' }, or leave it out.`,
  )
}

function checkCode(caller: string, code: unknown): void {
  if (typeof code === 'string' && code !== '') return
  throw new TypeError(
    `${caller}() was given ${describe(code)} in place of a code. Hand over the code that is expected, such as 'X-W001'.`,
  )
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}

function missing(
  what: string,
  code: string,
  coded: readonly DiagnosticEvent[],
  events: readonly DiagnosticEvent[],
): string {
  const suggestion = coded.length === 0 ? suggestCode(code, events) : 'It was emitted, and with other params.'
  return [
    `Expected ${what} to be emitted.`,
    ...(suggestion === undefined ? [] : [suggestion]),
    describeEvents(coded.length === 0 ? events : coded),
  ].join('\n')
}

function notRecorded(recorded: unknown): MatcherResult {
  // A mistake in the test, which must not pass as `not` either.
  throw new TypeError(
    `Diagnostics are looked for in a recorder, a bundle or a list of events, and not in ${recorded === null ? 'null' : typeof recorded}.`,
  )
}

function show(params: ExpectedParams): string {
  return JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
