import type { Command } from 'commander'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { printError } from '../setup/print-error.ts'
import { resolveSettings } from '../setup/settings/resolve-settings.ts'
import { EXIT } from './exit-codes.ts'
import { explainCode, renderCode } from './explain-code.ts'
import { explainEvent, renderExplanations } from './explain-event.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ExplainFlags {
  readonly from?: string
  readonly event?: string
  readonly configPath?: string
  readonly json: boolean
}

/** Adds `smonitor explain`: what a code means, or which rule of the policy does what with an event. */
export function explainCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('explain')
    .summary('tell what a code means, or which rule of the policy stops an event')
    .description(
      'Looks a code up in the catalogs of the config, of package.json and of the installed packages that declare one, or in those of a bundle. With --event, tells stage by stage and rule by rule what the policy of the config makes of an event.',
    )
    .argument('[code]', 'such as MSM-W010')
    .option('--from <bundle>', 'look it up in this bundle, and tell how often it is there')
    .option('--event <file>', 'an event as a line of JSON, or a line of OTLP/JSON with logs or spans')
    .option('--config-path <path>', 'of --event: the config file, or the folder that it is in')
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the code or the event is explained
  1  no catalog has it, or the bundle or the file cannot be read
  2  the command line is not understood`,
    )
    .action((code: string | undefined, { from, event, configPath, json }: ExplainFlags) => {
      const cwd = process.cwd()
      if ((code === undefined) === (event === undefined)) {
        const reason =
          code === undefined ? 'Neither a code nor --event is there.' : 'A code and --event are both there.'
        printError(ownDiagnostics.error('SMON-E106', { reason, command: 'explain' }))
        setExitCode(EXIT.usage)
        return
      }
      if (event !== undefined) {
        const flags = configPath === undefined ? {} : { configPath }
        const { settings } = resolveSettings({ flags, env: process.env, cwd })
        const items = explainEvent(event, settings)
        process.stdout.write(
          json ? toPrettyJson({ schema: 'smonitor.policy-explanation/1', items }) : renderExplanations(items),
        )
        return
      }
      const explanation = explainCode(code as string, from === undefined ? { cwd } : { cwd, from })
      process.stdout.write(json ? toPrettyJson(explanation) : renderCode(explanation))
    })
}
