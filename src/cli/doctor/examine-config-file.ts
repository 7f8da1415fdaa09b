import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type * as Yaml from 'yaml'
import type { Environment } from '../../setup/environment.ts'
import { createFinding, type Examined, type Finding } from './finding.ts'
import { observeProgram } from './observe-program.ts'

const VARIABLE = 'OTEL_CONFIG_FILE'

// Started as a program of its own would, since only the SDK that is installed knows what it takes.
const TRIAL = `
const sdk = require('@opentelemetry/sdk-node')
const start = sdk.startNodeSdk ?? sdk.startNodeSDK
if (start !== undefined) start({}).shutdown().catch(() => undefined)
`

/**
 * Examines the file of OTEL_CONFIG_FILE: whether it is there and can be parsed, and, where `@opentelemetry/sdk-node`
 * is installed, whether that starts with it. A file that it does not take leaves the program without any telemetry.
 */
export async function examineConfigFile(env: Environment, cwd: string, limitMs: number): Promise<Examined> {
  const name = env[VARIABLE]?.trim()
  if (name === undefined || name === '') return { findings: [], notes: [] }
  const path = resolve(cwd, name)
  if (!existsSync(path)) return only(unusable(name, 'there is no such file', 'Correct the path'))
  const broken = problemOfYaml(path)
  if (broken !== undefined) return only(unusable(name, broken, 'Correct it there'))
  if (!isInstalled(cwd)) {
    return {
      findings: [],
      notes: [
        {
          state: 'info',
          text: `${VARIABLE}=${name}: it can be parsed; no @opentelemetry/sdk-node is here to try it.`,
        },
      ],
    }
  }
  const { observations } = await observeProgram({
    command: [process.execPath, '-e', TRIAL],
    cwd,
    env,
    limitMs,
  })
  const said = observations.flatMap(({ diag }) => diag.map(({ text }) => text))
  const refused = said.map(configProblemIn).find((reason) => reason !== undefined)
  if (refused !== undefined) return only(configFileRefused(name, refused))
  const hasProvider = observations.some(({ providers, meters }) => providers.length > 0 || meters !== null)
  return {
    findings: [],
    notes: [
      hasProvider
        ? { state: 'ok', text: `${VARIABLE}=${name}: @opentelemetry/sdk-node starts with it.` }
        : { state: 'info', text: `${VARIABLE}=${name}: no provider came of it.` },
    ],
  }
}

/** Tells what the SDK has against a config file, out of what it says; `undefined` for another message. */
export function configProblemIn(text: string): string | undefined {
  const [, reason] =
    /(?:Could not load OpenTelemetry configuration|Could not create OpenTelemetry SDK from configuration), SDK will not be setup: (.*)$/s.exec(
      text,
    ) ?? []
  return reason?.replace(/\.$/, '')
}

/** Tells of a config file that the SDK does not take. */
export function configFileRefused(file: string, reason: string): Finding {
  const isOurs = /smonitor/i.test(reason)
  return unusable(
    file,
    reason,
    isOurs
      ? 'Take smonitor out of processors and exporters, and put its settings under instrumentation/development.js.smonitor'
      : 'Correct what it names, or take it out',
  )
}

function unusable(file: string, reason: string, remedy: string): Finding {
  return createFinding('SMON-E306', { file, reason, remedy }, { kind: 'edit', text: file })
}

function only(finding: Finding): Examined {
  return { findings: [finding], notes: [] }
}

function problemOfYaml(path: string): string | undefined {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof Yaml
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null ? undefined : 'it holds no mapping'
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/[:.]$/, '')
  }
}

function isInstalled(cwd: string): boolean {
  try {
    createRequire(join(cwd, 'package.json')).resolve('@opentelemetry/sdk-node')
    return true
  } catch {
    return false
  }
}
