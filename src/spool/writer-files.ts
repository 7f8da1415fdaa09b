import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { makeFolder } from '../files/make-folder.ts'
import { VERSION } from '../record/version.ts'
import { markProcess } from './process-mark.ts'
import {
  aboutFileOf,
  createWriterName,
  eventsFileOf,
  ignoredFolderOf,
  OWN_FOLDER,
  telemetryFileOf,
} from './run-files.ts'
import {
  encodeAboutHead,
  encodeNote,
  encodeState,
  type AboutNote,
  type WriterRole,
  type WriterState,
} from './about-file.ts'

/** The two files of a process or thread in the folder of a run, open. */
export interface WriterFiles {
  /** Whose they are. */
  readonly writer: string
  /** Where the events are. */
  readonly eventsPath: string
  /** The outermost folder that had to be made for them, if any. */
  readonly made: string | undefined
  /** Appends to the events. @returns How many bytes were written. @throws Error of `node:fs` */
  readonly write: (data: Buffer) => number
  /** Takes so many bytes off the end of the events again. @throws Error of `node:fs` */
  cutOff(bytes: number): void
  /** Adds what is known now. @returns How many bytes that took. @throws Error of `node:fs` */
  note(note: AboutNote): number
  /** Says how it stands, in the place where that was said before: a full disk is no obstacle. */
  setState(state: WriterState): void
  /** Gives a sign of life. */
  beat(): void
  /** Tells whether somebody deleted the files: what is written to them then is on no disk. */
  isDeleted(): boolean
  close(): void
  /** Closes and deletes them. */
  remove(): void
}

/** What {@link openWriterFiles} needs. */
export interface WriterFilesOptions {
  readonly role: WriterRole
  readonly info: object
}

/** Somebody may delete the folder just when it has been made, as whoever prunes old runs does. */
const ATTEMPTS = 20

/**
 * Makes the folder of a run, if need be, and two files in it, for their owner's eyes alone.
 *
 * @param root - The folder of the runs.
 * @param folder - The folder of the run, in it.
 * @throws Error of `node:fs`
 */
export function openWriterFiles(root: string, folder: string, options: WriterFilesOptions): WriterFiles {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const made = makeIgnoredFolder(root, folder)
      return { ...openIn(folder, options), made }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === ATTEMPTS) throw error
    }
  }
}

function openIn(folder: string, { role, info }: WriterFilesOptions): Omit<WriterFiles, 'made'> {
  const writer = createWriterName()
  const aboutPath = join(folder, aboutFileOf(writer))
  const eventsPath = join(folder, eventsFileOf(writer))
  const about = openSync(aboutPath, 'wx', 0o600)
  let events: number
  // Where the next note goes: one that a full disk has cut off is written again, in its own place.
  let end = 0
  try {
    end = writeAll(
      about,
      encodeAboutHead({ version: VERSION, role, thread: threadId, ...markProcess() }, info),
      0,
    )
    events = openSync(eventsPath, 'ax', 0o600)
  } catch (error) {
    closeSync(about)
    rmSync(aboutPath, { force: true })
    throw error
  }

  function close(): void {
    closeSync(about)
    closeSync(events)
  }

  return {
    writer,
    eventsPath,
    write: (data) => writeSync(events, data),
    cutOff: (bytes) => ftruncateSync(events, fstatSync(events).size - bytes),
    note(note) {
      const data = encodeNote(note)
      end += writeAll(about, data, end)
      return data.length
    },
    setState: (state) => void writeAll(about, encodeState(state), 0),
    beat() {
      const now = new Date()
      futimesSync(about, now, now)
    },
    isDeleted: () => fstatSync(events).nlink === 0,
    close,
    remove() {
      close()
      rmSync(aboutPath, { force: true })
      rmSync(eventsPath, { force: true })
      for (const kind of ['traces', 'metrics'] as const)
        rmSync(join(folder, telemetryFileOf(kind, writer)), { force: true })
    },
  }
}

/** @returns The outermost folder that was not there. */
function makeIgnoredFolder(root: string, folder: string): string | undefined {
  const made = makeFolder(folder, 0o700)
  const ignored = ignoredFolderOf(root)
  // In a folder that was there before is somebody's work, which git shall go on to see.
  const isOurs = basename(ignored) === OWN_FOLDER || (made !== undefined && made !== folder)
  const path = join(ignored, '.gitignore')
  if (isOurs && !existsSync(path)) writeIgnore(path)
  return made
}

function writeIgnore(path: string): void {
  const draft = `${path}.${process.pid}-${threadId}`
  try {
    writeFileSync(draft, '*\n', { mode: 0o600 })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}

function writeAll(descriptor: number, data: Buffer, position: number): number {
  for (let at = 0; at < data.length;) at += writeSync(descriptor, data, at, data.length - at, position + at)
  return data.length
}
