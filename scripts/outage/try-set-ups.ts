import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { untilArrived } from '../../tests/outage/arrived.ts'
import { startGrpcStandIn } from '../../tests/outage/grpc-stand-in.ts'
import { SERVICE, startService, type Mode, type ServiceOptions } from '../../tests/outage/service.ts'
import { startStandIn, type Behaviour, type StandIn } from '../../tests/outage/stand-in.ts'
import type { Checks } from '../checks.ts'
import { createProject } from '../line-project.ts'

/** One way to set smonitor up, in one place. */
interface SetUp {
  readonly title: string
  readonly mode: Mode
  readonly isGrpc: boolean
  readonly isPreloaded: boolean
  readonly node: string
  readonly program: string
}

const WAYS: readonly { readonly name: string; readonly mode: Mode; readonly isPreloaded?: boolean }[] = [
  { name: 'withSmonitor', mode: 'with' },
  { name: 'startSmonitor', mode: 'start' },
  { name: 'smonitor/register', mode: 'register', isPreloaded: true },
  { name: "withSmonitor with a batch of the program's own", mode: 'handed-in' },
  { name: "startSmonitor beside an SDK of the program's own", mode: 'beside' },
  { name: "smonitor/register before an SDK of the program's own", mode: 'beside', isPreloaded: true },
]
const PER_SECOND = 200
/** So many at a time: they wait most of the time. */
const AT_ONCE = 4

/**
 * Tries every way to set smonitor up on both lines of OTel, by HTTP and by gRPC: the backend is away, and everything arrives once
 * it is there; and what a killed program left is sent by the next one. It needs the npm registry.
 */
export async function trySetUps(checks: Checks, freshFolder: () => string): Promise<void> {
  const setUps = listSetUps(freshFolder)
  const cases = [
    ...setUps.map((setUp) => () => tryRecovery(setUp, 'cut')),
    ...setUps
      .filter(({ isGrpc, mode }) => isGrpc && mode === 'with')
      .flatMap((setUp) => (['503', '429', 'slow'] as const).map((one) => () => tryRecovery(setUp, one))),
    ...setUps.filter(({ mode }) => mode === 'with' || mode === 'beside').map((setUp) => () => tryKill(setUp)),
  ]
  const lane = async (): Promise<void> => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift()) await next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))

  async function tryRecovery(setUp: SetUp, behaviour: Behaviour): Promise<void> {
    await checks.attempt(
      `${setUp.title}: everything arrives after an endpoint that answers with ${behaviour}`,
      async () => {
        const standIn = await startStandInFor(setUp)
        standIn.behave(behaviour)
        const service = startService({ ...optionsOf(setUp, standIn), seconds: 2, end: 'stay' })
        try {
          await Promise.race([service.emitted, service.ended])
          await sleep(1500)
          standIn.behave('up')
          await untilAll(service.accepted, standIn, 2 * PER_SECOND)
        } finally {
          service.close()
          await Promise.race([service.ended, sleep(15_000)])
          service.kill()
          await standIn.stop()
        }
      },
    )
  }

  async function tryKill(setUp: SetUp): Promise<void> {
    await checks.attempt(`${setUp.title}: what a killed program left is sent by the next one`, async () => {
      const standIn = await startStandInFor(setUp)
      standIn.behave('cut')
      const options = optionsOf(setUp, standIn)
      const first = startService({ ...options, seconds: 2, end: 'stay' })
      await Promise.race([first.emitted, first.ended])
      first.kill()
      await first.ended
      standIn.behave('up')
      const second = startService({ ...options, perSecond: 1, seconds: 2, end: 'stay' })
      try {
        await untilAll(first.accepted, standIn, 2 * PER_SECOND)
      } finally {
        second.close()
        await Promise.race([second.ended, sleep(15_000)])
        second.kill()
        await standIn.stop()
      }
    })
  }

  function optionsOf(
    { mode, node, program, isGrpc, isPreloaded }: SetUp,
    { endpoint }: StandIn,
  ): Omit<ServiceOptions, 'seconds' | 'end'> {
    const nodeArgs = isPreloaded ? ['--import', import.meta.resolve('smonitor/register', program)] : []
    const protocol = isGrpc ? 'grpc' : 'http/json'
    return { mode, node, nodeArgs, program, protocol, endpoint, perSecond: PER_SECOND, cwd: freshFolder() }
  }
}

function startStandInFor({ isGrpc }: SetUp): Promise<StandIn> {
  return isGrpc ? startGrpcStandIn() : startStandIn()
}

async function untilAll(accepted: ReadonlySet<number>, standIn: StandIn, count: number): Promise<void> {
  if (accepted.size < count) throw new Error(`It emitted ${accepted.size} only, and not ${count}.`)
  const { lost, arrived } = await untilArrived(accepted, standIn.taken, 60_000)
  if (lost > 0) throw new Error(`${lost} of ${accepted.size} are lost.`)
  if (arrived.withoutUid > 0) throw new Error(`${arrived.withoutUid} have no id.`)
}

function listSetUps(freshFolder: () => string): SetUp[] {
  const project = createProject(freshFolder(), 'tests/outage/sdk-2')
  const program = join(project, 'service.mjs')
  copyFileSync(SERVICE, program)
  const places = [
    { name: 'SDK 3', node: process.execPath, program: SERVICE, protocols: ['http', 'grpc'] },
    { name: 'SDK 2', node: process.execPath, program, protocols: ['http', 'grpc'] },
    ...findNode20().map((node) => ({ name: 'SDK 2, Node 20', node, program, protocols: ['http'] })),
  ]
  return places.flatMap(({ name, node, program: at, protocols }) =>
    protocols.flatMap((protocol) =>
      WAYS.map(({ name: way, mode, isPreloaded = false }) => ({
        title: `${name}, ${protocol}, ${way}`,
        mode,
        isGrpc: protocol === 'grpc',
        isPreloaded,
        node,
        program: at,
      })),
    ),
  )
}

function findNode20(): string[] {
  const own = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(path, 'node'))
    .find((path) => spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v20.'))
  if (own !== undefined) return [own]
  console.log('There is no Node 20 on this machine: SDK 2 is tried on that of the toolchain alone.')
  return []
}
