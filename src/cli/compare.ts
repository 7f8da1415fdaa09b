import { InvalidArgumentError, Option, type Command } from 'commander'
import { RUN_TO_RUN_STATES, type BundleComparison, type RunToRunState } from '../record/bundle-comparison.ts'
import { comparisonToMarkdown } from '../report/comparison-markdown.ts'
import { renderComparison } from '../report/render-comparison.ts'
import { compareBundles } from '../triage/compare-bundles.ts'
import { EXIT } from './exit-codes.ts'
import { readingEvents } from './reading-bundle.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface CompareFlags {
  readonly format: 'terminal' | 'markdown' | 'json'
  readonly json: boolean
  readonly failOn?: readonly RunToRunState[]
}

/** Adds `smonitor compare`: what differs between the bundles of two runs. */
export function compareCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('compare')
    .summary('tell what differs between two runs')
    .description(
      'Compares the bundles of two runs, incident by incident: what is new, spreading, changed or recurrent, and what did not come again. Takes bundles of the Python library too.',
    )
    .argument('<current>', 'the bundle of the newer run')
    .argument('<previous>', 'the bundle of the run before it')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['terminal', 'markdown', 'json'])
        .default('terminal'),
    )
    .option('--json', 'short for --format json', false)
    .option(
      '--fail-on <states>',
      'end with 3 if any incident is in one of these states, such as new,spreading',
      readStates,
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0  the comparison is printed
  1  a bundle is not there, or it cannot be read
  2  the command line is not understood
  3  an incident is in a state that --fail-on names`,
    )
    .action((current: string, previous: string, flags: CompareFlags) => {
      const comparison = readingEvents(current, (after) =>
        readingEvents(previous, (before) => compareBundles(after, before)),
      )
      process.stdout.write(render(comparison, flags))
      if (flags.failOn?.some((state) => comparison.states[state] > 0) === true) setExitCode(EXIT.found)
    })
}

function render(comparison: BundleComparison, { format, json }: CompareFlags): string {
  if (json || format === 'json') return toPrettyJson(comparison)
  if (format === 'markdown') return comparisonToMarkdown(comparison)
  return renderComparison(comparison, { width: process.stdout.columns ?? 100 })
}

function readStates(text: string): RunToRunState[] {
  return text.split(',').map((part) => {
    const name = part.trim().replaceAll('-', '_')
    const state = RUN_TO_RUN_STATES.find((known) => known === name)
    if (state === undefined) {
      throw new InvalidArgumentError(
        `"${part.trim()}" is no state. Use some of ${RUN_TO_RUN_STATES.join(', ')}.`,
      )
    }
    return state
  })
}
