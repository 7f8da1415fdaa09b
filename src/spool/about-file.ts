import type { CatalogDefinition } from '../record/catalog-definition.ts'
import { safeStringify } from '../record/safe-stringify.ts'
import type { ProcessMark } from './process-mark.ts'

/** The name and version of the spool's format. */
export const SPOOL_SCHEMA = 'smonitor.spool/1'

/** Who writes: a process of the program, or `smonitor run`, which watches it. */
export type WriterRole = 'program' | 'observer'

/** How a process ended, as it said itself or as its observer saw it. */
export interface WriterEnd {
  /** ISO 8601. */
  readonly ended_at: string
  /** Both are `null` when smonitor was shut down and the program went on. */
  readonly exit_code: number | null
  readonly signal: string | null
}

/** What changes about a writer while it writes. */
export interface WriterState {
  /** Events that are known to be missing. */
  readonly dropped: number
  /** Spans that are known to be missing. @default 0 */
  readonly spans_dropped?: number
  /** `null` until it ends; who is killed never comes to say it. */
  readonly end: WriterEnd | null
}

/** Who a writer is. */
export interface WriterHead extends ProcessMark {
  readonly version: string
  readonly role: WriterRole
  /** 0 is the main thread. */
  readonly thread: number
}

/** What a writer says of its run. */
export type AboutNote = { readonly run: object } | { readonly catalog: CatalogDefinition }

/** What a file about a writer holds. */
export interface About {
  /** `undefined` when the file was cut off before. */
  readonly head: WriterHead | undefined
  readonly state: WriterState
  /** The newest word on the run. */
  readonly run: object | undefined
  readonly catalogs: readonly CatalogDefinition[]
}

/** Bytes of the first line, which is written over; within a page, a kill finds it whole, the old one or the new. */
const STATE_BYTES = 192

/** Encodes the start of the file: the state, who writes, and what is known of the run. */
export function encodeAboutHead(head: WriterHead, run: object): Buffer {
  const state = encodeState({ dropped: 0, end: null })
  const writer = Buffer.from(`${JSON.stringify({ schema: SPOOL_SCHEMA, writer: head })}\n`)
  return Buffer.concat([state, writer, encodeNote({ run })])
}

/** Encodes the first line, always of the same length. */
export function encodeState(state: WriterState): Buffer {
  return Buffer.from(`${JSON.stringify(state).padEnd(STATE_BYTES - 1)}\n`)
}

/** Encodes one more line. */
export function encodeNote(note: AboutNote): Buffer {
  return Buffer.from(`${safeStringify(note)}\n`)
}

/** Reads the text of such a file; a line that is cut off or not ours says nothing. */
export function parseAbout(text: string): About {
  const catalogs: CatalogDefinition[] = []
  let head: WriterHead | undefined
  let state: WriterState = { dropped: 0, end: null }
  let run: object | undefined
  for (const line of text.split('\n')) {
    const data = parseObject(line)
    if (data === undefined) continue
    if (data['schema'] === SPOOL_SCHEMA) head = toHead(data['writer'])
    else if (isObject(data['run'])) run = data['run']
    else if (isCatalog(data['catalog'])) catalogs.push(data['catalog'])
    else if ('dropped' in data) state = toState(data)
  }
  return { head, state, run, catalogs }
}

function toHead(value: unknown): WriterHead | undefined {
  if (!isObject(value)) return undefined
  const { pid, started, space, version, role, thread } = value
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
  return {
    pid,
    started: typeof started === 'string' ? started : null,
    space: String(space),
    version: String(version),
    role: role === 'observer' ? 'observer' : 'program',
    thread: typeof thread === 'number' ? thread : 0,
  }
}

function toState({ dropped, spans_dropped, end }: Readonly<Record<string, unknown>>): WriterState {
  return {
    dropped: toCount(dropped),
    ...(toCount(spans_dropped) === 0 ? {} : { spans_dropped: toCount(spans_dropped) }),
    end: isObject(end) && typeof end['ended_at'] === 'string' ? toEnd(end, end['ended_at']) : null,
  }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0
}

function toEnd({ exit_code, signal }: Readonly<Record<string, unknown>>, ended_at: string): WriterEnd {
  return {
    ended_at,
    exit_code: typeof exit_code === 'number' ? exit_code : null,
    signal: typeof signal === 'string' ? signal : null,
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCatalog(value: unknown): value is CatalogDefinition {
  return isObject(value) && typeof value['name'] === 'string' && isObject(value['codes'])
}
