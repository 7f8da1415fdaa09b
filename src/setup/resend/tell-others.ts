import { dirname } from 'node:path'
import { countRecords, listAbandoned, type UnsentFile } from '../../spool/outbox/unsent-files.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { countOfDiagnostics } from './describe-unsent.ts'

/**
 * Says what programs that are gone have left unsent for somebody else: the same one with another endpoint, whose address
 * may have been wrong, or another service of the same folder. It is not sent: who may have it is for a person to decide.
 *
 * @param own - Who takes over what is theirs.
 */
export function tellOthers(root: string, own: readonly (string | undefined)[]): void {
  const left = listAbandoned(root).filter(({ head }) => !own.includes(head.target))
  const unsent = left.reduce((sum, { path }) => sum + countRecords(path), 0)
  const folders = [...new Set(left.map(({ path }) => dirname(path)))].toReversed()
  const [folder] = folders
  if (unsent === 0 || folder === undefined) return
  ownDiagnostics.emit('SMON-W233', {
    unsent: countOfDiagnostics(unsent),
    targets: listSome([...new Set(left.map(describeTarget))]),
    folders: listSome(folders),
    folder,
  })
}

function describeTarget({ head: { endpoint = 'an endpoint', resource } }: UnsentFile): string {
  return `${endpoint} of ${String(resource['service.name'])}`
}

const MAX_NAMED = 3

function listSome(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  return [...names.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
