// Sends the telemetry of the packed package to a real collector and a real Jaeger, and asserts from the outside:
//   npm run test:interop                 tries what there are peers for, and says what it leaves out.
//   npm run test:interop -- --no-skip    fails when it would leave something out.
// It needs `dist`, the npm registry, and the peers: binaries that SMONITOR_OTELCOL and SMONITOR_JAEGER name, or Go to
// build them with.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tryBridge, tryBundle } from '../tests/interop/bundle.ts'
import { tryDoctor, tryDoctorOfJaeger } from '../tests/interop/doctor.ts'
import { tryExample } from '../tests/interop/example.ts'
import { tryExporters, type Sent } from '../tests/interop/exporters.ts'
import { tryFiles } from '../tests/interop/files.ts'
import { startCollector } from '../tests/interop/helpers/collector.ts'
import { startJaeger } from '../tests/interop/helpers/jaeger.ts'
import type { PeerProcess } from '../tests/interop/helpers/peer-process.ts'
import { tryPolicy } from '../tests/interop/policy.ts'
import { tryDirect, tryQueries } from '../tests/interop/queries.ts'
import { createChecks } from './checks.ts'
import { createProject, type Line } from './line-project.ts'
import { buildPeer, findPeer, PEERS, type PeerName } from './peers.ts'

const LINES: readonly Line[] = ['sdk-2', 'sdk-3']

const { values } = parseArgs({ options: { 'no-skip': { type: 'boolean', default: false } } })
const checks = createChecks('interop')
const folder = mkdtempSync(join(tmpdir(), 'smonitor-interop-'))
const running: PeerProcess[] = []
const skipped: string[] = []
try {
  const binaries = { otelcol: provide('otelcol'), jaeger: provide('jaeger') }
  const projects = LINES.map((line) => ({
    line,
    folder: createProject(join(folder, line), join('tests/interop/programs', line)),
  }))
  const jaeger =
    binaries.jaeger === undefined
      ? undefined
      : await startJaeger({ binary: binaries.jaeger, folder: join(folder, 'jaeger') })
  if (jaeger !== undefined) running.push(jaeger)

  const sent: Sent[] = []
  if (binaries.otelcol !== undefined) {
    const collector = await startCollector({
      binary: binaries.otelcol,
      folder: join(folder, 'collector'),
      ...(jaeger === undefined ? {} : { forwardSpansTo: jaeger.endpoint }),
    })
    running.push(collector)
    for (const project of projects) sent.push(...(await tryExporters(checks, project, collector)))
    await tryFiles(checks, { binary: binaries.otelcol, folder }, collector)
    await tryBundle(checks, { binary: binaries.otelcol, folder }, collector)
    await tryDoctor(checks, { binary: binaries.otelcol, folder }, collector)
    for (const project of projects) await tryPolicy(checks, project, { binary: binaries.otelcol, folder })
  }
  if (jaeger !== undefined) {
    for (const project of projects) sent.push(await tryDirect(checks, project, jaeger))
    await tryQueries(checks, jaeger, sent)
    await tryBridge(checks, { folder }, jaeger)
    await tryDoctorOfJaeger(checks, { folder }, jaeger)
    await tryExample(checks, { folder, binary: binaries.otelcol }, jaeger)
  }
} finally {
  for (const peer of running.toReversed()) await peer.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const line of skipped) console.log(line)
checks.finish()

/** Finds or builds a peer. Without one, that is said now and at the end, where nobody overlooks it. */
function provide(name: PeerName): string | undefined {
  try {
    const found = findPeer(name)
    if (found === undefined) console.log(`Building ${PEERS[name].title}: the first time takes minutes.`)
    return found ?? buildPeer(name)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (values['no-skip']) {
      checks.check(`${PEERS[name].title} is there`, false, reason)
    } else {
      skipped.push(`!!! SKIPPED: all that needs ${PEERS[name].title}. ${reason}`)
      console.log(skipped.at(-1))
    }
    return undefined
  }
}
