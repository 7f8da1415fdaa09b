import { isPlainRecord } from '../../record/is-object.ts'
import { checkLiveness, type ProcessMark } from '../process-mark.ts'

/** The first line of a file of an outbox: whose records these are, and where they are to go. */
export interface OutboxHead {
  readonly outbox: 1
  readonly mark: ProcessMark
  /** The endpoint and the service, hashed: only who sends to the same as the same takes over what is left. */
  readonly target: string
  /** Where to, for a person; files of earlier versions do not say it. */
  readonly endpoint?: string
  /** The folder of the run that it was written in, by which it is found where another run has taken it over. */
  readonly run?: string
  readonly resource: Readonly<Record<string, unknown>>
  readonly schema_url?: string
}

/** Reads the first line of a file; `undefined` when it is none. */
export function parseOutboxHead(line: string): OutboxHead | undefined {
  try {
    const head: unknown = JSON.parse(line)
    const isHead =
      isPlainRecord(head) &&
      head['outbox'] === 1 &&
      isPlainRecord(head['mark']) &&
      isPlainRecord(head['resource'])
    return isHead ? (head as unknown as OutboxHead) : undefined
  } catch {
    return undefined
  }
}

/** Tells whether whoever wrote a file is gone. */
export function isAbandoned(head: OutboxHead, modifiedMs: number, here: ProcessMark): boolean {
  return !checkLiveness(head.mark, modifiedMs, here).isAlive
}
