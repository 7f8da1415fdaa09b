import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asCount, asObject } from '../../bundle/read-fields.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { OWN_FOLDER } from '../../spool/run-files.ts'
import { SIGNALS, type Signal } from './signals.ts'

/** How far a replay has come, on disk: the next one goes on from there. */
export interface ReplayState {
  /** How many documents of a signal are done, from the first one on. */
  done(signal: Signal): number
  /** Says that one more is done. It is on disk soon, and once {@link ReplayState.save} returns. */
  advance(signal: Signal): void
  /** Puts it on disk, as well as that can be. */
  save(): void
}

const SCHEMA = 'smonitor.replay/1'

/** A document that was sent and is not in the file is sent again: that is rather rare than slow. */
const SAVE_EVERY_MS = 500

/**
 * Opens the state of what goes from a source to an address. Neither headers nor user information is in it.
 *
 * @param identity - The same for the same contents.
 * @param address - Without what must not be kept.
 * @param isRestart - Forgets what was done before.
 * @param onProblem - Told once why it cannot be kept: sending goes on all the same.
 */
export function openReplayState(
  identity: string,
  address: string,
  isRestart: boolean,
  onProblem: (reason: string) => void,
): ReplayState {
  const key = createHash('sha256').update(`${identity} ${address}`).digest('hex').slice(0, 32)
  const path = join(OWN_FOLDER, 'replay', `${key}.json`)
  let isLost = false
  if (isRestart) attempt(() => rmSync(path, { force: true }))
  const done = isRestart ? new Map<Signal, number>() : read(path)
  let savedAt = performance.now()
  let isSaved = true

  function save(): void {
    if (isSaved) return
    attempt(() =>
      write(path, {
        schema: SCHEMA,
        address,
        at: new Date().toISOString(),
        documents: Object.fromEntries(done),
      }),
    )
    savedAt = performance.now()
    isSaved = true
  }

  function attempt(action: () => void): void {
    try {
      action()
    } catch (error) {
      if (!isLost) onProblem((error as Error).message)
      isLost = true
    }
  }

  return {
    done: (signal) => done.get(signal) ?? 0,
    advance(signal) {
      done.set(signal, (done.get(signal) ?? 0) + 1)
      isSaved = false
      if (performance.now() - savedAt >= SAVE_EVERY_MS) save()
    },
    save,
  }
}

/** What cannot be read says nothing: it is sent again. */
function read(path: string): Map<Signal, number> {
  try {
    const documents = asObject(asObject(JSON.parse(readFileSync(path, 'utf8')))['documents'])
    return new Map(SIGNALS.map((signal) => [signal, asCount(documents[signal])]))
  } catch {
    return new Map()
  }
}

function write(path: string, state: object): void {
  const folder = dirname(path)
  makeFolder(folder, 0o700)
  const ignore = join(OWN_FOLDER, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
