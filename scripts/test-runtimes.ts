// Tries the packed package on Bun and Deno, which come as npm packages. It needs the npm registry.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createChecks } from './checks.ts'
import { createLineProject } from './line-project.ts'
import { tryCases } from './try-cases.ts'

const ROOT = resolve(import.meta.dirname, '..')
const BUN = '1.4.5'
const DENO = '2.9.6'

const checks = createChecks('runtimes')
const folder = mkdtempSync(join(tmpdir(), 'smonitor-runtimes-'))
try {
  const project = createLineProject(folder, 'sdk-3')
  const bun = installRuntime('bun', BUN)
  const deno = installRuntime('deno', DENO)
  if (bun !== undefined) {
    tryImport(project, 'Bun', [bun, 'run'])
    tryCases(checks, { project, label: 'Bun', command: [bun, 'run'] })
  }
  if (deno !== undefined) {
    // The SDK of the application asks for permissions; a library that uses smonitor asks for none.
    tryImport(project, 'Deno', [deno, 'run', '--no-prompt', '--no-remote'])
    tryCases(checks, { project, label: 'Deno', command: [deno, 'run', '--no-remote', '--allow-all'] })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
checks.finish()

/** Installs a runtime in a project of its own; gives its path, or `undefined` when it does not start. */
function installRuntime(name: string, version: string): string | undefined {
  const home = join(folder, name)
  mkdirSync(home)
  writeFileSync(
    join(home, 'package.json'),
    // Their install scripts put the program of this platform in place.
    JSON.stringify({ name: `${name}-home`, private: true, allowScripts: { [name]: true } }),
  )
  const what = `${name} ${version} is installed from npm and starts`
  const program = join(home, 'node_modules/.bin', name)
  try {
    execFileSync(
      'npm',
      ['install', '--save-exact', `${name}@${version}`, '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: home, stdio: 'pipe' },
    )
    const printed = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    checks.check(what, printed.includes(version), printed)
    return program
  } catch (error) {
    checks.check(what, false, String(error))
    return undefined
  }
}

/** A library with smonitor in an application without OTel. */
function tryImport(project: string, label: string, [file = '', ...args]: readonly string[]): void {
  copyFileSync(join(ROOT, 'tests/runtimes/import.mjs'), join(project, 'import.mjs'))
  const { status, stdout, stderr } = spawnSync(file, [...args, 'import.mjs'], {
    cwd: project,
    encoding: 'utf8',
  })
  const expected = JSON.stringify({
    added: [],
    sum: 3,
    later: 'done',
    restored: { title: 'Wings', year: 2027 },
  })
  checks.check(
    `${label}: without OTel the import leaves nothing behind, functions work, a cloned error is restored, and nothing is printed`,
    status === 0 && stdout.trim() === expected && stderr === '',
    `${stdout}${stderr}`,
  )
}
