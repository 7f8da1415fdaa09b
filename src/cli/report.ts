import { InvalidArgumentError, Option, type Command } from 'commander'
import { AUDIENCES, type Audience } from '../record/catalog-definition.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { toAgentPayload } from '../report/agent-payload.ts'
import { renderTerminal } from '../report/render-terminal.ts'
import { summaryToMarkdown } from '../report/summary-markdown.ts'
import { summarise } from '../triage/summarise.ts'
import { readingEvents } from './reading-bundle.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ReportFlags {
  readonly from: string
  readonly format: 'terminal' | 'markdown' | 'json'
  readonly json: boolean
  readonly profile?: Audience
  readonly maxTokens?: number
}

/** Adds `smonitor report`: what a bundle tells, for a person or a program. */
export function reportCommand(program: Command): void {
  program
    .command('report')
    .summary('tell what a bundle holds, most important first')
    .description(
      'Groups the diagnostics of a bundle into incidents by their triage key, most important first: by level, then by priority. Takes bundles of the Python library too.',
    )
    .requiredOption('--from <bundle>', 'the bundle: its folder, or its file .json, .jsonl, .tar.gz or .tgz')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['terminal', 'markdown', 'json'])
        .default('terminal'),
    )
    .option('--json', 'short for --format json', false)
    .addOption(
      new Option(
        '--profile <name>',
        'in whose words; agent with --json is a compact payload for agents',
      ).choices(AUDIENCES),
    )
    .option(
      '--max-tokens <n>',
      'how long the payload for agents may be, at four characters a token',
      readTokens,
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

function renderReport({ from, format, json, profile, maxTokens }: ReportFlags): string {
  return readingEvents(from, (bundle) => {
    const summary = summarise(bundle, profile === undefined ? {} : { audience: profile })
    if (json || format === 'json') {
      if (profile !== 'agent') return toPrettyJson(summary)
      // One line: the budget is that of compact JSON.
      return `${toSafeLine(JSON.stringify(toAgentPayload(summary, maxTokens === undefined ? {} : { maxTokens })))}\n`
    }
    if (format === 'markdown') return summaryToMarkdown(summary)
    return renderTerminal(summary, { width: process.stdout.columns ?? 100 })
  })
}

function readTokens(text: string): number {
  const tokens = Number(text)
  if (!/^\d{1,9}$/.test(text) || tokens === 0) {
    throw new InvalidArgumentError(`"${text}" is no whole number from 1.`)
  }
  return tokens
}
