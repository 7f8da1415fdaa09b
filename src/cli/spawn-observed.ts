import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { pathToFileURL } from 'node:url'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { EXIT } from './exit-codes.ts'

/** How a program ended. */
export interface ProgramEnd {
  readonly pid: number
  /** `null` when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: string | null
  /** 0 when no signal ended it. */
  readonly signalNumber: number
}

/** Signals that are passed on to the program, which decides what becomes of them. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const

/**
 * Runs a program with smonitor switched on in every Node process that it starts, and waits for its end. Its
 * standard streams are ours.
 *
 * @throws DiagnosticError SMON-E105, with an `exitCode`, when it cannot be started.
 */
export async function spawnObserved(
  [command = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<ProgramEnd> {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...variables, NODE_OPTIONS: withRegister(process.env['NODE_OPTIONS']) },
  })
  const stopForwarding = forwardSignals(child)
  try {
    return await endOf(child)
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = isMissing ? 'there is no such program' : (cause as Error).message
    const error = ownDiagnostics.error('SMON-E105', { command, reason }, { cause })
    throw Object.assign(error, { exitCode: isMissing ? EXIT.notFound : EXIT.notStarted })
  } finally {
    stopForwarding()
  }
}

/** A file URL has its spaces encoded, which NODE_OPTIONS would take for the end of the option. */
function withRegister(nodeOptions: string | undefined): string {
  const register = pathToFileURL(createRequire(import.meta.url).resolve('smonitor/register')).href
  return [nodeOptions, `--import=${register}`].filter((part) => part !== undefined && part !== '').join(' ')
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode, signal) => {
      const signalNumber = signal === null ? 0 : constants.signals[signal]
      resolve({ pid: child.pid ?? 0, exitCode, signal, signalNumber })
    })
  })
}

function forwardSignals(child: ChildProcess): () => void {
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  // A terminal sends SIGINT to both of us: the program ends by it, and we stay to write the bundle.
  const ignore = (): void => undefined
  for (const signal of FORWARDED) process.on(signal, forward)
  process.on('SIGINT', ignore)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
    process.off('SIGINT', ignore)
  }
}
