import { ATTR_SMONITOR_PARAM } from '../../semconv/semconv.ts'
import { isObject } from './is-object.ts'
import { toParamAttribute, type ParamAttribute } from './param-value.ts'
import { safeStringify } from './safe-stringify.ts'

/**
 * The names of the placeholders in a template: `'{a} and {b:json}'` has `'a' | 'b'`.
 *
 * Follows the run-time grammar exactly: `{name}` or `{name:json}`, where a name is `[A-Za-z_][A-Za-z0-9_]*`;
 * `{{name}}` is the literal text `{name}`; every other brace is text.
 */
export type PlaceholdersOf<Text extends string> = string extends Text
  ? string
  : Text extends `${string}{${infer After}`
    ? After extends `{${infer Escaped}}}${infer Rest}`
      ? IsPlaceholder<Escaped> extends true
        ? PlaceholdersOf<Rest>
        : FromBrace<After>
      : FromBrace<After>
    : never

type FromBrace<After extends string> = After extends `${infer Inner}}${infer Rest}`
  ? IsPlaceholder<Inner> extends true
    ? NameOf<Inner> | PlaceholdersOf<Rest>
    : PlaceholdersOf<After>
  : never

type NameOf<Inner extends string> = Inner extends `${infer Name}:json` ? Name : Inner
type IsPlaceholder<Inner extends string> =
  NameOf<Inner> extends `${infer First}${infer Rest}`
    ? Lowercase<First> extends NameStart
      ? IsNameRest<Rest>
      : false
    : false
type IsNameRest<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? Lowercase<First> extends NameStart | Digit
    ? IsNameRest<Rest>
    : false
  : true
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
// prettier-ignore
type NameStart = '_' | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z'

/** Params in their flat form, by name. */
export type ParamAttributes = Readonly<Record<string, ParamAttribute>>

const PLACEHOLDER = /\{\{([A-Za-z_]\w*(?::json)?)\}\}|\{([A-Za-z_]\w*)(:json)?\}/g

/** A template that was read once and is rendered often, from the values of the params for which it was read. */
export type Template = (values: readonly (ParamAttribute | undefined)[]) => string

/**
 * Reads a template, so that it renders in a single pass: braces inside a value are text and never a placeholder.
 * A placeholder without a value stays as it is written: a reader sees what was missing.
 *
 * @param names - Those of the params, in the order of their values.
 */
export function compileTemplate(text: string, names: readonly string[]): Template {
  const holes: Hole[] = []
  let before = ''
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, escaped, name, json] = match
    before += text.slice(end, match.index)
    end = match.index + whole.length
    if (name === undefined) before += `{${escaped}}`
    else {
      holes.push({ before, at: names.indexOf(name), whole, isJson: json !== undefined })
      before = ''
    }
  }
  const rest = before + text.slice(end)
  return (values) => {
    let result = ''
    for (const hole of holes) {
      const value = values[hole.at]
      const isPlain = value !== undefined && typeof value !== 'object' && !hole.isJson
      result += hole.before + (isPlain ? `${value}` : fill(hole, value))
    }
    return result + rest
  }
}

/** Renders a template once. */
export function renderTemplate(text: string, params: ParamAttributes): string {
  const names = listPlaceholders(text)
  // What every object inherits, such as `constructor`, is no param.
  const values = names.map((name) => (Object.hasOwn(params, name) ? params[name] : undefined))
  return compileTemplate(text, names)(values)
}

/** A placeholder, with the text between it and the one before. */
interface Hole {
  readonly before: string
  readonly at: number
  readonly whole: string
  readonly isJson: boolean
}

function fill({ whole, isJson }: Hole, value: ParamAttribute | undefined): string {
  if (value === undefined) return whole
  if (isJson) return toJson(value)
  return typeof value === 'object' ? value.join(', ') : `${value}`
}

/** Lists the placeholders of a template, each once, in the order of their first use. */
export function listPlaceholders(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].flatMap(([, , name]) => name ?? []))]
}

/** Most params that travel: more than any SDK keeps by default. */
const MAX_PARAMS = 128

/** Converts params as a library author gives them to their flat form. Never throws. */
export function toParamAttributes(params: object | undefined): Record<string, ParamAttribute> {
  const flat: Record<string, ParamAttribute> = {}
  addParams(flat, params, NO_KEYS, (name) => name)
  return flat
}

/** The params that are known, and the attribute of each. */
export interface ParamKeys {
  readonly names: readonly string[]
  readonly attributes: readonly string[]
}

const NO_KEYS: ParamKeys = { names: [], attributes: [] }

/**
 * Puts params in their flat form into a record that has the attributes of those that are known, and takes these out
 * where a param is missing. Never throws.
 *
 * @param toAttribute - Names the attribute of a param that is not known.
 * @returns The values of the known ones, in their order.
 */
export function addParams(
  record: Record<string, ParamAttribute>,
  params: object | undefined,
  { names, attributes }: ParamKeys,
  toAttribute: (name: string) => string = ATTR_SMONITOR_PARAM,
): (ParamAttribute | undefined)[] {
  const values: (ParamAttribute | undefined)[] = []
  for (const _ of names) values.push(undefined)
  // JavaScript may pass a text, which has as many keys as it is long.
  const given: object = isObject(params) ? params : {}
  let left = MAX_PARAMS
  try {
    // Engines read what such a loop finds faster than what a list of keys names.
    for (const name in given) {
      // Not `Object.hasOwn`: V8 knows this one inside of such a loop.
      if (!Object.prototype.hasOwnProperty.call(given, name)) continue
      if (left === 0) break
      left -= 1
      const value = readFlat(given, name)
      let at = names.length - 1
      while (at >= 0 && names[at] !== name) at -= 1
      if (at >= 0) record[attributes[at] as string] = values[at] = value
      // Assigned, a param of this name would change what the object is made of.
      else if (name === '__proto__')
        Object.defineProperty(record, toAttribute(name), { value, enumerable: true })
      else record[toAttribute(name)] = value
    }
  } catch {
    // A proxy that refuses.
  }
  for (let at = 0; at < names.length; at += 1) {
    // A param that is missing does not compile, but JavaScript may leave it out.
    if (values[at] === undefined) Reflect.deleteProperty(record, attributes[at] as string)
  }
  return values
}

function readFlat(params: object, name: string): ParamAttribute {
  try {
    return toParamAttribute((params as Readonly<Record<string, unknown>>)[name])
  } catch {
    return '[threw]'
  }
}

/** An object has become JSON text already, when the params were made flat. */
function toJson(value: ParamAttribute): string {
  return typeof value === 'string' && isJsonOfObject(value) ? value : safeStringify(value)
}

function isJsonOfObject(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
