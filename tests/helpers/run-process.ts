import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { checkEventFiles } from './check-events.ts'

const CLI = join(import.meta.dirname, '../../dist/src/cli/main.js')

/** How a child process ended and what it printed. */
export interface ProcessResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Options of {@link runProcess}. */
export interface RunProcessOptions {
  readonly cwd?: string
  /** All that the process gets besides PATH and HOME: nothing of the machine's own set-up reaches it. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Called with all that was printed to stdout so far, each time that more comes. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs a program to its end. */
export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env = {}, input = '', onOutput }: RunProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      // `node` is the one that runs the tests.
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        HOME: process.env['HOME'],
        ...env,
      },
      stdio: 'pipe',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      onOutput?.(stdout, (signal) => child.kill(signal))
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
    // A program that ends without reading its input is no failure.
    child.stdin.once('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Runs a JavaScript file under this Node, and holds every event that it left in files against their schema. */
export async function runNode(args: readonly string[], options?: RunProcessOptions): Promise<ProcessResult> {
  const result = await runProcess(process.execPath, args, options)
  const problems = options?.cwd === undefined ? [] : checkEventFiles(options.cwd)
  if (problems.length > 0) throw new Error(`Events break schemas/event.schema.json:\n${problems.join('\n')}`)
  return result
}

/** Runs the built command line. */
export function runSmonitor(args: readonly string[], options?: RunProcessOptions): Promise<ProcessResult> {
  // What it reads may be what a test made up.
  return runProcess(process.execPath, [CLI, ...args], options)
}
