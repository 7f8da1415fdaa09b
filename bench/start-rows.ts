// How much later a program is ready with `--import smonitor/register`. Prints a row as JSON:
//   node bench/start-rows.ts <row>
// Whole processes, from a set-up of tests/setups with the packed package; it needs the npm registry.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, prepareSetup } from '../scripts/setups/prepare-setup.ts'
import { summariseRounds, type Round } from './rounds.ts'

const ROUNDS = 21
const REGISTER = ['--import', 'smonitor/register']
const AUTO = ['--import', '@opentelemetry/auto-instrumentations-node/register']
const ENVIRONMENT = { OTEL_NODE_RESOURCE_DETECTORS: 'env', OTEL_METRICS_EXPORTER: 'none' }

interface RowOptions {
  readonly setup: string
  readonly ours: readonly string[]
  readonly theirs: readonly string[]
  readonly target: number
  /** Whether what Node itself takes to start is left out. */
  readonly isBeyondNode?: boolean
}

const rows: Readonly<Record<string, RowOptions>> = {
  'start: register before auto-instrumentations, SDK 3': {
    setup: 'fastify-auto-pino',
    ours: [...REGISTER, ...AUTO],
    theirs: AUTO,
    target: 1.15,
  },
  'start: register after auto-instrumentations, SDK 3': {
    setup: 'fastify-auto-pino',
    ours: [...AUTO, ...REGISTER],
    theirs: AUTO,
    target: 1.15,
  },
  'start: register before auto-instrumentations, SDK 2': {
    setup: 'express-auto-winston',
    ours: [...REGISTER, ...AUTO],
    theirs: AUTO,
    target: 1.15,
  },
  'start: register alone, beside importing sdk-node': {
    setup: 'register-alone-3',
    ours: REGISTER,
    theirs: ['--import', '@opentelemetry/sdk-node'],
    target: 0.6,
    isBeyondNode: true,
  },
}

const name = process.argv[2] ?? ''
if (name === '--list') console.log(JSON.stringify(Object.keys(rows)))
else console.log(JSON.stringify(await measure(name)))

async function measure(row: string): Promise<object> {
  const { setup, ours, theirs, target, isBeyondNode = false } = rows[row] as RowOptions
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-bench-'))
  try {
    const project = prepareSetup(folder, setup, pack(folder))
    const program = join(project, 'ready.mjs')
    writeFileSync(program, `process.stdout.write('ready')\n`)
    const rounds: Round[] = []
    for (let at = 0; at < ROUNDS + 2; at += 1) {
      const node = isBeyondNode ? await untilReady(project, [program]) : 0
      // In turn, so that what the machine does meets both.
      const first = (await untilReady(project, [...(at % 2 === 0 ? ours : theirs), program])) - node
      const second = (await untilReady(project, [...(at % 2 === 0 ? theirs : ours), program])) - node
      rounds.push(at % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first })
    }
    return {
      name: row,
      target,
      better: 'lower',
      peer: theirs.join(' '),
      ...summariseRounds(rounds.slice(2)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns Nanoseconds from the start of a process to its first output. */
async function untilReady(cwd: string, args: readonly string[]): Promise<number> {
  const started = process.hrtime.bigint()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const ready = Number(process.hrtime.bigint() - started)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  return ready
}
