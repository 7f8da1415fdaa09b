// Tries the packed package in OTel set-ups as programs have them, each with a lockfile of its own, on several Node
// versions. It needs the npm registry. `-- --only NAME` tries one set-up, `-- --node 24` one version.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createChecks } from './checks.ts'
import { startOtlpReceiver } from './setups/otlp-receiver.ts'
import { installNode, pack, prepareSetup } from './setups/prepare-setup.ts'
import { startRawReceiver } from './setups/raw-receiver.ts'
import { SETUPS } from './setups/setups.ts'
import { tryExporters } from './setups/try-exporters.ts'
import { trySetup } from './setups/try-setup.ts'

/** SDK 3 needs Node 22.15. */
const VERSIONS = { 2: ['20', '22', '24', '26'], 3: ['22', '24', '26'] } as const

const { values } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' } } })
const checks = createChecks('setups')
const folder = mkdtempSync(join(tmpdir(), 'smonitor-setups-'))
const receiver = await startOtlpReceiver()
const raw = await startRawReceiver()
try {
  const archive = pack(folder)
  const nodes = new Map<string, string>()
  for (const setup of SETUPS.filter((one) => values.only === undefined || one.folder.includes(values.only))) {
    const project = prepareSetup(folder, setup.folder, archive)
    for (const major of VERSIONS[setup.line].filter(
      (one) => values.node === undefined || one === values.node,
    )) {
      const node = nodes.get(major) ?? installNode(folder, major)
      nodes.set(major, node)
      const label = `${setup.folder}, Node ${major}`
      await trySetup(checks, setup, { project, node, label, receiver })
      if (setup.exportersOn === major)
        await tryExporters(checks, setup, { project, node, label, receiver: raw })
    }
  }
} finally {
  receiver.close()
  raw.close()
  rmSync(folder, { recursive: true, force: true })
}
checks.finish()
