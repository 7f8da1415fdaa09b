import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BundleError } from '../bundle-error.ts'
import { EVENTS_FILE, MANIFEST_FILE } from '../manifest.ts'
import { toEvent } from '../parse-event.ts'
import { asText } from '../read-fields.ts'
import { readLines } from '../read-lines.ts'
import type { BundleSource, Data } from './bundle-source.ts'
import { openArchive } from './open-archive.ts'
import { openDocument } from './open-document.ts'
import { openFolder } from './open-folder.ts'
import { openLaidOut } from './open-laid-out.ts'
import { openEventLines, openLines } from './open-lines.ts'
import { PART_FILES } from './part-files.ts'
import { isArchive, isOurText, readHead } from './read-head.ts'

/**
 * Opens a bundle of any form: what it is, it says itself, whatever its name.
 *
 * @throws BundleError when there is none, or it cannot be read.
 */
export function openSource(path: string): BundleSource {
  if (!existsSync(path)) {
    throw new BundleError(
      'missing',
      path,
      `There is no bundle at ${path}. Write one with \`smonitor run --out ${path} -- node app.js\`.`,
    )
  }
  const stats = statSync(path)
  if (stats.isDirectory()) return openDirectory(path)
  if (!stats.isFile()) {
    throw new BundleError(
      'not-a-bundle',
      path,
      `${path} is neither a file nor a folder. Give a bundle on disk.`,
    )
  }
  return isPartOfFolder(path) ? openDirectory(dirname(path)) : openFile(path)
}

function openFile(path: string): BundleSource {
  const head = readHead(path)
  if (isArchive(head)) return openArchive(path)
  if (isUtf16(head)) {
    throw new BundleError(
      'not-a-bundle',
      path,
      `${path} is written in UTF-16, as PowerShell does with \`>\`; JSON is UTF-8. Convert it: \`iconv -f UTF-16 -t UTF-8\`.`,
    )
  }
  if (isOurText(head, 'json')) return openLaidOut(path) ?? openDocument(path)
  const first = parse(firstLine(path))
  if (first === undefined || Array.isArray(first['events'])) return openDocument(path)
  if (asText(first['schema'])?.startsWith('smonitor.bundle/') === true) return openLines(path, first)
  return toEvent(first) === undefined ? openDocument(path) : openEventLines(path)
}

/** A folder of the Python library may have its events in the manifest. */
function openDirectory(folder: string): BundleSource {
  const source = openFolder(folder)
  const { events } = source.manifest ?? {}
  if (!Array.isArray(events) || source.lines(EVENTS_FILE) !== undefined) return source
  return openDocument(join(folder, MANIFEST_FILE))
}

/** A file of a folder stands for the folder, as long as that is a bundle and the file is not one by itself. */
function isPartOfFolder(path: string): boolean {
  const name = basename(path)
  if (name === MANIFEST_FILE) return !isOurText(readHead(path), 'json')
  return PART_FILES.some((part) => part === name) && existsSync(join(dirname(path), MANIFEST_FILE))
}

/** By a loop, which closes the file behind it. */
function firstLine(path: string): string {
  for (const line of readLines(path)) return line ?? ''
  return ''
}

/** It has a mark, or every other byte of its first characters is zero. */
function isUtf16(head: Buffer): boolean {
  const [first = 1, second = 1, third = 1, fourth = 1] = head
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return (first === 0 && third === 0 && second > 0) || (second === 0 && fourth === 0 && first > 0)
}

function parse(line: string): Data | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : undefined
  } catch {
    return undefined
  }
}
