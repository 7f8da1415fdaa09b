import type { Command } from 'commander'
import { explainCode, renderCode } from './explain-code.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ExplainFlags {
  readonly from?: string
  readonly json: boolean
}

/** Adds `smonitor explain`: what a code means. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .summary('tell what a code means, and what to do about it')
    .description(
      'Looks a code up in the catalogs of the config, of package.json and of the installed packages that declare one, or in those of a bundle.',
    )
    .argument('<code>', 'such as MSM-W010')
    .option('--from <bundle>', 'look it up in this bundle, and tell how often it is there')
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the code is explained
  1  no catalog has it, or the bundle cannot be read
  2  the command line is not understood`,
    )
    .action((code: string, { from, json }: ExplainFlags) => {
      const cwd = process.cwd()
      const explanation = explainCode(code, from === undefined ? { cwd } : { cwd, from })
      process.stdout.write(json ? toPrettyJson(explanation) : renderCode(explanation))
    })
}
