import type { Attributes } from '@opentelemetry/api'
import { ATTR_SMONITOR_ARGS, ATTR_SMONITOR_PARAM, ATTR_SMONITOR_TAGS } from '../../semconv/semconv.ts'
import { toLevel, type Level } from '../record/level.ts'
import { summariseArguments } from '../record/summarise-arguments.ts'
import { toParamAttributes } from '../record/template.ts'
import { areArgumentsAsked } from './asked-arguments.ts'
import type { FlatAttributes } from './diagnostic-attributes.ts'
import { createOnceReporter } from './report-once.ts'

/** How calls are observed. */
export interface CallOptions {
  /** Added to the span of each call. */
  readonly attributes?: Attributes
  /** The level of the record of an exception. @default 'error' */
  readonly exceptionLevel?: Level
  /** Free labels, on the span of each call and on the record of an exception. */
  readonly tags?: readonly string[]
}

/** How the calls of a signal are observed. */
export interface SignalOptions<Args extends readonly unknown[] = readonly unknown[]> extends CallOptions {
  /** Data for the record of an exception, made from the arguments when a call throws; travels like params. */
  readonly extra?: (args: Args) => Readonly<Record<string, unknown>>
  /**
   * Tells what the call was given, on the record of an exception: at most 80 characters for each argument, one
   * level deep, without invoking getters. Secrets among the arguments are told too.
   * @default what the setting `argsSummary` of the application says, else false
   */
  readonly args?: boolean
}

/** The options of a signal as its calls use them: read once, and sound. */
export interface CallPlan {
  readonly level: Level
  readonly attributes: Attributes
  /** Adds what is asked for to the record of an exception. */
  addDetails(record: FlatAttributes, args: readonly unknown[]): void
  /** Tells whether {@link CallPlan.addDetails} looks at the arguments. */
  needsArgs(): boolean
}

const NO_OPTIONS: SignalOptions<never> = {}

/**
 * Reads the options of a signal. Never throws, and neither does the plan: what is wrong with an option is told
 * once through OTel's own channel, and the calls are observed without it.
 */
export function toCallPlan(signalName: string, given?: SignalOptions<never> | null): CallPlan {
  const options = given ?? NO_OPTIONS
  const tell = createOnceReporter()

  function attempt<Result>(option: keyof SignalOptions, step: () => Result): Result | undefined {
    try {
      return step()
    } catch (problem) {
      tell(
        `smonitor: the option "${option}" of the signal "${signalName}" failed; its calls go on without it.`,
        problem,
      )
      return undefined
    }
  }

  const tags = attempt('tags', () => sound(options.tags, Array.isArray, 'a list of strings')?.map(String))
  const extra = attempt('extra', () => sound(options.extra, isFunction, 'a function of the arguments'))
  const level = attempt('exceptionLevel', () =>
    sound(options.exceptionLevel, toLevel, 'one of: debug, info, warn, error, fatal'),
  )
  const attributes = attempt('attributes', () => ({ ...options.attributes }))
  const args = attempt('args', () => options.args)
  const hasTags = tags !== undefined && tags.length > 0

  const wantsArgs = (): boolean => args === true || (args === undefined && areArgumentsAsked())

  return {
    level: toLevel(level) ?? 'error',
    attributes: { ...attributes, ...(hasTags ? { [ATTR_SMONITOR_TAGS]: [...tags] } : {}) },
    addDetails(record, values) {
      if (hasTags) record[ATTR_SMONITOR_TAGS] = [...tags]
      if (values.length > 0 && wantsArgs()) {
        attempt('args', () => (record[ATTR_SMONITOR_ARGS] = summariseArguments(values)))
      }
      if (extra !== undefined) attempt('extra', () => addExtra(record, extra(values as never)))
    },
    needsArgs: () => extra !== undefined || wantsArgs(),
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

/** @throws TypeError when an option that was given is not what it must be. */
function sound<Value>(value: Value, isSound: (value: unknown) => unknown, kind: string): Value {
  if (value === undefined || isSound(value)) return value
  throw new TypeError(`It is ${typeof value}, not ${kind}.`)
}

/** A param of the exception itself keeps its value: every reader renders the message again from it. */
function addExtra(record: FlatAttributes, data: unknown): void {
  if (typeof data !== 'object' || data === null || data instanceof Promise) {
    // A rejection that nobody handles would end the process.
    if (data instanceof Promise) data.catch(() => undefined)
    throw new TypeError('It did not return an object.')
  }
  for (const [name, value] of Object.entries(toParamAttributes(data))) {
    record[ATTR_SMONITOR_PARAM(name)] ??= value
  }
}
