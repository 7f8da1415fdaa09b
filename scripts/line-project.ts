import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..')

/** A folder of `tests/lines`: an OTel line with its lockfile. */
export type Line = 'sdk-2' | 'sdk-3'

/**
 * Creates a project with one OTel line from its lockfile and the packed package. It needs the npm registry and
 * `dist`.
 *
 * @returns The folder of the project, inside `folder`.
 */
export function createLineProject(folder: string, line: Line): string {
  return createProject(join(folder, line), join('tests/lines', line))
}

/**
 * Creates a project from a folder of this repository that has a lockfile, with the packed package besides. It needs
 * the npm registry and `dist`.
 *
 * @returns The folder of the project.
 */
export function createProject(project: string, source: string): string {
  cpSync(join(ROOT, source), project, { recursive: true })
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], project)
  // Without scripts: prepack would build again, below the feet of others.
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], ROOT)
  const archive = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? 'no archive'
  const own = join(project, 'node_modules/smonitor')
  mkdirSync(own)
  run('tar', ['-xzf', join(project, archive), '-C', own, '--strip-components=1'], project)
  rmSync(join(project, archive))
  return project
}

function run(command: string, args: readonly string[], cwd: string): void {
  // What it prints is in the error that it throws.
  execFileSync(command, args, { cwd, stdio: 'pipe' })
}
