/** How a value is written down: as JSON, or as an expression of TypeScript in the style of this repository. */
export interface Notation {
  readonly key: (name: string) => string
  readonly scalar: (value: unknown) => string
  readonly lastComma: string
}

export const JSON_NOTATION: Notation = {
  key: (name) => JSON.stringify(name),
  scalar: (value) => JSON.stringify(value),
  lastComma: '',
}

export const TS_NOTATION: Notation = {
  key: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)),
  scalar: (value) => (typeof value === 'string' ? quote(value) : JSON.stringify(value)),
  lastComma: ',',
}

const WIDTH = 110

/** Writes a value with every object and list on one line that fits into one, as the formatter leaves them. */
export function layOut(value: unknown, notation: Notation, indent = '', before = 0): string {
  const flat = toFlat(value, notation)
  if (typeof value !== 'object' || value === null || before + flat.length < WIDTH) return flat
  const inner = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${layOut(item, notation, inner, inner.length)}`)
    : Object.entries(value).map(([key, item]) => {
        const start = `${inner}${notation.key(key)}: `
        return `${start}${layOut(item, notation, inner, start.length)}`
      })
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${lines.join(',\n')}${notation.lastComma}\n${indent}${close}`
}

function toFlat(value: unknown, notation: Notation): string {
  if (typeof value !== 'object' || value === null) return notation.scalar(value)
  if (Array.isArray(value)) return `[${value.map((item) => toFlat(item, notation)).join(', ')}]`
  const entries = Object.entries(value).map(
    ([key, item]) => `${notation.key(key)}: ${toFlat(item, notation)}`,
  )
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function quote(text: string): string {
  const json = JSON.stringify(text)
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll(String.raw`\"`, '"')}'`
}
