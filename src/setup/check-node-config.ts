import { ownDiagnostics } from './own-diagnostics.ts'
import { showValue } from './settings/show-value.ts'

const LISTS = ['spanProcessors', 'logRecordProcessors', 'metricReaders'] as const

/**
 * Refuses what is no configuration of a `NodeSDK`: nobody would find out where it broke.
 *
 * @throws DiagnosticError SMON-E102
 */
export function checkNodeConfig(config: unknown): void {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw refused(
      'The configuration of withSmonitor()',
      config,
      'what `new NodeSDK()` takes, such as withSmonitor({})',
    )
  for (const name of LISTS) {
    const value = (config as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined && !Array.isArray(value))
      throw refused(`withSmonitor({ ${name} })`, value, `a list, such as { ${name}: [] }`)
  }
}

function refused(setting: string, value: unknown, allowed: string): Error {
  return ownDiagnostics.error('SMON-E102', { setting, value: showValue(value), allowed })
}
