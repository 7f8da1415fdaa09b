import { createRequire } from 'node:module'
import type * as Levenshtein from 'fastest-levenshtein'
import { toLevel } from '../../src/record/level.ts'
import { toParamAttribute } from '../../src/record/param-value.ts'
import { safeStringify } from '../../src/record/safe-stringify.ts'
import { SinkError } from '../sink-error.ts'
import type { Sink } from '../sink.ts'
import { OPTION_RULES, SINK_NAMES } from './option-rules.ts'
import type { SinkName, SinkSetting, SinkSpec } from './sink-setting.ts'

const ANY_SINK = `one of: ${SINK_NAMES.join(', ')}; or an object with a name and handle(event)`

/**
 * Reads a list of sinks: names and options are checked, and what is left out is left to the defaults.
 *
 * @throws SinkError SMON-E120 or SMON-E121 that names the place in the list.
 */
export function readSinkList(list: readonly SinkSetting[], setting: string): (SinkSpec | Sink)[] {
  if (!Array.isArray(list)) throw invalid(setting, list, `a list of sinks, each ${ANY_SINK}`)
  return list.map((entry: unknown, at) => readEntry(entry, `${setting}[${at}]`))
}

/** Tells a sink from the description of one. */
export function isSink(value: SinkSpec | Sink): value is Sink {
  return 'handle' in value
}

function readEntry(entry: unknown, where: string): SinkSpec | Sink {
  if (typeof entry === 'string') return { type: nameOf(entry, where) }
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw invalid(where, entry, ANY_SINK)
  if ('handle' in entry) return readSink(entry, where)
  const { type, ...options } = entry as Record<string, unknown>
  if (typeof type !== 'string') throw invalid(`${where}.type`, type, ANY_SINK)
  return readSpec(nameOf(type, `${where}.type`), options, where)
}

function readSink(entry: object & Record<'handle', unknown>, where: string): Sink {
  if (typeof entry.handle !== 'function') throw invalid(`${where}.handle`, entry.handle, 'a function')
  const name = 'name' in entry ? entry.name : undefined
  if (typeof name !== 'string' || name === '')
    throw invalid(`${where}.name`, name, 'a text that is not empty')
  return entry as Sink
}

function readSpec(type: SinkName, options: Readonly<Record<string, unknown>>, where: string): SinkSpec {
  const rules = OPTION_RULES[type]
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) {
      const names = Object.keys(rules)
      throw new SinkError('SMON-E121', {
        setting: `${where}.${name}`,
        reason: `the sink "${type}" has no such option`,
        allowed: suggest(name, names, `one of: ${names.join(', ')}`),
      })
    }
    if (!rule.isValid(value)) throw invalid(`${where}.${name}`, value, rule.allowed)
  }
  const { level, ...others } = Object.fromEntries(given)
  return { type, ...others, ...(level === undefined ? {} : { level: toLevel(level) }) } as SinkSpec
}

function nameOf(name: string, setting: string): SinkName {
  const found = SINK_NAMES.find((known) => known === name)
  if (found !== undefined) return found
  throw new SinkError('SMON-E120', {
    setting,
    name: toParamAttribute(name),
    allowed: suggest(name, SINK_NAMES, ANY_SINK),
  })
}

/** Puts the nearest right name first, if one is near. */
function suggest(name: string, names: readonly string[], allowed: string): string {
  if (name.length > 64) return allowed
  // Loaded with the first slip: a program without one does not pay for it.
  const { closest, distance } = createRequire(import.meta.url)('fastest-levenshtein') as typeof Levenshtein
  const nearest = closest(name.toLowerCase(), [...names])
  const isNear = distance(name.toLowerCase(), nearest) <= Math.max(1, Math.floor(nearest.length / 3))
  return isNear ? `"${nearest}", or ${allowed}` : allowed
}

function invalid(setting: string, value: unknown, allowed: string): SinkError {
  const shown = value === undefined ? 'missing' : safeStringify(value).slice(0, 200)
  return new SinkError('SMON-E121', { setting, reason: `it is ${shown}`, allowed })
}
