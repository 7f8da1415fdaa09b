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

/** A template that was read once and is rendered often. */
export type Template = (params: ParamAttributes) => string

/**
 * Reads a template, so that it renders in a single pass: braces inside a value are text and never a placeholder.
 * A placeholder without a value stays as it is written: a reader sees what was missing.
 */
export function compileTemplate(text: string): Template {
  const holes: Hole[] = []
  let before = ''
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, escaped, name, json] = match
    before += text.slice(end, match.index)
    end = match.index + whole.length
    if (name === undefined) before += `{${escaped}}`
    else {
      holes.push({ before, name, whole, isJson: json !== undefined })
      before = ''
    }
  }
  const rest = before + text.slice(end)
  if (holes.length === 0) return () => rest
  return (params) => {
    let result = ''
    for (const hole of holes) result += hole.before + fill(hole, params)
    return result + rest
  }
}

/** Renders a template once. */
export function renderTemplate(text: string, params: ParamAttributes): string {
  return text.includes('{') ? compileTemplate(text)(params) : text
}

/** A placeholder, with the text between it and the one before. */
interface Hole {
  readonly before: string
  readonly name: string
  readonly whole: string
  readonly isJson: boolean
}

function fill({ name, whole, isJson }: Hole, params: ParamAttributes): string {
  const value = params[name]
  // What every object inherits, such as `constructor`, is no param.
  if (value === undefined || !Object.hasOwn(params, name)) return whole
  if (isJson) return toJson(value)
  return typeof value === 'string' ? value : toText(value)
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
  for (const name of keysOf(params)) {
    const value = readFlat(params as Record<string, unknown>, name)
    // Assigned, a param of this name would change what the object is made of.
    if (name === '__proto__') Object.defineProperty(flat, name, { value, enumerable: true })
    else flat[name] = value
  }
  return flat
}

function readFlat(params: Record<string, unknown>, name: string): ParamAttribute {
  try {
    return toParamAttribute(params[name])
  } catch {
    return '[threw]'
  }
}

function keysOf(params: object | undefined): string[] {
  try {
    // JavaScript may pass a text, which has as many keys as it is long.
    return !isObject(params) ? [] : Object.keys(params).slice(0, MAX_PARAMS)
  } catch {
    return []
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

function toText(value: ParamAttribute): string {
  return typeof value === 'object' ? value.join(', ') : String(value)
}
