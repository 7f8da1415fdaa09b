import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkTelemetry, type Telemetry } from './check-telemetry.ts'
import type { Checks } from './checks.ts'

/** What runs the cases. */
export interface Runtime {
  /** Where the OTel line and the packed package are installed. */
  readonly project: string
  /** Begins the line of each check. */
  readonly label: string
  /** Runs a file that is its last argument. */
  readonly command: readonly string[]
  /** The program of `tests/lines` that has the cases. @default app.mjs */
  readonly program?: string
}

/**
 * Runs every case of a program of `tests/lines`, each in a process of its own: what one registers in the globals, the
 * next would find. What they emit is held against `semconv/`.
 */
export function tryCases({ check }: Checks, { project, label, command, program = 'app.mjs' }: Runtime): void {
  copyFileSync(join(resolve(import.meta.dirname, '..'), 'tests/lines', program), join(project, program))
  const [file, ...args] = [...command, program] as const
  const run = (argument: string) =>
    spawnSync(file, [...args, argument], { cwd: project, encoding: 'utf8', env: environment() })

  const { cases, versions } = JSON.parse(run('--list').stdout) as {
    readonly cases: readonly string[]
    readonly versions: string
  }
  console.log(`--- ${label}: ${versions}`)
  const all = cases.map((name) => {
    const { status, stdout, stderr } = run(name)
    // Whatever a case is about, nobody asked smonitor to print.
    check(`${label}: ${name}`, status === 0 && stderr === '', stderr)
    return status === 0 ? (JSON.parse(stdout) as Telemetry) : { records: [], spans: [] }
  })
  const records = all.flatMap((one) => one.records)
  const spans = all.flatMap((one) => one.spans)
  const problems = checkTelemetry({ records, spans })
  check(
    `${label}: ${records.length} records and ${spans.length} spans follow semconv/`,
    records.length > 0 && (spans.length > 0 || program !== 'app.mjs') && problems.length === 0,
    problems.join('\n'),
  )
}

/** Without what the machine says of OTel or Node, so that the programs run everywhere alike. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  return { ...Object.fromEntries(own), NO_COLOR: '1' }
}
