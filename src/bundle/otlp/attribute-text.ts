import { toAnyValue, type OtelValue } from '../../record/otel-value.ts'
import type { ParamAttribute } from '../../record/param-value.ts'

/** Writes an attribute as OTLP JSON, with a comma behind it. */
export function toAttributeText(attribute: string, value: OtelValue): string {
  return `${startOf(attribute)}${JSON.stringify(toAnyValue(value))}},`
}

/** Writes one attribute, with a comma behind it. */
export type AttributeWriter = (value: ParamAttribute) => string

/** Creates what writes an attribute, for values that are new each time. */
export function createAttributeWriter(attribute: string): AttributeWriter {
  const start = startOf(attribute)
  return (value) => `${start}${toValueText(value)}},`
}

/** What is long seldom comes again. */
const MAX_REMEMBERED_LENGTH = 256
const MAX_REMEMBERED = 256

/** Creates what writes an attribute and remembers what it wrote, for values that come again and again. */
export function createRememberingWriter(attribute: string): AttributeWriter {
  const write = createAttributeWriter(attribute)
  const known = new Map<string, string>()
  return (value) => {
    if (typeof value !== 'string' || value.length > MAX_REMEMBERED_LENGTH) return write(value)
    const found = known.get(value)
    if (found !== undefined) return found
    const text = write(value)
    if (known.size < MAX_REMEMBERED) known.set(value, text)
    return text
  }
}

function startOf(attribute: string): string {
  return `{"key":${JSON.stringify(attribute)},"value":`
}

/** As {@link toAnyValue} has it, without an object in between. */
function toValueText(value: ParamAttribute): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`
    case 'number':
      return Number.isInteger(value) ? `{"intValue":${value}}` : `{"doubleValue":${JSON.stringify(value)}}`
    case 'boolean':
      return value ? '{"boolValue":true}' : '{"boolValue":false}'
    default:
      return `{"arrayValue":{"values":[${value.map(toValueText).join(',')}]}}`
  }
}
