import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { BundleError } from './bundle-error.ts'
import { readArchive } from './forms/archive-entries.ts'
import { FORMS_IN_WORDS, formOf, otherFormOf } from './forms/bundle-form.ts'
import { isArchive, isOurText, readHead } from './forms/read-head.ts'
import { EVENTS_FILE, MANIFEST_FILE } from './manifest.ts'
import { isPythonManifest } from './python-manifest.ts'
import { asObject, asText } from './read-fields.ts'

/** What may be done with a bundle that is there. */
export interface TargetOptions {
  readonly force?: boolean
  readonly append?: boolean
}

/**
 * Checks that a bundle may be written to a place, before the work that leads to it is done.
 *
 * @throws BundleError when something is there that must not be overwritten.
 */
export function checkTarget(path: string, options: TargetOptions = {}): void {
  if (path.trim() === '') {
    // Resolved, it would be the working folder.
    throw new BundleError(
      'unwritable',
      path,
      'The folder for the bundle has no name. Name one, such as out/bundle.',
    )
  }
  if (!existsSync(path)) {
    checkForm(path)
    return checkParents(path)
  }
  const found = formOf(path) === 'folder' ? findInFolder(path) : findInFile(path)
  if (found === 'nothing' || (found === 'bundle' && (options.force === true || options.append === true)))
    return
  const what =
    formOf(path) === 'folder' ? `The folder ${path} holds a bundle already` : `${path} is a bundle already`
  throw new BundleError(
    'exists',
    path,
    found === 'bundle'
      ? `${what}. Choose another ${formOf(path) === 'folder' ? 'folder' : 'file'}, or replace it with --force.`
      : found.reason,
  )
}

/** What is in the way, and may never be overwritten. */
interface Obstacle {
  readonly reason: string
}

function findInFolder(folder: string): 'nothing' | 'bundle' | Obstacle {
  const names = listNames(folder)
  if (names === undefined) return { reason: `${folder} is a file. Choose a folder for the bundle.` }
  if (names.length === 0) return 'nothing'
  const manifest = manifestIn(folder)
  const ours = new Set(
    isOurs(manifest) ? [MANIFEST_FILE, EVENTS_FILE, ...Object.keys(asObject(manifest['files']))] : [],
  )
  const other = names.find((name) => !ours.has(name))
  if (other === undefined) return 'bundle'
  if (isPythonManifest(manifest)) {
    return {
      reason: `The folder ${folder} holds a bundle of the Python library, to which nothing can be added since its keys are others. Choose another folder: it is left as it is.`,
    }
  }
  return {
    reason:
      other === MANIFEST_FILE
        ? `The folder ${folder} holds a ${MANIFEST_FILE} that is damaged or not ours, so it is left as it is. Delete the folder, or choose another.`
        : `The folder ${folder} holds ${other}, which is no part of a bundle. Choose another folder: it is left as it is.`,
  }
}

function findInFile(path: string): 'bundle' | Obstacle {
  if (!statSync(path).isFile()) {
    return {
      reason: `${path} is a folder or a device, and its name says that the bundle is one file. Choose another name.`,
    }
  }
  return isOurFile(path)
    ? 'bundle'
    : {
        reason: `${path} is no bundle of ours, or a damaged one, so it is left as it is. Delete it, or choose another name.`,
      }
}

function manifestIn(folder: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')))
  } catch {
    return {}
  }
}

function isOurs(manifest: Readonly<Record<string, unknown>>): boolean {
  return asText(manifest['schema'])?.startsWith('smonitor.bundle/') === true && manifest['form'] === undefined
}

function isOurFile(path: string): boolean {
  try {
    const form = formOf(path)
    const head = readHead(path)
    if (form === 'json' || form === 'jsonl') return isOurText(head, form)
    return isArchive(head) && isOurArchive(path)
  } catch {
    return false
  }
}

/** Its manifest is small and among the first, so no more than that is unpacked. */
function isOurArchive(path: string): boolean {
  let text = ''
  readArchive(path, ({ name, onBytes }) => {
    if (name !== MANIFEST_FILE) return true
    onBytes((bytes) => {
      if (text.length < HEAD_LENGTH) text += bytes.toString()
    })
    return false
  })
  return /^\s*\{\s*"schema":\s*"smonitor\.bundle\//.test(text)
}

const HEAD_LENGTH = 200

/** Whoever names an archive of another kind does not want a folder of that name. */
function checkForm(path: string): void {
  const other = otherFormOf(path)
  if (other === undefined) return
  throw new BundleError(
    'unwritable',
    path,
    `No bundle is written as ${other}, so nothing is written to ${path}. A bundle is ${FORMS_IN_WORDS}.`,
  )
}

function checkParents(path: string): void {
  let parent = dirname(resolve(path))
  while (!existsSync(parent)) parent = dirname(parent)
  if (listNames(parent) === undefined) {
    throw new BundleError(
      'unwritable',
      path,
      `${parent} is a file, so there can be no ${formOf(path) === 'folder' ? 'folder' : 'file'} ${path} in it. Choose another folder.`,
    )
  }
}

function listNames(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

/** Processes that end together may write the same bundle: the last one has it. */
const ATTEMPTS = 10

/** Puts what was written beside a bundle in its place. @throws Error of `node:fs` */
export function replace(target: string, draft: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A file takes the place of a file in one step; a folder does not.
      if (lstatSync(draft).isDirectory()) rmSync(target, { recursive: true, force: true })
      renameSync(draft, target)
      return
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (attempt === ATTEMPTS || !['ENOTEMPTY', 'EEXIST'].includes(code)) throw error
    }
  }
}
