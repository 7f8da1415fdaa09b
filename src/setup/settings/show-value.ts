import { safeStringify } from '../../record/safe-stringify.ts'

const MAX_LENGTH = 80

/** Shows a value in a message so that its kind can be seen: texts in quotes, numbers without. */
export function showValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing'
    case 'function':
      return 'a function'
    case 'symbol':
      return 'a symbol'
    case 'bigint':
      return `${value}n`
    case 'number':
      return String(value)
    default:
      return clip(value instanceof Promise ? 'a promise' : safeStringify(value))
  }
}

function clip(text: string): string {
  if (text.length <= MAX_LENGTH) return text
  // A pair of surrogates is not cut in two.
  return `${text.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
