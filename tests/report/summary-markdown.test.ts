import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { join } from 'node:path'
import { summaryToMarkdown } from '../../src/report/summary-markdown.ts'
import { summarise } from '../../src/triage/summarise.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/python-bundles')

describe('a report in Markdown', () => {
  test('is a table of incidents, and what to do about each', () => {
    const summary = summarise(readBundle(join(FIXTURES, 'current')))
    expect(summaryToMarkdown({ ...summary, bundle: 'out/current' })).toMatchInlineSnapshot(`
      "## smonitor report

      \`out/current\`: gen.py, CPython 3.11.7, 2026-11-22 until 09:59:05 UTC

      **24 diagnostics in 5 incidents.**

      > It is of the Python library. Its keys are fingerprints (fp\\_…), for which a retry or another form is another defect; ours have one key for these.

      > It has no stacks, no OpenTelemetry ids and no checksums, and does not say how the program ended.

      | | Level | Code | What | Times | Key |
      | --- | --- | --- | --- | --- | --- |
      | 1 | ERROR | \`MSM-E120\` | Unknown form | 2 | \`fp_105b99b9845b5b62\` |
      | 2 | ERROR | \`MSM-E120\` | Unknown form | 1 | \`fp_9cbe337f4cc942c6\` |
      | 3 | ERROR |  | ValueError | 3 | \`fp_9f46626cfcffc143\` |
      | 4 | WARNING | \`MSM-W010\` | Selection ambiguous | 9 | \`fp_a750b7cc27872fb5\` |
      | 5 | INFO | \`SMONITOR-SIGNAL-SLOW\` | SMONITOR-SIGNAL-SLOW | 9 | \`fp_e80d1a8d6ea90edd\` |

      ### 1. \`MSM-E120\` Unknown form

      - What: unknown form cif
      - What to do: Register the form first.
      - Where: \`__main__.convert\`

      ### 2. \`MSM-E120\` Unknown form

      - What: unknown form xyz
      - What to do: Register the form first.
      - Where: \`__main__.convert\`

      ### 3. ValueError

      - What: unknown form xyz at 0x7f6ec
      - Where: \`__main__.convert\`

      ### 4. \`MSM-W010\` Selection ambiguous

      - What: ambiguous selection file0.pdb
      - What to do: Use explicit selectors.
      - Where: \`__main__.load > __main__.select\`

      ### 5. SMONITOR-SIGNAL-SLOW

      - What: Slow signal call detected for \\_\\_main\\_\\_.load.
      - Where: \`__main__.load\`
      "
    `)
  })

  test('of nothing says so, and what is missing', () => {
    const summary = summarise(readBundle(join(FIXTURES, 'current')))
    const totals = { ...summary.totals, events: 0, incidents: 0, dropped: 1200 }
    const text = summaryToMarkdown({ ...summary, totals, incidents: [] })
    expect(text).toContain('**No diagnostics are in this bundle.**')
    expect(text).toContain('> 1,200 did not fit or were cut off.')
    const whole = summaryToMarkdown({
      ...summary,
      totals: { ...totals, dropped: 0 },
      notes: [],
      incidents: [],
    })
    expect(whole).toContain('**No diagnostics: nothing was reported in this run.**')
  })
})
