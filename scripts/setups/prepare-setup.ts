import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const SETUPS = join(ROOT, 'tests/setups')

/** Packs smonitor into a folder. Without scripts: prepack would build again, below the feet of others. */
export function pack(folder: string): string {
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT)
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no archive')
}

/** Creates the project of a set-up, from its lockfile and the packed package. It needs the npm registry. */
export function prepareSetup(folder: string, name: string, archive: string): string {
  const project = join(folder, name)
  cpSync(join(SETUPS, 'shared'), project, { recursive: true })
  cpSync(join(SETUPS, name), project, { recursive: true })
  const same = readdirSync(folder).find(
    (other) =>
      other !== name &&
      existsSync(join(folder, other, 'node_modules')) &&
      locks(join(folder, other)) === locks(project),
  )
  if (same !== undefined) {
    // The same packages, to the byte: those of a set-up that was tried before.
    renameSync(join(folder, same, 'node_modules'), join(project, 'node_modules'))
    return project
  }
  npm(['ci', '--ignore-scripts', '--prefer-offline'], project)
  const own = join(project, 'node_modules/smonitor')
  mkdirSync(own)
  execFileSync('tar', ['-xzf', archive, '-C', own, '--strip-components=1'])
  // What npm would install with it is in the repository already.
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  for (const dependency of Object.keys(dependencies)) {
    const target = join(project, 'node_modules', dependency)
    mkdirSync(dirname(target), { recursive: true })
    if (!existsSync(target)) symlinkSync(join(ROOT, 'node_modules', dependency), target)
  }
  return project
}

/** The packages of a project that has them, or is about to. */
function locks(project: string): string | undefined {
  const file = join(project, 'package-lock.json')
  if (!existsSync(file)) return undefined
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages: Record<string, { name?: string }>
  }
  const { name: _name, ...root } = packages[''] ?? {}
  return JSON.stringify({ ...packages, '': root })
}

/** Installs a Node of a major version. @returns Its path. */
export function installNode(folder: string, major: string): string {
  const project = join(folder, `node-${major}`)
  mkdirSync(project)
  npm(['install', '--prefer-offline', '--prefix', project, `node@${major}`], project)
  return join(project, 'node_modules/.bin/node')
}

function npm(args: readonly string[], cwd: string): void {
  // What it prints is in the error that it throws.
  execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, stdio: 'pipe' })
}
