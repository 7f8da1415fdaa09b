// Runs the example for one reader after the other and shows what each of them sees.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const bundle = 'out/demo/bundle'
const program = ['--', 'node', 'examples/movies/app.ts']

title('1. What the user of the program sees, with a bundle of the whole run')
show(['run', '--out', bundle, '--force', '--profile', 'user', ...program])

title('2. The same run for its developer')
show(['run', '--out', 'out/demo/dev', '--force', '--profile', 'dev', ...program], {
  level: 'warn',
  maxLines: 26,
})

title('3. The same run for an agent that repairs data and code')
show(['run', '--out', 'out/demo/agent', '--force', '--profile', 'agent', ...program], {
  level: 'warn',
  maxLines: 6,
})

title('4. What the bundle tells afterwards, without the program')
show(['report', '--from', bundle])

title('Next')
console.log(`  See the same for a program:        npx smonitor report --from ${bundle} --format json
  Look at a diagnostic as it is:     head -n 1 ${bundle}/events.jsonl
  Be another reader (qa, debug):     SMONITOR_PROFILE=qa npx node examples/movies/app.ts
  See where a message is written:    examples/movies/importer/diagnostics.ts
  Do this in your own library:       README.md`)

/** Runs a command of smonitor, shows how it is typed and what it prints, and fails as it fails. */
function show(args: readonly string[], { level = '', maxLines = Infinity } = {}): void {
  console.log(`$ ${level === '' ? '' : `SMONITOR_LEVEL=${level} `}npx smonitor ${args.join(' ')}\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SMONITOR_LEVEL: level },
  })
  const lines = `${stderr}${stdout}`.trimEnd().split('\n')
  console.log(lines.slice(0, maxLines).join('\n'))
  if (lines.length > maxLines) console.log(`  (${lines.length - maxLines} more lines)`)
  if (status !== 0) {
    console.error(`The command failed with exit code ${status}.`)
    process.exit(1)
  }
}

function title(text: string): void {
  console.log(`\n${'─'.repeat(text.length)}\n${text}\n${'─'.repeat(text.length)}\n`)
}
