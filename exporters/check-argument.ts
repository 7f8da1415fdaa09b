import { safeStringify } from '../src/record/safe-stringify.ts'
import { SinkError } from './sink-error.ts'
import { CONSOLE_RULES } from './sink-list/rule-kinds.ts'

/**
 * Refuses an argument that is not valid: whoever makes the parts by hand may write JavaScript.
 *
 * @param argument - The call, and what of it: `createSinkProcessor({ sinks })`.
 * @param allowed - In words that follow "Use".
 * @throws SinkError SMON-E121
 */
export function checkArgument(isValid: boolean, argument: string, value: unknown, allowed: string): void {
  if (isValid) return
  const shown = value === undefined ? 'missing' : safeStringify(value).slice(0, 200)
  throw new SinkError('SMON-E121', { setting: argument, reason: `it is ${shown}`, allowed })
}

/**
 * Refuses options of a console sink that are not valid.
 *
 * @throws SinkError SMON-E121
 */
export function checkConsoleOptions(options: object): void {
  const call = 'createConsoleSink'
  checkArgument(isObject(options), `The argument of ${call}()`, options, 'an object with its options')
  for (const [name, value] of Object.entries(options)) {
    // A stream is a stream here, and a name of one in the settings only.
    const rule = name === 'stream' ? STREAM : CONSOLE_RULES[name]
    if (value !== undefined && rule !== undefined)
      checkArgument(rule.isValid(value), `${call}({ ${name} })`, value, rule.allowed)
  }
}

/** Tells an object from what else may be handed over. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

const STREAM = {
  allowed: 'a stream, or anything with write(text)',
  isValid: (value: unknown) => isObject(value) && 'write' in value && typeof value.write === 'function',
}
