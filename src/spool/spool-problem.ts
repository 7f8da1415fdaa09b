/** What keeps diagnostics from the disk. */
export type SpoolProblem = UnwritableSpool | FullSpool | DeletedSpool | UnprunedSpool | UnsentDeleted

/** The system refuses: the disk is full, the folder may not be written, a file is in its place. */
export interface UnwritableSpool {
  readonly kind: 'unwritable'
  readonly folder: string
  /** Such as `ENOSPC`. */
  readonly code: string
  readonly reason: string
}

/** The bound is reached. */
export interface FullSpool {
  readonly kind: 'full'
  readonly folder: string
  readonly maxBytes: number
}

/** Somebody deleted the files while they were written. */
export interface DeletedSpool {
  readonly kind: 'deleted'
  readonly folder: string
  /** How many diagnostics were in them, of this process or thread. */
  readonly lost: number
}

/** A former run that should go cannot be deleted. */
export interface UnprunedSpool {
  readonly kind: 'unpruned'
  /** The folder of all runs. */
  readonly folder: string
  readonly reason: string
}

/** Former runs had to go with what no endpoint had taken. */
export interface UnsentDeleted {
  readonly kind: 'unsent'
  /** The folder of all runs. */
  readonly folder: string
  readonly lost: number
}

/** Says what the system refused. */
export function toUnwritable(folder: string, error: unknown): UnwritableSpool {
  const { code = 'unknown', message } = error as NodeJS.ErrnoException
  return { kind: 'unwritable', folder, code, reason: message }
}
