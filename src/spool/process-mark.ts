import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** What tells a process from every other one, also from one that gets the same number later. */
export interface ProcessMark {
  readonly pid: number
  /** When it started, in the words of the system; `null` where the system does not say. */
  readonly started: string | null
  /** Where its number means something: this boot of this machine, or this container. 16 hex digits. */
  readonly space: string
}

/** What is known of a process from outside. */
export interface Liveness {
  readonly isAlive: boolean
  /** `process`: the system says so; `heartbeat`: it is judged by its last sign of life. */
  readonly knownBy: 'process' | 'heartbeat'
}

/** A writer gives a sign of life this often. */
export const HEARTBEAT_MS = 10_000

/** A process that cannot be asked for counts as gone after this long without a sign of life. */
export const SILENCE_MS = 6 * HEARTBEAT_MS

/** Marks the running process. */
export function markProcess(): ProcessMark {
  return { pid: process.pid, started: startOf('self'), space: spaceOf() }
}

/**
 * Tells whether a marked process is still alive. Its number alone says nothing: numbers are used again, and mean
 * something else in another container; a process that nobody has waited for has one although it is gone.
 *
 * @param lastSignMs - The time of its last sign of life.
 */
export function checkLiveness(mark: ProcessMark, lastSignMs: number, here: ProcessMark): Liveness {
  if (mark.space !== here.space) {
    return { isAlive: Date.now() - lastSignMs < SILENCE_MS, knownBy: 'heartbeat' }
  }
  const isThere = mark.started === null ? hasProcess(mark.pid) : startOf(mark.pid) === mark.started
  return { isAlive: isThere, knownBy: 'process' }
}

/** The state and start of a process on Linux: fields 3 and 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startOf(pid: number | 'self'): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name of the program comes second, in brackets, and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isGone = fields[0] === 'Z' || fields[0] === 'X'
    return isGone ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Hashed, because the name of a machine is nobody's business. */
function spaceOf(): string {
  const parts = [read('/proc/sys/kernel/random/boot_id'), readLink('/proc/self/ns/pid')]
  const text = parts.includes('') ? hostname() : parts.join(' ')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim()
  } catch {
    return ''
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
