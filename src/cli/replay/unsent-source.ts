import { createHash } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { isAbandoned } from '../../spool/outbox/outbox-head.ts'
import { countRecords, countUnsent, listUnsent } from '../../spool/outbox/unsent-files.ts'
import { markProcess } from '../../spool/process-mark.ts'
import type { FoundRun } from '../find-runs.ts'
import type { ReplaySource } from './replay-source.ts'
import { toUnsentDocuments } from './unsent-documents.ts'

/**
 * What the program of a run could not send.
 *
 * @param all - The runs beside it, one of which may have taken it over.
 */
export function unsentSource(run: FoundRun, all: readonly FoundRun[]): ReplaySource {
  const { contents, id, program } = run
  const files = listUnsent(contents.folder).map((file) => ({
    ...file,
    stats: statSync(file.path, { throwIfNoEntry: false }),
  }))
  const identity = files.map(({ path, stats }) => [basename(path), stats?.size])
  return {
    title: `what the run ${id}${program === '' ? '' : ` of ${program}`} could not send`,
    identity: createHash('sha256')
      .update(JSON.stringify(['unsent', id, identity]))
      .digest('hex'),
    isGrowing: contents.alive.length > 0,
    signals: files.length > 0 ? ['logs'] : [],
    documents: () => toUnsentDocuments(files),
    reread: () => false,
    notes: () => notesOn(run, all),
    settle() {
      // A program that lives sends what it has itself, and has to find it.
      if (contents.alive.length > 0) return
      const here = markProcess()
      for (const { path, head, stats } of files)
        if (stats !== undefined && isAbandoned(head, stats.mtimeMs, here)) rmSync(path, { force: true })
    },
    close: () => undefined,
  }
}

/** Says where the rest is: what a run has left is soon with another. */
function notesOn(run: FoundRun, all: readonly FoundRun[]): string[] {
  const name = basename(run.contents.folder)
  const others = all.filter((one) => one !== run)
  const heirs = others.flatMap(({ id, contents }) => {
    const own = listUnsent(contents.folder).filter(({ head }) => head.run === name)
    const count = own.reduce((sum, { path }) => sum + countRecords(path), 0)
    return count === 0
      ? []
      : [
          `The run ${id} has taken over ${many(count)} of this one, and sends them; \`--run ${id}\` sends all that it holds.`,
        ]
  })
  if (heirs.length > 0 || countUnsent(run.contents.folder).unsent > 0) return heirs
  const holding = others.filter(({ contents }) => countUnsent(contents.folder).unsent > 0).map(({ id }) => id)
  return holding.length === 0
    ? []
    : [`Others hold some: ${holding.slice(0, MAX_NAMED).join(', ')}; name one with --run.`]
}

const MAX_NAMED = 10

function many(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'diagnostic' : 'diagnostics'}`
}
