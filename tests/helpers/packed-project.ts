import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}
/** What npm would install with the package, and what a user installs beside it. */
const PACKAGES = [
  '@opentelemetry',
  '@types',
  'typescript',
  'pino',
  'winston',
  'winston-transport',
  ...Object.keys(dependencies),
]

/**
 * Creates an empty project that has the packed package installed, as a user would get it, and beside it links to
 * the packages that a user installs with it. Needs `dist`.
 *
 * @returns The folder of the project.
 */
export function createPackedProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'smonitor-project-'))
  const modules = join(project, 'node_modules')
  const own = join(modules, 'smonitor')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  mkdirSync(own)
  // Without scripts: prepack would build again, below the feet of other tests.
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const archive = readdirSync(project).find((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm pack made no archive: ${packed}`)
  execFileSync('tar', ['-xzf', join(project, archive), '-C', own, '--strip-components=1'])
  for (const name of PACKAGES) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  // npm makes what `bin` names executable when it installs a package.
  chmodSync(join(own, 'dist/src/cli/main.js'), 0o755)
  symlinkSync(join(own, 'dist/src/cli/main.js'), join(modules, '.bin/smonitor'))
  return project
}
