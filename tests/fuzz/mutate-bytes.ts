import { gunzipSync, gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { mutateObject } from './mutate.ts'

/** What a change of a file is made of: where, how, and a value to put there. */
export type ByteMutation = readonly [place: number, way: number, value: unknown]

const DEEP = 100_000

/** Texts that are put where a value was: JSON that is hard to read, or none. */
const VALUES: readonly string[] = [
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  '['.repeat(DEEP),
  '1e999',
  '-1e308',
  '123456789012345678901234567890',
  '"\\ud800"',
  '"\\u001b[31m\\u0007\\u202e"',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  'null',
  '[]',
  '{}',
  '""',
  'true',
  '-1',
  '0.5',
  `"${'x'.repeat(50_000)}"`,
  'NaN',
  '',
]

/** Changes the bytes of a file in one place; those that are handed in stay as they are. */
export function mutateBytes(bytes: Buffer, mutation: ByteMutation): Buffer {
  const [place, way] = mutation
  if (way % 3 === 0 && bytes[0] === 0x1f && bytes[1] === 0x8b) return mutateArchive(bytes, mutation)
  const at = bytes.length === 0 ? 0 : place % bytes.length
  const put = (from: number, to: number, between: string | Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, from), Buffer.from(between as string), bytes.subarray(to)])
  switch (way % 12) {
    case 0:
      return put(at, at + 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << (place % 8))]))
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return put(
        at,
        at,
        Buffer.from(['\u0000', '\u001b', '\u00ff\u00fe', '\u009b'][place % 4] ?? '', 'latin1'),
      )
    case 3:
      return put(at, at, bytes.subarray(at, at + (place % 400)))
    case 4:
      return put(at, at + (place % 400), '')
    case 5:
      return swapLines(bytes, place)
    case 6:
      return put(at, at, `\n${'x'.repeat(place % 200_000)}\n`)
    case 7:
    case 8:
    case 9:
      return replaceValue(bytes, mutation)
    default:
      return mutateLine(bytes, mutation)
  }
}

function swapLines(bytes: Buffer, place: number): Buffer {
  const lines = bytes.toString('latin1').split('\n')
  const [one, other] = [place % lines.length, Math.floor(place / 7) % lines.length]
  const held = lines[one] ?? ''
  lines[one] = lines[other] ?? ''
  lines[other] = held
  return Buffer.from(lines.join('\n'), 'latin1')
}

/** Puts one of the values where another value of JSON was. */
function replaceValue(bytes: Buffer, [place, way]: ByteMutation): Buffer {
  const text = bytes.toString()
  const values = [...text.matchAll(/(?<=[:[,]\s*)(?:"(?:[^"\\]|\\.)*"|[\d.eE+-]+|true|false|null)/g)]
  const found = values[place % Math.max(1, values.length)]
  const value = VALUES[Math.floor(way / 12) % VALUES.length] ?? ''
  if (found === undefined) return Buffer.from(value)
  return Buffer.from(text.slice(0, found.index) + value + text.slice(found.index + found[0].length))
}

/** Changes the object that a line, or else the whole file, holds. */
function mutateLine(bytes: Buffer, mutation: ByteMutation): Buffer {
  // Another change may have nested it deeper than what changes it can go.
  if (/[[{]{100}|(?:\{"a":){100}/.test(bytes.toString())) return bytes.subarray(0, mutation[0] % bytes.length)
  const lines = bytes.toString().split('\n')
  const at = mutation[0] % lines.length
  const isWhole = parse(lines[at] ?? '') === undefined
  const object = parse(isWhole ? bytes.toString() : (lines[at] ?? ''))
  if (object === undefined) return Buffer.from(lines.toSpliced(at, 1).join('\n'))
  const changed = JSON.stringify(mutateObject(object, [mutation]).config, undefined, isWhole ? 2 : 0)
  return Buffer.from(isWhole ? changed : lines.with(at, changed).join('\n'))
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const FOREIGN = [
  { path: '../../evil/bundle.json', type: 'File' },
  { path: '/tmp/bundle.json', type: 'File' },
  { path: 'x/bundle.json', type: 'SymbolicLink', linkpath: '/etc/passwd' },
  { path: 'x/events.jsonl', type: 'Link', linkpath: '/etc/passwd' },
  { path: 'x/events.jsonl', type: 'CharacterDevice' },
  { path: 'x/events.jsonl', type: 'FIFO' },
  { path: 'x/events.jsonl', type: 'File' },
  { path: `x/${'y/'.repeat(40)}events.jsonl`, type: 'File' },
  { path: 'x/\u001b[31m', type: 'File' },
  { path: 'x', type: 'Directory' },
] as const

/** Changes what is in an archive: its bytes before they are packed, or files that no bundle has. */
function mutateArchive(bytes: Buffer, [place, way, value]: ByteMutation): Buffer {
  let inner: Buffer
  try {
    inner = gunzipSync(bytes)
  } catch {
    return Buffer.concat([bytes, Buffer.from('garbage')])
  }
  switch (Math.floor(way / 3) % 4) {
    case 0: {
      const block = Buffer.alloc(512)
      const foreign = FOREIGN[place % FOREIGN.length] ?? FOREIGN[0]
      new Header({ mode: 0o644, size: 0, mtime: new Date(0), ...foreign }).encode(block)
      return gzipSync(
        Buffer.concat(
          place % 2 === 0 ? [block, inner] : [inner.subarray(0, -1024), block, Buffer.alloc(1024)],
        ),
      )
    }
    case 1:
      return Buffer.concat([bytes, Buffer.from('garbage')])
    case 2:
      return gzipSync(inner.subarray(0, place % inner.length))
    default:
      return gzipSync(mutateBytes(inner, [place, way * 3 + 1, value]))
  }
}
