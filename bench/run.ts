// Measures every row on both OTel lines, and what the spool, policy and bundles cost: `npm run bench`, `npm run bench -- --json FILE`, `-- --line sdk-3`.
// Each line is a project of its own with the packed package in it; it needs the npm registry.
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

interface Row {
  readonly name: string
  readonly ratio: number
  readonly target: number
  readonly better: 'lower' | 'higher'
  /** Nanoseconds for each call. */
  readonly ours: number
  readonly theirs: number
  readonly peer: string
  readonly spread: readonly [number, number]
}

const ROOT = resolve(import.meta.dirname, '..')
const LINES = ['sdk-3', 'sdk-2']
const { values } = parseArgs({
  options: { json: { type: 'string' }, line: { type: 'string' }, row: { type: 'string' } },
})

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  os: `${platform()} ${arch()}`,
  node: process.versions.node,
}
const rows = [
  ...LINES.filter((line) => values.line === undefined || line === values.line).flatMap(measure),
  ...(values.line === undefined ? measureSources() : []),
]
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`)

console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
for (const { name, ratio, target, better, spread, ours, theirs } of rows) {
  const isMet = better === 'lower' ? ratio <= target : ratio >= target
  const figures = `${String(ratio).padStart(8)}  (target ${better === 'lower' ? '<=' : '>='} ${target}; middle half ${spread.join(' to ')}; ${ours} ns, peer ${theirs} ns)`
  console.log(`${isMet ? 'met   ' : 'missed'} ${name.padEnd(72)}${figures}`)
}

/** What no subpath exports is measured as it is in the sources, without OTel around it. */
function measureSources(): Row[] {
  return [
    'spool-rows.ts',
    'policy-rows.ts',
    'bundle-rows.ts',
    'bundle-read-rows.ts',
    'start-rows.ts',
    'outage-rows.ts',
  ].flatMap((file) => {
    // With the collector at hand: a row about memory asks for it.
    const run = (argument: string): unknown =>
      JSON.parse(
        execFileSync(process.execPath, ['--expose-gc', join(ROOT, 'bench', file), argument], {
          encoding: 'utf8',
        }),
      )
    return (run('--list') as string[])
      .filter((name) => values.row === undefined || name.includes(values.row))
      .map((name) => {
        const row = run(name) as Row
        console.error(`${name}: ${row.ratio}`)
        return row
      })
  })
}

function measure(line: string): Row[] {
  const project = mkdtempSync(join(tmpdir(), `smonitor-bench-${line}-`))
  try {
    cpSync(join(ROOT, 'tests/lines', line), project, { recursive: true })
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: project,
      stdio: 'ignore',
    })
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', project], {
      cwd: ROOT,
      stdio: 'ignore',
    })
    const own = join(project, 'node_modules/smonitor')
    mkdirSync(own)
    const archive = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? 'no archive'
    execFileSync('tar', ['-xzf', join(project, archive), '-C', own, '--strip-components=1'])
    copyFileSync(join(ROOT, 'bench/rows.mjs'), join(project, 'rows.mjs'))
    const run = (argument: string): unknown =>
      JSON.parse(execFileSync(process.execPath, ['rows.mjs', argument], { cwd: project, encoding: 'utf8' }))
    return (run('--list') as string[])
      .filter((name) => values.row === undefined || name.includes(values.row))
      .map((name) => {
        const row = run(name) as Row
        console.error(`${line}: ${name}: ${row.ratio}`)
        return { ...row, name: `${line}: ${name}` }
      })
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}
