import { Option, type Command } from 'commander'
import { readBundle } from '../bundle/read-bundle.ts'
import { renderTerminal } from '../report/render-terminal.ts'
import { summarise } from '../triage/summarise.ts'
import { reading } from './reading-bundle.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ReportFlags {
  readonly from: string
  readonly format: 'terminal' | 'json'
}

/** Adds `smonitor report`: what a bundle tells, for a person or a program. */
export function reportCommand(program: Command): void {
  program
    .command('report')
    .summary('tell what a bundle holds, most important first')
    .description(
      'Groups the diagnostics of a bundle into incidents by their triage key, most important first: by level, then by how often, then by how recently.',
    )
    .requiredOption('--from <folder>', 'the bundle: the folder that `smonitor run --out` wrote')
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['terminal', 'json']).default('terminal'),
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0  the report is printed, whatever it says
  1  there is no bundle, or it cannot be read
  2  the command line is not understood`,
    )
    .action((flags: ReportFlags) => {
      process.stdout.write(renderReport(flags))
    })
}

function renderReport({ from, format }: ReportFlags): string {
  return reading(from, () => {
    const summary = summarise(readBundle(from))
    if (format === 'json') return toPrettyJson(summary)
    return renderTerminal(summary, { width: process.stdout.columns ?? 100 })
  })
}
