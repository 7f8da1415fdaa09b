// Tries the packed package on both lines of OTel. It needs the npm registry.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createChecks } from './checks.ts'
import { createLineProject } from './line-project.ts'
import { tryCases } from './try-cases.ts'

const PROGRAMS = ['app.mjs', 'policy.mjs', 'bridge.mjs']
const checks = createChecks('lines')
const folder = mkdtempSync(join(tmpdir(), 'smonitor-lines-'))
try {
  const sdk2 = createLineProject(folder, 'sdk-2')
  for (const program of PROGRAMS)
    for (const node of [process.execPath, ...findMachineNode()])
      tryCases(checks, { project: sdk2, label: 'sdk-2', command: [node], program })
  const sdk3 = createLineProject(folder, 'sdk-3')
  for (const program of PROGRAMS)
    tryCases(checks, { project: sdk3, label: 'sdk-3', command: [process.execPath], program })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
checks.finish()

/** The machine's own Node, beside the one that the toolchain brings, if it is the oldest that SDK 2 is used on. */
function findMachineNode(): string[] {
  const own = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'node'))
    .find((path) => spawnSync(path, ['--version']).status === 0)
  const version = own === undefined ? '' : spawnSync(own, ['--version'], { encoding: 'utf8' }).stdout.trim()
  if (own !== undefined && version.startsWith('v20.')) return [own]
  console.log(`The machine's own Node is ${version || 'absent'}, not 20: SDK 2 is tried on the toolchain's.`)
  return []
}
