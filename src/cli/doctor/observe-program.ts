import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Environment } from '../../setup/environment.ts'
import { ownDiagnostics } from '../../setup/own-diagnostics.ts'
import type { Observation } from './inside/observation.ts'

/** A program that is looked into. */
export interface ObserveOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Environment
  /** The program is stopped after this time. */
  readonly limitMs: number
  /** Where what it prints goes; by default nowhere. */
  readonly output?: 'stderr'
}

/** What was seen of a program. */
export interface ObservedProgram {
  readonly observations: readonly Observation[]
  /** `null` when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: string | null
  readonly isStopped: boolean
}

/** How long the processes of the program have for their last word, and then for their end. */
const LAST_WORD_MS = 12_000
const END_MS = 5_000
const POLL_MS = 50

/**
 * Runs a program with the preload in every Node process of it, until it ends, the time is over, or the doctor is
 * interrupted; and tells what the preload saw.
 *
 * @throws DiagnosticError SMON-E105 when it cannot be started.
 */
export async function observeProgram(options: ObserveOptions): Promise<ObservedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-doctor-'))
  try {
    const child = start(options, folder)
    const ended = endOf(child, options.command[0] ?? '')
    const stop = { isAsked: false, ask: (): void => undefined }
    const asked = new Promise<void>((resolve) => (stop.ask = resolve))
    const interrupt = (): void => {
      stop.isAsked = true
      stop.ask()
    }
    const timer = setTimeout(interrupt, options.limitMs)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt)
    try {
      await Promise.race([ended, asked])
      if (stop.isAsked) await stopProgram(child, folder)
      const { exitCode, signal } = await ended
      return { observations: readObservations(folder), exitCode, signal, isStopped: stop.isAsked }
    } finally {
      clearTimeout(timer)
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface ProgramEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

function start(
  { command: [file = '', ...args], cwd, env, output }: ObserveOptions,
  folder: string,
): ChildProcess {
  return spawn(file, args, {
    cwd,
    // Its own terminal signals would end it before its last word.
    stdio: output === undefined ? 'ignore' : ['inherit', 2, 2],
    env: { ...env, SMONITOR_DOCTOR_FOLDER: folder, NODE_OPTIONS: withPreload(env['NODE_OPTIONS']) },
  })
}

/** First of all, and by --require, which Node takes before any --import. */
function withPreload(nodeOptions: string | undefined): string {
  const root = dirname(createRequire(import.meta.url).resolve('smonitor/package.json'))
  const preload = join(root, 'dist/src/cli/doctor/inside/preload.js').replaceAll(/[\\"]/g, '\\$&')
  return [`--require="${preload}"`, nodeOptions].filter((part) => part !== undefined && part !== '').join(' ')
}

function endOf(child: ChildProcess, command: string): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      const reason =
        (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such program' : cause.message
      reject(ownDiagnostics.error('SMON-E105', { command, reason }, { cause }))
    })
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
  })
}

/** Asks for the last word of each process, and ends the program then; what does not end is killed. */
async function stopProgram(child: ChildProcess, folder: string): Promise<void> {
  writeFileSync(join(folder, 'stop'), '')
  await until(() => haveAllSaid(folder), LAST_WORD_MS)
  // What the program has started need not end with it.
  const all = [child.pid ?? 0, ...pidsIn(folder)].filter((pid) => pid > 0)
  for (const pid of all) kill(pid, 'SIGTERM')
  await until(() => !all.some(isRunning), END_MS)
  for (const pid of all) kill(pid, 'SIGKILL')
}

function haveAllSaid(folder: string): boolean {
  const names = readdirSync(folder)
  return names
    .filter((name) => name.endsWith('.json'))
    .every((name) => {
      const own = name.slice(0, -'.json'.length)
      return (
        names.includes(`${own}.done`) || !isRunning(Number.parseInt(own, 10)) || isEndedThread(folder, name)
      )
    })
}

/** A worker thread writes now and then while it goes on, and one that was ended leaves no word. */
function isEndedThread(folder: string, name: string): boolean {
  return name.includes('-') && Date.now() - statSync(join(folder, name)).mtimeMs > ENDED_THREAD_MS
}

const ENDED_THREAD_MS = 2000

/** The processes that were looked into. */
function pidsIn(folder: string): number[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return [...new Set(names.map((name) => Number.parseInt(name, 10)))]
}

/** One that is gone needs no signal. */
function kill(pid: number, signal: NodeJS.Signals): void {
  if (isRunning(pid)) process.kill(pid, signal)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(isTrue: () => boolean, limitMs: number): Promise<void> {
  for (let left = limitMs; left > 0 && !isTrue(); left -= POLL_MS) await pause(POLL_MS)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}

/** A file that was being written when its process was killed has another name. */
function readObservations(folder: string): Observation[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Observation)
}
