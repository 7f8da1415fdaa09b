import { ownDiagnostics } from '../own-diagnostics.ts'
import type { SettingNotice } from './setting-notice.ts'

/** Creates what emits warnings about settings, each once: settings are read anew with every change of them. */
export function createNoticeEmitter(): (warnings: readonly SettingNotice[]) => void {
  const said = new Set<string>()
  return (warnings) => {
    for (const { code, setting, params } of warnings) {
      // The next lines of the program may add the sink: whether it is there is looked at later.
      if (code === 'SMON-W221' || said.has(setting)) continue
      said.add(setting)
      ownDiagnostics.emit(code as 'SMON-W203', params as never)
    }
  }
}
