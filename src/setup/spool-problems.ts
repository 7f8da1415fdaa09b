import type { SpoolProblem } from '../spool/spool-problem.ts'
import { ownDiagnostics } from './own-diagnostics.ts'

/** Says what keeps the diagnostics of a run from the disk, and what to do about it. */
export function reportSpoolProblem(problem: SpoolProblem): void {
  const { folder } = problem
  switch (problem.kind) {
    case 'unwritable':
      ownDiagnostics.emit('SMON-W215', { folder, reason: problem.reason, advice: adviceOn(problem.code) })
      break
    case 'full':
      ownDiagnostics.emit('SMON-W216', { folder, limit: toMebibytes(problem.maxBytes) })
      break
    case 'deleted':
      ownDiagnostics.emit('SMON-W217', { folder, lost: problem.lost })
      break
    case 'unpruned':
      ownDiagnostics.emit('SMON-W218', { folder, reason: problem.reason })
      break
    case 'unsent':
      ownDiagnostics.emit('SMON-W234', { folder, lost: problem.lost })
      break
  }
}

const CHOOSE = 'choose another folder with the setting spool, or SMONITOR_SPOOL.'

/** What helps against an error of the system: https://man7.org/linux/man-pages/man3/errno.3.html */
function adviceOn(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'Make room on the disk. Until then the newest wait in memory, up to some megabytes, and the rest is counted.'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return `Let the program write there, or ${CHOOSE}`
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'ELOOP':
      return `Something that is no folder is in its place: move it, or ${CHOOSE}`
    case 'ENAMETOOLONG':
      return `The path is too long: ${CHOOSE}`
    case 'EMFILE':
    case 'ENFILE':
      return 'The program has too many files open: raise the limit with `ulimit -n`, or close some.'
    default:
      return `Check the folder and its disk, or ${CHOOSE}`
  }
}

function toMebibytes(bytes: number): string {
  return bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MiB` : `${bytes} bytes`
}
