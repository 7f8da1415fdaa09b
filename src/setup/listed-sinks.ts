import type { ConsoleSink, ConsoleSinkOptions } from '../../exporters/console/console-sink.ts'
import type { OtlpFileProcessors } from '../../exporters/otlp-file/otlp-file-processors.ts'
import { resolveSinks } from '../../exporters/resolve-sinks.ts'
import { readSinkList } from '../../exporters/sink-list/read-sink-list.ts'
import type { SinkSetting } from '../../exporters/sink-list/sink-setting.ts'
import type { Sink } from '../../exporters/sink.ts'
import { isSink } from './settings/check-value.ts'

/** The sinks of the setting `sinks`. */
export interface ListedSinks {
  /** Those of the list, and those that the program brought in an earlier one. */
  readonly sinks: readonly Sink[]
  /** The first console among them, which takes the place of the profile's. */
  readonly console: ConsoleSink | undefined
  readonly otlpFiles: readonly OtlpFileProcessors[]
  /** What was made here, by the entry that it was made for. */
  readonly made: readonly MadeSink[]
}

/** What was made for one entry of the list. */
interface MadeSink {
  readonly entry: SinkSetting
  /** The settings of the console that it was made with, as text; `undefined` where they do not matter. */
  readonly look: string | undefined
  readonly sink: Sink | undefined
  readonly console: ConsoleSink | undefined
  readonly otlpFile: OtlpFileProcessors | undefined
}

/** No sinks. */
export const NO_LISTED_SINKS: ListedSinks = { sinks: [], console: undefined, otlpFiles: [], made: [] }

/**
 * Makes the sinks of a list; what was made for the same entry before is kept, unless it is a console that is to look
 * otherwise now. Sinks that the program brought stay, also when a later list lacks them.
 *
 * @throws SinkError SMON-E108, SMON-E120, SMON-E121 or SMON-E122; what was opened is closed again then.
 */
export function listSinks(
  list: readonly SinkSetting[],
  before: ListedSinks,
  console: ConsoleSinkOptions,
): ListedSinks {
  // First, so that nothing is opened for a list of which a later entry is wrong.
  readSinkList(list, 'sinks')
  const look = JSON.stringify(console)
  const old = [...before.made]
  const fresh: MadeSink[] = []

  function make(entry: SinkSetting): MadeSink {
    const at = old.findIndex((made) => isSame(made.entry, entry) && (made.look ?? look) === look)
    const [kept] = at === -1 ? [] : old.splice(at, 1)
    if (kept !== undefined) return kept
    const resolved = resolveSinks([entry], { console })
    const made = {
      entry,
      look: resolved.console === undefined ? undefined : look,
      sink: resolved.sinks[0],
      console: resolved.console,
      otlpFile: resolved.otlpFiles[0],
    }
    fresh.push(made)
    return made
  }

  try {
    const entries = list.map((entry) => (isSink(entry) ? { sink: entry } : make(entry)))
    const made = entries.filter((one): one is MadeSink => 'entry' in one)
    const brought = before.sinks.filter((sink) => !before.made.some((one) => one.sink === sink))
    const listed = entries.flatMap(({ sink }) => (sink === undefined ? [] : [sink]))
    return {
      sinks: [...new Set([...brought, ...listed])],
      console: made.find((one) => one.console !== undefined)?.console,
      otlpFiles: made.flatMap(({ otlpFile }) => (otlpFile === undefined ? [] : [otlpFile])),
      made,
    }
  } catch (error) {
    closeMade(fresh)
    throw error
  }
}

function closeMade(made: readonly MadeSink[]): void {
  for (const { sink, otlpFile } of made) {
    sink?.close?.()
    otlpFile?.close()
  }
}

/** Tells whether two settings say the same; a sink is only the same as itself. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (isSink(one) || isSink(other)) return false
  return JSON.stringify(one) === JSON.stringify(other)
}
