import { Option, type Command } from 'commander'
import { fromOtep, showPlace, type OtepProblem } from '../policy/translate/from-otep.ts'
import { toOtep } from '../policy/translate/to-otep.ts'
import { toOttl } from '../policy/translate/to-ottl.ts'
import type { Untranslated } from '../policy/translate/untranslated.ts'
import { toSafeLine } from '../record/sanitise.ts'
import { rulesOf } from '../setup/rules-of.ts'
import { resolveSettings } from '../setup/settings/resolve-settings.ts'
import { policyFileProblem, readPolicyFile, type PolicyFile } from './read-policy-file.ts'
import { toPrettyJson } from './to-pretty-json.ts'

interface ExportFlags {
  readonly format: 'otep4738' | 'ottl'
  readonly configPath?: string
}

/** Adds `smonitor policy`: rules in the languages of OpenTelemetry, and back. */
export function policyCommand(program: Command): void {
  const policy = program
    .command('policy')
    .summary('translate the rules of the policy for OpenTelemetry, and back')
    .description(
      'Translates rules. What the other language has no equal for is listed on the standard error, and not guessed.',
    )
  policy
    .command('export')
    .description(
      'Prints the rules of the config as policies of OTEP 4738, or as processors of the OpenTelemetry collector.',
    )
    .addOption(
      new Option('--format <format>', 'the language').choices(['otep4738', 'ottl']).makeOptionMandatory(),
    )
    .option('--config-path <path>', 'the config file, or the folder that it is in')
    .addHelpText('after', EXIT_CODES)
    .action(({ format, configPath }: ExportFlags) => {
      const flags = configPath === undefined ? {} : { configPath }
      const rules = rulesOf(resolveSettings({ flags, env: process.env, cwd: process.cwd() }).settings)
      if (format === 'ottl') {
        const { yaml, untranslated } = toOttl(rules)
        write(yaml, untranslated)
      } else {
        const { policies, untranslated } = toOtep(rules)
        write(toPrettyJson({ policies }), untranslated)
      }
    })
  policy
    .command('import')
    .description(
      'Prints the policies of OTEP 4738 in a file of YAML or JSON as rules, for the setting policy.',
    )
    .argument('<file>', 'a policy, a list of them, { "policies": [...] }, or a YAML document each')
    .addHelpText('after', EXIT_CODES)
    .action((file: string) => {
      const read = readPolicyFile(file)
      const { rules, untranslated, problems } = fromOtep(read.data)
      if (problems.length > 0) throw policyFileProblem(file, describe(problems, read))
      write(toPrettyJson({ policy: rules }), untranslated)
    })
}

const EXIT_CODES = `
Exit codes:
  0  the rules are translated, but for what is listed
  1  the config or the file cannot be read
  2  the command line is not understood`

const MAX_DESCRIBED = 5

/** Names each policy that is not right, with its line. */
function describe(problems: readonly OtepProblem[], { lineOf }: PolicyFile): string {
  const texts = problems.slice(0, MAX_DESCRIBED).map(({ policy, path, allowed }) => {
    const line = lineOf(path)
    const place = showPlace(path)
    const where = [...(line === undefined ? [] : [`line ${line}`]), ...(place === '' ? [] : [place])]
    const what = policy === '' ? 'it' : `the policy "${policy}"`
    return `${what} is not valid${where.length === 0 ? '' : ` (${where.join(', ')})`}; use ${allowed}`
  })
  const more = problems.length - texts.length
  return `${texts.join('. Also, ')}${more > 0 ? `. There are ${more} more` : ''}`
}

function write(text: string, untranslated: readonly Untranslated[]): void {
  process.stdout.write(text)
  if (untranslated.length === 0) return
  const lines = untranslated.map(({ rule, part, reason }) => `  ${rule}, ${part}: ${reason}.`)
  process.stderr.write(`Not translated:\n${lines.map((line) => `${toSafeLine(line)}\n`).join('')}`)
}
