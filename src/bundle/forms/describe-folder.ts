import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { MANIFEST_FILE } from '../manifest.ts'
import { formOf } from './bundle-form.ts'
import { isArchive, isOurText, readHead } from './read-head.ts'

/** Most names of a folder that are looked at, and most bundles that are named. */
const MAX_NAMES = 1000
const MAX_NAMED = 3

/** Says what a folder is that is no bundle, and which command opens it. */
export function describeFolder(folder: string): string {
  const names = readdirSync(folder).toSorted().slice(0, MAX_NAMES)
  if (names.some(isSpoolFile)) {
    return `${folder} is the spool of a run and not a bundle yet. Make one of it: \`smonitor export --from ${folder} --out ${join(folder, '../../bundle')}\`.`
  }
  const withRuns = [folder, join(folder, 'runs'), join(folder, '.smonitor/runs')].find(holdsRuns)
  if (withRuns !== undefined) {
    return `${folder} holds runs of which no bundle was made. List them with \`smonitor runs --from ${folder}\`, and make a bundle of one: \`smonitor export --from ${folder} --out bundle\`.`
  }
  const bundles = names.filter((name) => isBundle(join(folder, name)))
  const [first] = bundles
  if (first === undefined) {
    return `${folder} is no bundle: it has no ${MANIFEST_FILE}. Give the folder that \`smonitor run --out\` wrote.`
  }
  const more = bundles.length - MAX_NAMED
  const named = `${bundles.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return `${folder} is no bundle, but holds ${bundles.length === 1 ? 'one' : `${bundles.length} bundles`}: ${named}. Name one of them: \`smonitor report --from ${join(folder, first)}\`.`
}

/** As the spool names its files: by the time when a process opened them. */
function isSpoolFile(name: string): boolean {
  return /^(events|about)-\d{8}T\d{9}Z-[\d-]+-[0-9a-f]{8}\.jsonl$/.test(name)
}

function holdsRuns(folder: string): boolean {
  return namesIn(folder).some((name) => namesIn(join(folder, name)).some(isSpoolFile))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, MAX_NAMES)
  } catch {
    return []
  }
}

function isBundle(path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return existsSync(join(path, MANIFEST_FILE))
    const form = formOf(resolve(path))
    if (form === 'folder' || basename(path) === MANIFEST_FILE) return false
    const head = readHead(path)
    return form === 'tar' ? isArchive(head) : isOurText(head, form)
  } catch {
    return false
  }
}
