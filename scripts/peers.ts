import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** A program that the interop tests talk to. */
export interface Peer {
  /** What people call it. */
  readonly title: string
  /** The environment variable with the path of a binary that a user has. */
  readonly variable: string
  /** What is built in its module, a folder of `tests/interop/peers`. */
  readonly target: string
}

/** A folder of `tests/interop/peers`. */
export type PeerName = 'otelcol' | 'jaeger'

/** The peers, by the folders of their modules. */
export const PEERS: Readonly<Record<PeerName, Peer>> = {
  otelcol: { title: 'the OpenTelemetry Collector', variable: 'SMONITOR_OTELCOL', target: '.' },
  jaeger: {
    title: 'Jaeger',
    variable: 'SMONITOR_JAEGER',
    // A main package in the module of Jaeger itself: its components are internal, no program of ours can import them.
    target: 'github.com/jaegertracing/jaeger/cmd/jaeger',
  },
}

/**
 * Finds the binary of a peer: the one that the environment names, or the one that was built.
 *
 * @returns Its path, or `undefined` when it must be built.
 * @throws When the environment names a file that does not exist.
 */
export function findPeer(name: PeerName): string | undefined {
  const { title, variable } = PEERS[name]
  const own = process.env[variable]
  if (own !== undefined && own !== '') {
    if (statSync(own, { throwIfNoEntry: false })?.isFile()) return resolve(own)
    throw new Error(
      `${variable} names "${own}", which is no file. Set it to a binary of ${title}, or unset it to have one built.`,
    )
  }
  const built = builtPath(name)
  return existsSync(built) ? built : undefined
}

/**
 * Builds a peer with Go from its module at pinned versions, into a folder of the user's cache.
 *
 * @returns The path of the binary.
 * @throws When there is no Go, or it fails.
 */
export function buildPeer(name: PeerName): string {
  const { title, variable, target } = PEERS[name]
  const go = findGo()
  if (go === undefined)
    throw new Error(
      `There is no command "go" to build ${title} with. Install Go 1.26, or set ${variable} to a binary of your own.`,
    )
  const path = builtPath(name)
  mkdirSync(resolve(path, '..'), { recursive: true })
  // Two builds at the same time must not write into one file, nor one find a half of the other's.
  const unfinished = `${path}.${process.pid}`
  execFileSync(
    go,
    ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', ...COMPILER, '-o', unfinished, target],
    {
      cwd: moduleFolder(name),
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: 'inherit',
    },
  )
  renameSync(unfinished, path)
  return path
}

/** Debugger tables cost a part of the time, and the linker leaves them out all the same. */
const COMPILER = ['-gcflags=all=-dwarf=false']

function findGo(): string | undefined {
  // The second is where Go's own installer puts it, on a path that not every shell has.
  return ['go', '/usr/local/go/bin/go'].find((command) => spawnSync(command, ['version']).status === 0)
}

/** Named for what it is built from, so that a change of a version is a new file. */
function builtPath(name: PeerName): string {
  const folder = moduleFolder(name)
  const hash = createHash('sha256')
  for (const file of globSync(['go.mod', 'go.sum', '**/*.go'], { cwd: folder }).toSorted())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(folder, file)))
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(cache, 'smonitor-peers', `${name}-${hash.digest('hex').slice(0, 16)}`)
}

function moduleFolder(name: PeerName): string {
  return resolve(import.meta.dirname, '../tests/interop/peers', name)
}
