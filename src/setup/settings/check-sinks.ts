import { readSinkList } from '../../../exporters/sink-list/read-sink-list.ts'
import type { SinkSetting } from '../../../exporters/sink-list/sink-setting.ts'
import { SinkError } from '../../../exporters/sink-error.ts'
import { wrongSink, type SettingNotice } from './setting-notice.ts'

/**
 * Lists what is wrong with a list of sinks whose form is right: each kind of sink has options of its own.
 *
 * @param nameOf - Names what is at a path below the setting.
 */
export function checkSinks(
  sinks: unknown,
  nameOf: (path: readonly (string | number)[]) => string,
): SettingNotice[] {
  if (!Array.isArray(sinks)) return []
  return (sinks as readonly SinkSetting[]).flatMap((entry, at) => {
    try {
      readSinkList([entry], ROOT)
      return []
    } catch (error) {
      if (!(error instanceof SinkError)) throw error
      const { setting, ...params } = error.params as Readonly<Record<string, string>>
      const inner = String(setting).slice(`${ROOT}[0]`.length).split('.').filter(Boolean)
      return [wrongSink(error.code as 'SMON-E121', nameOf([at, ...inner]), params)]
    }
  })
}

const ROOT = 'sinks'
