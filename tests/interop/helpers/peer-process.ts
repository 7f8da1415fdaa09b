import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from './eventually.ts'

/** A peer that runs as a child of this process. */
export interface PeerProcess {
  readonly pid: number
  /** What it has written to its standard error, where both peers log. */
  readonly log: () => string
  /** Asks it to end with SIGTERM, and ends it with SIGKILL when it has not within `timeoutMs`. @default 10_000 */
  readonly stop: (timeoutMs?: number) => Promise<void>
}

/** How a peer is started. */
export interface PeerOptions {
  /** Begins its messages. */
  readonly name: string
  readonly binary: string
  /** Where its configuration is written, and where it runs. */
  readonly folder: string
  /** Written as JSON, which is YAML too. */
  readonly config: unknown
  /** Answers when it is ready, and throws or returns false before. */
  readonly isReady: () => Promise<boolean>
}

/** Starts a peer and waits until it is ready. It is killed when this process exits, unless that is killed itself. */
export async function startPeer(options: PeerOptions): Promise<PeerProcess> {
  const { name, binary, folder, config, isReady } = options
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, JSON.stringify(config, undefined, 2))
  const child = spawn(binary, ['--config', `file:${file}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  let log = ''
  const gone = new AbortController()
  const closed = new Promise<void>((done) => {
    const end = (reason: string) => {
      process.off('exit', killed)
      gone.abort(new Error(`${name} did not start: ${reason}\n${log.slice(-4000)}`))
      done()
    }
    child.on('error', (error) => end(error.message))
    child.on('close', (code, signal) => end(`it ended with ${code ?? signal}.`))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))

  const stop = async (timeoutMs = 10_000) => {
    const late = setTimeout(killed, timeoutMs)
    child.kill('SIGTERM')
    await closed
    clearTimeout(late)
  }
  try {
    if (child.pid === undefined) await once(child, 'spawn')
    await eventually(isReady, (ready) => ready, {
      what: `${name} is ready`,
      timeoutMs: 60_000,
      signal: gone.signal,
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: child.pid ?? 0, log: () => log, stop }
}

/** Says whether a server answers at an address, whatever its answer. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url)
  await response.body?.cancel()
  return true
}
