// Tries `smonitor doctor` of the packed package on set-ups that go wrong, each with the real packages of both lines of
// OTel. It needs the npm registry.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { createChecks } from './checks.ts'
import { createProject, type Line } from './line-project.ts'

interface Case {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  /** Folders that are copied, from one to the other. */
  readonly copies?: Readonly<Record<string, string>>
  readonly node?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly codes: readonly string[]
  readonly next?: string
  /** In a note. */
  readonly notes?: string
  /** In what was seen of a finding. */
  readonly evidence?: string
  /** What the program prints, or does not. */
  readonly says?: string
  readonly saysNot?: string
  /** Left out where the doctor does not see ES modules. */
  readonly seesEsModules?: boolean
}
interface Cases {
  readonly cases: readonly Case[]
  readonly casesOf: Readonly<Record<Line, readonly Case[]>>
}
interface Diagnosis {
  readonly findings: readonly {
    readonly code: string
    readonly next_step: string
    readonly message: string
    readonly evidence: readonly string[]
  }[]
  readonly notes: readonly { readonly text: string }[]
}

const ROOT = resolve(import.meta.dirname, '..')
const { cases, casesOf } = (await import(join(ROOT, 'tests/doctor/cases.mjs'))) as Cases
const checks = createChecks('doctor')
const folder = mkdtempSync(join(tmpdir(), 'smonitor doctor '))
const server = createServer((request, response) => request.resume().once('end', () => response.end()))
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
try {
  for (const line of ['sdk-2', 'sdk-3'] as const) {
    const project = createProject(join(folder, line), join('tests/doctor', line))
    linkDependencies(project)
    for (const node of [process.execPath, ...(line === 'sdk-2' ? findMachineNode() : [])])
      for (const one of [...cases, ...casesOf[line]]) await tryCase(one, { project, line, node })
  }
  await tryMixed()
} finally {
  server.close()
  rmSync(folder, { recursive: true, force: true })
}
checks.finish()

interface Place {
  readonly project: string
  readonly line: string
  readonly node: string
}

async function tryCase(one: Case, { project, line, node }: Place): Promise<void> {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  if (one.seesEsModules === true && version.startsWith('v20.')) return
  const entry = Object.keys(one.files).find((name) => name.startsWith('app.')) ?? ''
  for (const [name, text] of Object.entries(one.files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
  for (const [from, to] of Object.entries(one.copies ?? {}))
    cpSync(join(project, from), join(project, to), { recursive: true })
  const { diagnosis, stderr, failure } = await examine(project, ['--', node, ...(one.node ?? []), entry], {
    node,
    env: one.env,
  })
  // The copies of the API are in the folder of each case, and known to be.
  const found = diagnosis.findings.filter(({ code }) => code !== 'SMON-W303' || one.codes.includes(code))
  const isGood =
    failure === '' &&
    JSON.stringify(found.map(({ code }) => code)) === JSON.stringify(one.codes) &&
    (one.next === undefined || found.some((finding) => finding.next_step === one.next)) &&
    (one.notes === undefined || diagnosis.notes.some(({ text }) => text.includes(one.notes ?? ''))) &&
    (one.evidence === undefined ||
      found.some(({ evidence }) => evidence.some((fact) => fact.includes(one.evidence ?? '')))) &&
    (one.says === undefined || stderr.includes(one.says)) &&
    (one.saysNot === undefined || !stderr.includes(one.saysNot))
  checks.check(
    `${line}, Node ${version}: ${one.name}`,
    isGood,
    `${failure}${JSON.stringify(diagnosis.findings, undefined, 2)}\n${stderr}`,
  )
  for (const name of [...Object.keys(one.files), ...Object.values(one.copies ?? {})])
    rmSync(join(project, name), { recursive: true })
}

/** The packages of both lines in one tree, as an update of one half leaves them. */
async function tryMixed(): Promise<void> {
  const project = join(folder, 'sdk-3')
  const inner = join(project, 'node_modules/old-half')
  cpSync(join(folder, 'sdk-2/node_modules'), join(inner, 'node_modules'), { recursive: true })
  writeFileSync(join(inner, 'package.json'), '{ "name": "old-half", "version": "1.0.0" }')
  const { diagnosis } = await examine(project, [], { node: process.execPath, env: {} })
  const codes = [...new Set(diagnosis.findings.map(({ code }) => code))]
  checks.check(
    'SDK 2 and SDK 3 in one tree',
    ['SMON-W302', 'SMON-W303', 'SMON-W304'].every((code) => codes.includes(code)),
    JSON.stringify(diagnosis.findings, undefined, 2),
  )
}

/** What npm would install with the package. */
function linkDependencies(project: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  for (const name of Object.keys(dependencies)) {
    const target = join(project, 'node_modules', name)
    rmSync(target, { recursive: true, force: true })
    symlinkSync(join(ROOT, 'node_modules', name), target)
  }
}

interface Run {
  readonly node: string
  readonly env: Readonly<Record<string, string>>
}

/** Runs the doctor as its user would. Not synchronously: the endpoint is in this process. */
function examine(
  cwd: string,
  args: readonly string[],
  { node, env }: Run,
): Promise<{ readonly diagnosis: Diagnosis; readonly stderr: string; readonly failure: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  const filled = Object.entries(env).map(([name, value]) => [name, value.replace('URL', url)] as const)
  const cli = join(cwd, 'node_modules/smonitor/dist/src/cli/main.js')
  return new Promise((done) => {
    const child = spawn(node, [cli, 'doctor', '--json', ...args], {
      cwd,
      env: { ...Object.fromEntries(own), ...Object.fromEntries(filled) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('close', (code) => {
      const isOver = stdout.startsWith('{')
      const diagnosis = isOver ? (JSON.parse(stdout) as Diagnosis) : { findings: [], notes: [] }
      const expected = diagnosis.findings.length === 0 ? 0 : 3
      const failure = isOver && code === expected ? '' : `exit code ${code}\n`
      done({ diagnosis, stderr, failure })
    })
  })
}

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
