import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What has arrived at an endpoint. */
export interface Arrived {
  readonly numbers: ReadonlySet<number>
  /** Ids of records that came more than once. */
  readonly duplicates: number
  /** Records without an id, by which nobody could know. */
  readonly withoutUid: number
}

/** Reads which diagnostics a text in OTLP JSON has, a record after the other. */
export function readArrived(text: string): Arrived {
  const numbers = new Set<number>()
  const uids = new Set<string>()
  let [duplicates, withoutUid] = [0, 0]
  for (const record of text.split('"timeUnixNano"').slice(1)) {
    const number = /"smonitor\.param\.n","value":\{"intValue":"?(\d+)/.exec(record)?.[1]
    if (number === undefined) continue
    numbers.add(Number(number))
    const uid = /"log\.record\.uid","value":\{"stringValue":"([^"]+)/.exec(record)?.[1]
    if (uid === undefined) withoutUid += 1
    else if (uids.has(uid)) duplicates += 1
    else uids.add(uid)
  }
  return { numbers, duplicates, withoutUid }
}

/** Reads a file that a collector writes; nothing when there is none yet. */
export function readTextOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Waits until all of them are there, for so long at most. */
export async function untilArrived(
  accepted: ReadonlySet<number>,
  read: () => string,
  timeoutMs: number,
): Promise<{ readonly arrived: Arrived; readonly lost: number }> {
  const endAt = performance.now() + timeoutMs
  for (;;) {
    const arrived = readArrived(read())
    const lost = [...accepted].filter((number) => !arrived.numbers.has(number)).length
    if (lost === 0 || performance.now() > endAt) return { arrived, lost }
    await sleep(1000)
  }
}
