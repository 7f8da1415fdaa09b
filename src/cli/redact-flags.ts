import { InvalidArgumentError, Option, type Command } from 'commander'
import { createBundleRedaction } from '../bundle/redaction/create-bundle-redaction.ts'
import {
  BUNDLE_REDACT_PRESETS,
  type BundleRedactOptions,
  type BundleRedactPreset,
} from '../bundle/redaction/bundle-redaction.ts'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'

/** What the command line says of what is taken out of a bundle. */
export interface RedactFlags {
  readonly redact?: readonly string[]
  readonly redactKey?: readonly string[]
  readonly redactPattern?: readonly string[]
  readonly dropContext?: boolean
  readonly dropExtra?: boolean
  readonly dropLocalPaths?: boolean
}

/** Adds the options to a command that writes a bundle. */
export function addRedactOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--redact <what>',
        `what is taken out: ${BUNDLE_REDACT_PRESETS.join(', ')}, or a dotted path such as extra.user; can be given again (default: SMONITOR_BUNDLE_REDACT, else the config's, else share)`,
      ).argParser(addText),
    )
    .addOption(
      new Option('--redact-key <name>', 'take out every field of this name; can be given again').argParser(
        addText,
      ),
    )
    .addOption(
      new Option(
        '--redact-pattern <pattern>',
        'take out what this pattern (RE2) matches; can be given again',
      ).argParser(addText),
    )
    .option('--drop-context', 'leave out call chains, stacks and spans')
    .option('--drop-extra', 'leave out params and what else was handed in')
    .option('--drop-local-paths', 'take out every absolute path, not home folders alone')
}

/**
 * Adds what the command line says to what the settings say; a preset of the command line counts.
 *
 * @throws DiagnosticError SMON-E106 for a path or pattern that is not valid, before anything is done.
 */
export function redactOptionsOf(
  flags: RedactFlags,
  settings: BundleRedactOptions,
  command: string,
): BundleRedactOptions {
  const options = joined(flags, settings)
  try {
    createBundleRedaction(options)
  } catch (cause) {
    throw ownDiagnostics.error('SMON-E106', { reason: (cause as Error).message, command }, { cause })
  }
  return options
}

function joined(flags: RedactFlags, settings: BundleRedactOptions): BundleRedactOptions {
  const { redact = [], redactKey = [], redactPattern = [] } = flags
  const preset = redact.filter(isPreset).at(-1)
  return {
    ...settings,
    ...(preset === undefined ? {} : { preset }),
    paths: [...(settings.paths ?? []), ...redact.filter((what) => !isPreset(what))],
    keys: [...(settings.keys ?? []), ...redactKey],
    patterns: [...(settings.patterns ?? []), ...redactPattern],
    ...(flags.dropContext === true ? { dropContext: true } : {}),
    ...(flags.dropExtra === true ? { dropExtra: true } : {}),
    ...(flags.dropLocalPaths === true ? { dropLocalPaths: true } : {}),
  }
}

function isPreset(what: string): what is BundleRedactPreset {
  return BUNDLE_REDACT_PRESETS.some((preset) => preset === what)
}

function addText(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.')
  return [...before, text]
}
