import type { Command } from 'commander'
import type { Level } from '../record/level.ts'
import { explainSettings, type ConfigExplanation } from '../setup/settings/explain-config.ts'
import { resolveSettings, type ResolvedSettings } from '../setup/settings/resolve-settings.ts'
import type { SmonitorOptions } from '../setup/settings/smonitor-options.ts'
import { registerCatalog } from '../record/catalog-registry.ts'
import { traceEvent } from '../setup/trace-event.ts'
import { readEventFile } from './read-event-file.ts'
import { renderSettings } from './render-settings.ts'
import { renderTrace } from './render-trace.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface CheckFlags {
  readonly configPath?: string
  readonly profile?: string
  readonly level?: string
  readonly event?: string
  readonly json: boolean
}

/** Adds `smonitor check`: what a program that is started here would be set to, and where each value comes from. */
export function checkCommand(program: Command): void {
  program
    .command('check')
    .summary('tell every setting, and where its value comes from')
    .description(
      'Tells what a program that is started in this folder, with these variables, would be set to, and where each value comes from: the command line, the environment, the config file, a profile, or the default.',
    )
    .option('--profile <name>', 'as if SMONITOR_PROFILE were set')
    .option('--level <level>', 'as if SMONITOR_LEVEL were set')
    .option('--config-path <path>', 'the config file, or the folder that it is in')
    .option(
      '--event <file>',
      'send the first event of this file through, and tell what each stage makes of it; - is the standard input',
    )
    .option('--json', 'print the result for programs', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the settings are valid
  1  they are not, there is no config where --config-path says, or the file of --event has no event
  2  the command line is not understood`,
    )
    .action((flags: CheckFlags) => {
      const resolved = resolveSettings({ flags: optionsOf(flags), env: process.env, cwd: process.cwd() })
      process.stdout.write(
        flags.event === undefined ? explain(resolved, flags.json) : trace(flags.event, resolved, flags.json),
      )
    })
}

function explain(resolved: ResolvedSettings, isJson: boolean): string {
  const explanation = explainSettings(resolved)
  return isJson ? toPrettyJson(toJson(explanation)) : renderSettings(explanation, resolved.warnings)
}

/** Nothing is written but what is told: see {@link traceEvent}. */
function trace(file: string, { settings }: ResolvedSettings, isJson: boolean): string {
  for (const catalog of settings.catalogs) registerCatalog(catalog)
  const event = readEventFile(file)
  const columns = process.stdout.columns ?? 80
  const stages = traceEvent(event, settings, { columns })
  return isJson
    ? toPrettyJson({ schema: 'smonitor.event-trace/1', event, stages })
    : renderTrace(event, stages)
}

/** What has no value is `null`, so that every setting has one. */
function toJson({ settings, ...rest }: ConfigExplanation): Record<string, unknown> {
  const values = settings.map(({ key, value = null, from }) => ({ key, value, from }))
  return { schema: 'smonitor.check/1', ...rest, settings: values }
}

function optionsOf({ configPath, profile, level }: CheckFlags): SmonitorOptions {
  return {
    ...(configPath === undefined ? {} : { configPath }),
    ...(profile === undefined ? {} : { profile }),
    // Read as any level is, and refused with what it may be.
    ...(level === undefined ? {} : { level: level as Level }),
  }
}
