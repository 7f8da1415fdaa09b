import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Checks } from '../../scripts/checks.ts'
import { startCollector, type Collector } from './helpers/collector.ts'
import { eventually } from './helpers/eventually.ts'

/** Has a second collector read what the first one wrote in the format of the OTLP File Exporter. */
export async function tryFiles(
  { attempt }: Checks,
  { binary, folder }: { readonly binary: string; readonly folder: string },
  first: Collector,
): Promise<void> {
  await attempt('a collector reads files of the OTLP File Exporter', async () => {
    const [logs, spans] = [first.logs(), first.spans()]
    assert.ok(logs.length > 0 && spans.length > 0)
    const second = await startCollector({
      binary,
      folder: join(folder, 'files'),
      receivers: {
        otlpjsonfile: {
          include: [join(first.folder, 'logs.jsonl'), join(first.folder, 'spans.jsonl')],
          start_at: 'beginning',
        },
      },
    })
    try {
      const isAll = ({ length }: readonly unknown[], expected: readonly unknown[]) =>
        length >= expected.length
      await eventually(second.logs, (read) => isAll(read, logs), { what: `${logs.length} log records` })
      await eventually(second.spans, (read) => isAll(read, spans), { what: `${spans.length} spans` })
      assert.deepEqual(second.logs(), logs)
      assert.deepEqual(second.spans(), spans)
    } finally {
      await second.stop()
    }
  })
}
