import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { untilArrived } from '../../tests/outage/arrived.ts'
import { startService, type Service } from '../../tests/outage/service.ts'
import { startStandIn, type StandIn } from '../../tests/outage/stand-in.ts'
import type { Checks } from '../checks.ts'

/** A disk that is soon full. */
interface Disk {
  readonly folder: string
  /** What has to stand before the command of whoever writes to it. */
  readonly before: readonly string[]
  makeRoom(service: Service): void
  remove(): void
}

/** Less than memory holds, and more. */
const [FEW, MANY] = [500, 3000]
const SECONDS = 4
/** Of a diagnostic of the service, or of smonitor's own few, that is counted and no number is known of. */
const MOST_OWN = 10

/** Tries what becomes of diagnostics whose disk is full while the backend is away. */
export async function tryFullDisk(checks: Checks, freshFolder: () => string): Promise<void> {
  await Promise.all([
    attempt(
      'a full disk harms nobody, is said once, and what memory holds arrives',
      async (disk, standIn) => {
        const service = start(disk, standIn, FEW)
        await service.emitted
        standIn.behave('up')
        const { lost } = await untilArrived(service.accepted, standIn.taken, 60_000)
        const counts = await endOf(service)
        assert(lost === 0 && counts.dropped === 0, `${lost} are lost, and ${counts.dropped} counted.`)
        const codes = service.printed().match(/SMON-W2(?:15|31)/g) ?? []
        assert(codes.join() === 'SMON-W215', `It said ${codes.join(', ') || 'nothing'}.`)
      },
    ),
    attempt('what neither a full disk nor memory holds is counted', async (disk, standIn) => {
      const service = start(disk, standIn, MANY)
      await service.emitted
      standIn.behave('up')
      // Until nothing more comes.
      for (let before = -1; before !== standIn.taken().length; await sleep(5000))
        before = standIn.taken().length
      const { lost } = await untilArrived(service.accepted, standIn.taken, 0)
      const { dropped, unsent } = await endOf(service)
      console.log(`     of ${service.accepted.size}, ${lost} are lost, ${dropped} counted, ${unsent} unsent`)
      assert(service.accepted.size === MANY * SECONDS, `It emitted ${service.accepted.size} only.`)
      assert(lost > 0 && dropped >= lost && dropped <= lost + MOST_OWN, 'That does not add up.')
    }),
    attempt('what memory held is on the disk when there is room again', async (disk, standIn) => {
      const first = start(disk, standIn, FEW)
      await first.emitted
      disk.makeRoom(first)
      await sleep(2500)
      first.kill()
      await first.ended
      standIn.behave('up')
      const second = startOn(disk, standIn, 1, [])
      const { lost } = await untilArrived(first.accepted, standIn.taken, 60_000)
      await endOf(second)
      assert(lost === 0, `${lost} of ${first.accepted.size} are lost.`)
    }),
    attempt('what is lost by a disk that stays full is counted at the end', async (disk, standIn) => {
      const service = start(disk, standIn, FEW)
      await service.emitted
      const { taken, dropped, unsent } = await endOf(service)
      const all = dropped + unsent
      console.log(`     of ${service.accepted.size}, ${unsent} are left on disk, ${dropped} counted as lost`)
      assert(taken === 0 && dropped > 0 && unsent > 0, 'Some should be on disk, and some lost.')
      assert(all >= service.accepted.size && all <= service.accepted.size + MOST_OWN, 'That does not add up.')
      standIn.behave('up')
      const second = startOn(disk, standIn, 1, [])
      const { lost } = await untilArrived(service.accepted, standIn.taken, 10_000)
      await endOf(second)
      assert(lost <= dropped && lost + MOST_OWN >= dropped, `${lost} are lost, and ${dropped} were counted.`)
    }),
  ])

  async function attempt(what: string, work: (disk: Disk, standIn: StandIn) => Promise<void>): Promise<void> {
    await checks.attempt(what, async () => {
      const disk = openDisk(freshFolder())
      const standIn = await startStandIn()
      standIn.behave('cut')
      try {
        await work(disk, standIn)
      } finally {
        await standIn.stop()
        disk.remove()
      }
    })
  }
}

function start(disk: Disk, standIn: StandIn, perSecond: number): Service {
  return startOn(disk, standIn, perSecond, disk.before)
}

function startOn(
  { folder }: Disk,
  { endpoint }: StandIn,
  perSecond: number,
  before: readonly string[],
): Service {
  return startService({
    mode: 'with',
    perSecond,
    seconds: SECONDS,
    end: 'stay',
    cwd: folder,
    endpoint,
    protocol: 'http/json',
    before,
    // In words for people, so that they can be read; repeats of one diagnostic are one line.
    env: { SMONITOR_PROFILE: 'user', SMONITOR_SPOOL: join(folder, 'runs') },
  })
}

interface Counts {
  readonly taken: number
  readonly dropped: number
  readonly unsent: number
}

async function endOf(service: Service): Promise<Counts> {
  service.close()
  await Promise.race([service.ended, sleep(30_000)])
  service.kill()
  assert(service.delivery() !== '', `It did not end well: ${service.printed().slice(-500)}`)
  return JSON.parse(service.delivery()) as Counts
}

/** A file system of one megabyte; where none may be mounted, the size of files is limited, which meets the same code in us. */
function openDisk(folder: string): Disk {
  const small = join(folder, 'small')
  mkdirSync(small)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0)
    return {
      folder: small,
      before: [],
      makeRoom: () => run('mount', ['-o', 'remount,size=50m', small]),
      remove: () => run('umount', ['-l', small]),
    }
  console.log('     No file system may be mounted here: the size of files is limited.')
  return {
    folder: small,
    before: ['prlimit', '--fsize=100000:unlimited'],
    makeRoom: ({ pid }) => run('prlimit', ['--pid', String(pid), '--fsize=unlimited']),
    remove: () => undefined,
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  assert(status === 0, `${command} ended with ${status}: ${stderr}`)
}

function assert(isGood: boolean, otherwise: string): void {
  if (!isGood) throw new Error(otherwise)
}
