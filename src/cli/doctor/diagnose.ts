import type { Environment } from '../../setup/environment.ts'
import { examineConfigFile } from './examine-config-file.ts'
import { examineEndpoints } from './examine-endpoints.ts'
import { examineEnvironment } from './examine-environment.ts'
import { examinePackages } from './examine-packages.ts'
import { examineProgram } from './examine-program.ts'
import { examineSettings } from './examine-settings.ts'
import { sortFindings, type Finding } from './finding.ts'
import { createHider } from './hide-secrets.ts'
import type { Diagnosis } from './render-findings.ts'

/** What {@link diagnose} is asked. */
export interface DiagnoseOptions {
  /** The program to run, with its arguments; empty for none. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Environment
  /** How long the program may run, and the longest time for an endpoint. */
  readonly timeoutMs: number
}

/** Examines a project, its environment and its endpoint, and the program where one is named. */
export async function diagnose({ command, cwd, env, timeoutMs }: DiagnoseOptions): Promise<Diagnosis> {
  const limitMs = Math.min(timeoutMs, LONGEST_PROBE_MS)
  const hasProgram = command.length > 0
  const parts = [
    examinePackages(cwd),
    examineEnvironment(env),
    examineSettings(env, cwd),
    ...(hasProgram ? [] : [await examineConfigFile(env, cwd, limitMs)]),
    await examineEndpoints({ env, limitMs }),
    ...(hasProgram ? [await examineProgram({ command, cwd, env, limitMs: timeoutMs })] : []),
  ]
  const hide = createHider(env)
  return {
    findings: sortFindings(parts.flatMap(({ findings }) => findings)).map((one) => hideIn(one, hide)),
    notes: parts.flatMap(({ notes }) => notes).map(({ state, text }) => ({ state, text: hide(text) })),
    command: command.map(hide),
    cwd,
  }
}

const LONGEST_PROBE_MS = 10_000

function hideIn(finding: Finding, hide: (text: string) => string): Finding {
  const { message, hint, evidence, nextStep } = finding
  return {
    ...finding,
    message: hide(message),
    hint: hide(hint),
    evidence: evidence.map(hide),
    nextStep: { ...nextStep, text: hide(nextStep.text) },
  }
}
