import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Checks } from '../../scripts/checks.ts'
import { startCollector, type Components } from './helpers/collector.ts'
import { eventually } from './helpers/eventually.ts'
import { runFilms, type Project } from './exporters.ts'

/** The package in the project is there without its dependencies, which the command line needs. */
const COMMAND = join(import.meta.dirname, '../../dist/src/cli/main.js')

const RULES = [
  { id: 'years', when: { code: 'FILM-W001' }, drop: true },
  { when: { code: 'FILM-E002' }, set: { 'extra.team': 'archive' } },
]

/** Runs the processors that `smonitor policy export` writes, in a collector. */
export async function tryPolicy(
  { attempt }: Checks,
  { folder: project, line }: Project,
  { binary, folder }: { readonly binary: string; readonly folder: string },
): Promise<void> {
  await attempt(
    `${line}: a collector follows the rules that smonitor policy export has translated`,
    async () => {
      writeFileSync(join(project, 'smonitor.config.json'), JSON.stringify({ policy: RULES }))
      const yaml = execFileSync(process.execPath, [COMMAND, 'policy', 'export', '--format', 'ottl'], {
        cwd: project,
        encoding: 'utf8',
      })
      const { processors } = parse(yaml) as { readonly processors: Components }
      const collector = await startCollector({
        binary,
        folder: join(folder, `policy-${line}`),
        logProcessors: processors,
        spanProcessors: processors,
      })
      try {
        await runFilms(project, ['protobuf', 'gzip', collector.endpoint, 'films-policy'])
        // The spans come last, so that a warning that was let through would be there.
        await eventually(collector.spans, ({ length }) => length === 3, { what: 'three spans' })
        const logs = await eventually(collector.logs, ({ length }) => length > 0, { what: 'log records' })
        assert.deepEqual(
          logs.map(({ attributes }) => [attributes['smonitor.code'], attributes['smonitor.param.team']]),
          [['FILM-E002', 'archive']],
        )
      } finally {
        await collector.stop()
      }
    },
  )
}
