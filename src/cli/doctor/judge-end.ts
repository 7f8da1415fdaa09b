import { itemsOf } from './count-items.ts'
import { describeProvider, exportersOf, processorsOf } from './describe-provider.ts'
import { createFinding, type Finding } from './finding.ts'
import type { Observation, ProcessorSeen, ProviderSeen } from './inside/observation.ts'

/** Judges whether what a provider was given had left it when its program ended. */
export function judgeEnd(provider: ProviderSeen, seen: Observation): Finding[] {
  return [...lostAtEnd(provider, seen), ...nothingExported(provider, seen)]
}

/** What only the doctor has brought out would have been lost, and so is what was not brought out by an exit. */
function lostAtEnd(provider: ProviderSeen, { end, providers }: Observation): Finding[] {
  // The shutdown of an SDK is over with the first part of it that fails.
  const hasFailed = providers.flatMap(exportersOf).some(({ failed }) => failed > 0)
  return processorsOf(provider).flatMap((processor) => {
    const { name, exporter } = processor
    if (exporter === null || end === 'stopped' || end === 'unknown') return []
    // Whoever has waited for all that, or cannot send at all, need not be told to wait.
    if (provider.shutdown === 'ended' || exporter.failed > 0) return []
    if (provider.shutdown === 'begun' && hasFailed) return []
    // What smonitor could not send is on disk, and sent later.
    if (end === 'exited' && provider.signal === 'logs' && provider.processors.some(({ isOurs }) => isOurs))
      return []
    const { exported, exportedByFlush, failed } = exporter
    const unsent = provider.made - exported - failed - exportedByFlush - droppedBefore(processor, provider)
    const count =
      exporter.exportedByFlush > 0
        ? exporter.exportedByFlush
        : end === 'exited' && /Batch/.test(name)
          ? unsent
          : 0
    if (count <= 0) return []
    const how = end === 'exited' ? 'it ended by process.exit() or an error' : 'it ended by itself'
    return [
      createFinding(
        'SMON-W341',
        { count, signal: itemsOf(provider, count), processor: name },
        { kind: 'edit', text: 'await sdk.shutdown()' },
        [how, `${provider.made} were made, ${exporter.exported} sent before the end`],
      ),
    ]
  })
}

/** What the queues had no room for on the way to a processor, its own included. */
function droppedBefore(processor: ProcessorSeen, provider: ProviderSeen): number {
  return processorsOf(provider)
    .filter((one) => processorsOf({ processors: [one] }).includes(processor))
    .reduce((sum, { dropped }) => sum + dropped, 0)
}

function nothingExported(provider: ProviderSeen, { end }: Observation): Finding[] {
  const exporters = exportersOf(provider)
  const isOut = exporters.some((one) => one.exported + one.exportedByFlush + one.failed > 0)
  const isPending = exporters.some(({ pending }) => pending > 0)
  const hasFault = processorsOf(provider).some(({ fault }) => fault !== null)
  // What an exit cut off is told of as lost at the end.
  if (end === 'exited' || provider.made === 0 || isOut || hasFault || exporters.length === 0) return []
  return [
    createFinding(
      'SMON-E340',
      {
        made: provider.made,
        signal: itemsOf(provider, provider.made),
        ...(isPending
          ? {
              reason: 'an export was under way when the time of the doctor was over',
              remedy:
                'Look at the endpoint: one that is not there or gives no answer is tried again and again',
            }
          : {
              reason: 'none was handed over in the time that the doctor gave',
              remedy:
                'Let the program run longer, with --timeout, or look whether a processor holds them back',
            }),
      },
      { kind: 'run', text: 'smonitor doctor --timeout 60000 -- …' },
      [describeProvider(provider)],
    ),
  ]
}
