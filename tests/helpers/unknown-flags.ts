import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const CLI = join(import.meta.dirname, '../../dist/src/cli/main.js')

/** Flags of `run` and `export` that pages tell of before the commands have them: a list that only gets shorter. */
const NOT_YET = ['--redact', '--redact-key', '--redact-pattern', '--drop-extra', '--drop-local-paths']

const helpOf = new Map<string, string>()

/** Lists the flags in a line such as `npx smonitor run --out x -- node app.js` that the command does not know. */
export function unknownFlags(line: string): string[] {
  const [, own = ''] = /^npx smonitor (.*?)(?: -- .*| >> .*)?$/.exec(line) ?? []
  return own
    .split(' ')
    .filter((word) => word.startsWith('--'))
    .filter((flag) => !hasFlag(line, flag) && !NOT_YET.includes(flag))
}

/** Whether the built command of a line has a flag; `false` where there is no such command. */
export function hasFlag(line: string, flag: string): boolean {
  return new RegExp(`(^|[ ,])${flag}\\b(?!-)`, 'm').test(readHelp(line))
}

function readHelp(line: string): string {
  const [, command = ''] = /^npx smonitor ((?:catalog diff|[a-z]+))/.exec(line) ?? []
  const known = helpOf.get(command)
  if (known !== undefined) return known
  const { status, stdout } = spawnSync(process.execPath, [CLI, ...command.split(' '), '--help'], {
    encoding: 'utf8',
  })
  const help = status === 0 ? stdout : ''
  helpOf.set(command, help)
  return help
}
