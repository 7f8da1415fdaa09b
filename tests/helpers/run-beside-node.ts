import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { runNode, type ProcessResult } from './run-process.ts'
import { tempFolder } from './temp-folder.ts'

const REGISTER = pathToFileURL(join(import.meta.dirname, '../../dist/src/setup/register.js')).href

/** How a program ran under Node alone, and under Node with smonitor. */
export interface RunsBeside {
  readonly plain: ProcessResult
  readonly observed: ProcessResult
  /** What was recorded, by all threads. */
  readonly events: readonly DiagnosticEvent[]
}

/** Options of {@link runBesideNode}. */
export interface RunBesideOptions {
  /** The flags of Node. */
  readonly flags?: readonly string[]
  /** The name of the program: `.cjs` makes it CommonJS. @default 'app.mjs' */
  readonly name?: string
  /** More files, by name. */
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** A file that Node writes; its content takes the place of stderr, which is then empty. */
  readonly output?: string
}

/**
 * Runs the same program twice, once with smonitor loaded before it. The first run loads an empty module before it,
 * since `--import` alone changes how Node loads a CommonJS program, and thereby its stacks.
 */
export async function runBesideNode(source: string, options: RunBesideOptions = {}): Promise<RunsBeside> {
  const { flags = [], name = 'app.mjs', files = {}, env = {} } = options
  const folder = tempFolder()
  for (const [file, text] of Object.entries({ ...files, [name]: source, 'empty.mjs': '' }))
    writeFileSync(join(folder, file), text)

  async function run(module: string, more: Readonly<Record<string, string>>): Promise<ProcessResult> {
    const result = await runNode(['--import', module, ...flags, name], {
      cwd: folder,
      env: { ...env, ...more },
    })
    const file = options.output === undefined ? undefined : join(folder, options.output)
    const stderr = file === undefined ? result.stderr : `${result.stderr}${readFileSync(file, 'utf8')}`
    if (file !== undefined) writeFileSync(file, '')
    return { ...result, stderr: stderr.replaceAll(/\(node:\d+\)/g, '(node:PID)') }
  }

  const first = run('./empty.mjs', {})
  // Beside each other, unless they write the same file.
  if (options.output !== undefined) await first
  const [plain, observed] = await Promise.all([first, run(REGISTER, { SMONITOR_JSON: 'events.jsonl' })])
  return { plain, observed, events: readEvents(join(folder, 'events.jsonl')) }
}

function readEvents(path: string): DiagnosticEvent[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseEvent(line))
    .filter((event) => event !== undefined)
}
