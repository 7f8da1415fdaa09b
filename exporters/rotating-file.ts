import { closeSync, fstatSync, openSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { openAppendFile, type AppendFile } from '../src/spool/append-file.ts'

/** When a file is set aside and a new one begun. */
export interface RotatingFileOptions {
  /** Before the file grows beyond this size, it becomes `path.1`, and what was that becomes `path.2`. @default Infinity */
  readonly maxBytes?: number
  /** How many files that were set aside are kept. @default 5 */
  readonly maxFiles?: number
}

/** A lock that is older was left behind by a process that died. */
const STALE_LOCK_MS = 10_000

/**
 * Opens a file to append lines to that is set aside when it is full. Several processes may write to it: each notices
 * before a write that the file was set aside or moved away, by another process or by `logrotate`, and goes on in the
 * new one. A line that is longer than a file gets a file of its own.
 *
 * @throws Error of `node:fs` when the file cannot be opened.
 */
export function openRotatingFile(name: string, options: RotatingFileOptions = {}): AppendFile {
  // The program may change its folder.
  const path = resolve(name)
  const { maxBytes = Infinity, maxFiles = 5 } = options
  let waitingBytes = 0

  function descriptorFor(descriptor: number, bytes: number): number {
    waitingBytes = 0
    const current = isNamed(path, descriptor) ? descriptor : reopen(path, descriptor)
    const { size } = fstatSync(current)
    if (size === 0 || size + bytes <= maxBytes) return current
    return rotate(path, current, maxFiles)
  }

  const file = openAppendFile(path, { descriptorFor })
  return {
    append(line, isUrgent) {
      const bytes = Buffer.byteLength(line) + 1
      try {
        // What is written at once is in one file.
        if (waitingBytes > 0 && waitingBytes + bytes > maxBytes) file.flush()
      } finally {
        waitingBytes += bytes
        file.append(line, isUrgent)
      }
    },
    flush: () => file.flush(),
    close: () => file.close(),
    get dropped() {
      return file.dropped
    },
  }
}

/** Tells whether the path still leads to the file that is open. */
function isNamed(path: string, descriptor: number): boolean {
  const named = statSync(path, { throwIfNoEntry: false })
  const open = fstatSync(descriptor)
  return named?.ino === open.ino && named.dev === open.dev
}

/** Opens the new file before it lets go of the old one, so that a failure leaves something to write to. */
function reopen(path: string, descriptor: number): number {
  const next = openSync(path, 'a', 0o600)
  closeSync(descriptor)
  return next
}

/**
 * Sets the file aside. Where that is not possible, because another process is at it or Windows has it open, the file
 * grows on and the next write tries again: no diagnostic is worth less than a limit.
 */
function rotate(path: string, descriptor: number, maxFiles: number): number {
  const lock = `${path}.lock`
  if (!takeLock(lock)) return descriptor
  try {
    // Somebody else may have done it between the last look and the lock.
    if (isNamed(path, descriptor)) shift(path, maxFiles)
    return reopen(path, descriptor)
  } catch {
    return descriptor
  } finally {
    rmSync(lock, { force: true })
  }
}

function shift(path: string, maxFiles: number): void {
  if (maxFiles <= 0) {
    unlinkSync(path)
    return
  }
  for (let at = maxFiles - 1; at >= 1; at--) {
    if (statSync(`${path}.${at}`, { throwIfNoEntry: false }) !== undefined)
      renameSync(`${path}.${at}`, `${path}.${at + 1}`)
  }
  renameSync(path, `${path}.1`)
}

function takeLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch {
    const held = statSync(lock, { throwIfNoEntry: false })
    if (held !== undefined && Date.now() - held.mtimeMs > STALE_LOCK_MS) rmSync(lock, { force: true })
    return false
  }
}
