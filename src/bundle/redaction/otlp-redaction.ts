import type { Place } from './place.ts'
import { redactArguments } from './command-line.ts'
import { ARGUMENTS, isPrivateAttribute } from './resource-redaction.ts'
import {
  bytesOf as numbersOf,
  isKept,
  saysNothing,
  secretArguments,
  takeArgument,
  takeWhole,
  type BundleRules,
} from './value-redaction.ts'
import type { WholeRule } from './whole-rules.ts'

/** What of OTLP documents is taken out besides what is found in them. */
export interface OtlpRedactionOptions {
  readonly hasSecrets: boolean
  readonly isMachineHidden: boolean
  /** Tells whether an attribute is left out whatever it holds. */
  readonly isLeftOut: (name: string) => boolean
}

type Data = Readonly<Record<string, unknown>>

const MAX_DEPTH = 64
const PARAM = 'smonitor.param.'
const NUMBERS = ['intValue', 'doubleValue']

/**
 * Makes what redacts documents of OTLP JSON, https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. An attribute
 * there is `{ key, value: { stringValue } }`, so that the name of a value is beside it.
 */
export function createOtlpRedaction(
  rules: BundleRules,
  options: OtlpRedactionOptions,
): (document: object) => object {
  function node(value: unknown, place: Place | undefined, depth: number): unknown {
    if (typeof value === 'string') return isKept(value, place) ? value : rules.text(value, place)
    if (typeof value !== 'object' || value === null) return value
    if (depth > MAX_DEPTH) return tooDeep(place)
    if (Array.isArray(value)) {
      return place?.name === 'attributes' ? attributes(value, place, depth) : list(value, place, depth)
    }
    return object(value as Data, place, depth)
  }

  function list(items: readonly unknown[], place: Place | undefined, depth: number): readonly unknown[] {
    let copy: unknown[] | undefined
    for (let index = 0; index < items.length; index += 1) {
      const made = node(items[index], place, depth + 1)
      if (made !== items[index]) (copy ??= [...items])[index] = made
    }
    return copy ?? items
  }

  function object(item: Data, place: Place | undefined, depth: number): Data {
    let copy: Record<string, unknown> | undefined
    for (const name of Object.keys(item)) {
      const field = item[name]
      const inner = { parent: place, name }
      const whole = rules.whole.hasPaths && !saysNothing(field) ? rules.whole.at(inner) : undefined
      const made =
        whole?.foundIn === 'asked'
          ? takeTyped(field, inner, whole)
          : name === 'body'
            ? anyValue(field, inner, depth + 1)
            : node(field, inner, depth + 1)
      if (made !== field) (copy ??= { ...item })[name] = made
    }
    return copy ?? item
  }

  /** Elsewhere than in attributes only texts can be replaced by a text. */
  function takeTyped(field: unknown, place: Place, whole: WholeRule): unknown {
    if (typeof field === 'string' && !isKept(field, place)) return takeWhole(field, place, whole, rules)
    return node(field, place, 0)
  }

  function attributes(items: readonly unknown[], place: Place, depth: number): readonly unknown[] {
    const isOfResource = place.parent?.name === 'resource'
    let copy: unknown[] | undefined
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]
      const made = attribute(item, place, depth + 1, isOfResource)
      if (made !== item && copy === undefined) copy = items.slice(0, index)
      if (made !== undefined) copy?.push(made)
    }
    return copy ?? items
  }

  function attribute(item: unknown, place: Place, depth: number, isOfResource: boolean): unknown {
    const { key, value } = (typeof item === 'object' && item !== null ? item : {}) as Data
    if (typeof key !== 'string' || typeof item !== 'object' || item === null) return node(item, place, depth)
    const at = { parent: place, name: key }
    if (options.isLeftOut(key)) {
      rules.taken('left_out', at)
      return undefined
    }
    if (isOfResource && options.isMachineHidden && isPrivateAttribute(key)) {
      rules.taken('resource', at)
      return undefined
    }
    const madeValue = attributeValue(key, value, at, depth)
    const madeKey = rules.text(key, place)
    return madeKey === key && madeValue === value ? item : { ...item, key: madeKey, value: madeValue }
  }

  function attributeValue(key: string, value: unknown, at: Place, depth: number): unknown {
    const whole = rules.whole.at(at) ?? (rules.whole.hasPaths ? ofParam(key) : undefined)
    if (whole === undefined || isKept(stringOf(value), at) || sayNothing(value)) {
      return key === ARGUMENTS ? argumentsOf(value, at) : anyValue(value, at, depth)
    }
    if (stringOf(value) === rules.replacement) return value
    takeWhole(leavesOf(value), at, whole, rules)
    return { stringValue: rules.replacement }
  }

  /** A param is `extra.<name>` of an event, and is named so in the paths that are asked for. */
  function ofParam(key: string): WholeRule | undefined {
    if (!key.startsWith(PARAM)) return undefined
    return rules.whole.at({ parent: { parent: undefined, name: 'extra' }, name: key.slice(PARAM.length) })
  }

  function anyValue(value: unknown, place: Place, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return node(value, place, depth)
    if (depth > MAX_DEPTH) return { stringValue: tooDeep(place) }
    const item = value as Data
    if (typeof item['stringValue'] === 'string') {
      const made = isKept(item['stringValue'], place)
        ? item['stringValue']
        : rules.text(item['stringValue'], place)
      return made === item['stringValue'] ? item : { ...item, stringValue: made }
    }
    const number = NUMBERS.find((name) => name in item)
    if (number !== undefined) {
      const text = String(item[number])
      // As a number it cannot have a hole: one that has a secret in it goes as a whole.
      return rules.text(text, place) === text ? item : { stringValue: rules.replacement }
    }
    if (typeof item['bytesValue'] === 'string') return bytesOf(item, item['bytesValue'], place)
    for (const name of ['arrayValue', 'kvlistValue']) {
      const { values } = (typeof item[name] === 'object' && item[name] !== null ? item[name] : {}) as Data
      if (!Array.isArray(values)) continue
      const bytes = numbersOf(values.map(numberOf))?.join(',')
      if (bytes !== undefined && rules.text(bytes, place) !== bytes) return { stringValue: rules.replacement }
      const made =
        name === 'kvlistValue' ? attributes(values, place, depth + 1) : anyValues(values, place, depth + 1)
      return made === values ? item : { ...item, [name]: { ...(item[name] as Data), values: made } }
    }
    return node(item, place, depth)
  }

  function anyValues(values: readonly unknown[], place: Place, depth: number): readonly unknown[] {
    const secrets = rules.hasSecrets ? secretArguments(values.map(stringOf)) : undefined
    const made = values.map((value, index) => {
      const secretAt = secrets?.get(index)
      const text = stringOf(value)
      if (secretAt === undefined || typeof text !== 'string') return anyValue(value, place, depth)
      const taken = takeArgument(text, secretAt, place, rules)
      return taken === text ? value : { stringValue: taken }
    })
    return made.every((value, index) => value === values[index]) ? values : made
  }

  function bytesOf(item: Data, base64: string, place: Place): Data {
    const text = Buffer.from(base64, 'base64').toString('utf8')
    const made = rules.text(text, place)
    if (made === text) {
      rules.known.needles.note(base64)
      return item
    }
    return { ...item, bytesValue: Buffer.from(made).toString('base64') }
  }

  function argumentsOf(value: unknown, at: Place): unknown {
    const { values } = ((value as Data | undefined)?.['arrayValue'] ?? {}) as Data
    if (!Array.isArray(values)) return anyValue(value, at, 0)
    const texts = values.map(stringOf)
    const made = redactArguments(texts, at, rules, options.hasSecrets)
    if (made === texts) return value
    return {
      arrayValue: {
        values: values.map((one, index) =>
          made[index] === texts[index] ? one : { stringValue: made[index] },
        ),
      },
    }
  }

  function tooDeep(place: Place | undefined): string {
    rules.taken('bounds', place)
    return rules.replacement
  }

  return (document) => {
    let made = document
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const { version } = rules.known
      made = node(made, undefined, 0) as object
      if (version === rules.known.version) break
    }
    return made
  }
}

const MAX_ROUNDS = 3

function stringOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as Data)['stringValue'] : undefined
}

/** The number of an `intValue`, which JSON has as a text too. */
function numberOf(value: unknown): unknown {
  const number = typeof value === 'object' && value !== null ? (value as Data)['intValue'] : undefined
  return typeof number === 'string' ? Number(number) : number
}

function sayNothing(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  const values = Object.values(value)
  return values.every(saysNothing)
}

/** The texts and numbers of a value, without the names that OTLP gives their types. */
function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value]
  return Object.entries(value).flatMap(([name, item]) => (name === 'key' ? [] : leavesOf(item)))
}
