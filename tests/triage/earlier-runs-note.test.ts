import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { renderTerminal, summaryToMarkdown } from '../../src/report/index.ts'
import { compareBundles, summarise } from '../../src/triage/index.ts'
import { sampleInput } from '../helpers/sample-bundle.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function bundleOf(count: number): string {
  const path = join(tempFolder(), 'bundle')
  for (let at = 1; at <= count; at += 1) {
    const run = sampleRun({ run_id: `r${at}`, service_name: at === 1 ? '' : `shop-${at}`, entry: 'app.mjs' })
    const end = {
      ended_at: '2026-03-01T10:01:00.000Z',
      exit_code: at === 2 ? null : at,
      signal: at === 2 ? 'SIGTERM' : null,
    }
    writeBundle(path, sampleInput([`m${at}`], { run, end }), { append: at > 1 })
  }
  return path
}

describe('a bundle of several runs', () => {
  const expected =
    'This bundle holds 3 runs, and what is counted here is of all of them. The newest is r3; before it: r2 of shop-2, started 2026-03-01T10:00:00.000Z, ended by SIGTERM, with 1 of the diagnostics; r1 of app.mjs, started 2026-03-01T10:00:00.000Z, ended with exit code 1, with 1 of the diagnostics.'

  test('says which, wherever it is reported or compared', () => {
    const path = bundleOf(3)
    const summary = summarise(readBundle(path))
    expect([summary.run.run_id, summary.notes, summary.totals.events]).toEqual(['r3', [expected], 3])
    expect(renderTerminal(summary).replaceAll('\n', ' ')).toContain(`Note: ${expected}`)
    expect(summaryToMarkdown(summary)).toContain('> This bundle holds 3 runs')
    expect(compareBundles(readBundle(path), readBundle(bundleOf(1))).notes).toContain(
      `The current bundle: ${expected}`,
    )
  })

  test('names the newest of many, and one of a single run says nothing', () => {
    expect(summarise(readBundle(bundleOf(8))).notes[0]).toMatch(
      /holds 8 runs.*before it: r7 .*; r3 [^;]* and 2 more\.$/,
    )
    expect(summarise(readBundle(bundleOf(1))).notes).toEqual([])
  })
})
