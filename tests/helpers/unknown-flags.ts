import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const CLI = join(import.meta.dirname, '../../dist/src/cli/main.js')

const helpOf = new Map<string, string>()

/** Lists what smonitor does not know in a line such as `npx smonitor run --out x -- node app.js`: command and flags. */
export function unknownFlags(line: string): string[] {
  const [, own = ''] = /^npx smonitor (.*?)(?: -- .*| >> .*)?$/.exec(line) ?? []
  if (readHelp(line) === '') return [line]
  return own
    .split(' ')
    .filter((word) => word.startsWith('--'))
    .filter((flag) => !new RegExp(`(^|[ ,])${flag}\\b(?!-)`, 'm').test(readHelp(line)))
}

/** What the built command of a line says of its options; nothing where there is no such command. */
function readHelp(line: string): string {
  const [, command = ''] = /^npx smonitor ((?:catalog diff|[a-z]+))/.exec(line) ?? []
  const known = helpOf.get(command)
  if (known !== undefined) return known
  const words = command.split(' ').filter((word) => word !== '')
  const { stdout } = spawnSync(process.execPath, [CLI, ...words, '--help'], { encoding: 'utf8' })
  // Of a command that there is not, Commander shows the help of the whole.
  const help = stdout.startsWith(`Usage: ${['smonitor', ...words].join(' ')} `) ? stdout : ''
  helpOf.set(command, help)
  return help
}
