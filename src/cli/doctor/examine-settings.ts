import { isDiagnosticError } from '../../record/diagnostic-brand.ts'
import type { Environment } from '../../setup/environment.ts'
import { ownDiagnostics } from '../../setup/own-diagnostics.ts'
import { inspectSettings } from '../../setup/settings/resolve-settings.ts'
import { textOf, type SettingNotice } from '../../setup/settings/setting-notice.ts'
import type { Examined, Finding } from './finding.ts'

/** Examines the settings of smonitor that are in force, as `smonitor validate` and `smonitor check` do. */
export function examineSettings(env: Environment, cwd: string): Examined {
  try {
    const { settings, configFile, problems, warnings } = inspectSettings({ env, cwd })
    const file = configFile === undefined ? 'no config file' : `the config file ${configFile}`
    return {
      findings: [...problems, ...warnings].map(toFinding),
      notes: [{ state: 'ok', text: `smonitor: profile ${settings.profile}, ${file}.` }],
    }
  } catch (error) {
    if (!isDiagnosticError(error)) throw error
    const { code, title = code, message, hint = '' } = error
    return {
      findings: [{ code, level: 'error', title, message, hint, evidence: [], nextStep: STEP }],
      notes: [],
    }
  }
}

const STEP = { kind: 'run', text: 'smonitor validate' } as const

function toFinding(notice: SettingNotice): Finding {
  const { message, hint } = textOf(notice)
  const { code, kind } = notice
  return {
    code,
    level: kind === 'problem' ? 'error' : 'warn',
    title: ownDiagnostics.codes[code].title ?? code,
    message,
    hint,
    evidence: [],
    nextStep: STEP,
  }
}
