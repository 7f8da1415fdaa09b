import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { comparisonToMarkdown } from '../../src/report/comparison-markdown.ts'
import { renderComparison } from '../../src/report/render-comparison.ts'
import { compareBundles } from '../../src/triage/compare-bundles.ts'
import { findControl, HOSTILE } from '../helpers/hostile.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function bundleOf(events: readonly Partial<DiagnosticEvent>[], profile = 'user') {
  const folder = join(tempFolder(), 'bundle')
  const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }
  const run = { ...sampleRun(), profile }
  const report = { timings: { 'films.load': { count: 3 } } }
  writeBundle(folder, { run, end, catalogs: [], events: events.map(sampleEvent), report })
  return readBundle(folder)
}

const unknown = {
  code: 'MOV-E001',
  level: 'ERROR',
  title: 'Film unknown',
  message: 'The film f9 is not known.',
  hint: 'Use one of Wings, Sunrise.',
  doc_url: 'https://films.example/MOV-E001',
  triage_key: 'tk1_1111111111111111',
} as const
const cold = { message: 'The cache is cold.', triage_key: 'tk1_2222222222222222', source: 'films.load' }
const old = { message: 'The index is old.', triage_key: 'tk1_3333333333333333', source: 'films.load' }

function compare() {
  const comparison = compareBundles(bundleOf([unknown, unknown, cold], 'qa'), bundleOf([cold, cold, old]))
  const named = (side: typeof comparison.current, bundle: string) => ({ ...side, bundle })
  return {
    ...comparison,
    current: named(comparison.current, 'out/now'),
    previous: named(comparison.previous, 'out/before'),
  }
}

describe('a comparison on the terminal', () => {
  test('says what is new and what to do, then what came again, then what is gone', () => {
    expect(renderComparison(compare(), { width: 80 })).toMatchInlineSnapshot(`
      "current   out/now
                shop · node 24.0.0 · 2026-03-01 10:00:00 to 10:01:00 UTC · ended with
                exit code 0 · 3 diagnostics in 2 incidents
      previous  out/before
                shop · node 24.0.0 · 2026-03-01 10:00:00 to 10:01:00 UTC · ended with
                exit code 0 · 3 diagnostics in 2 incidents

      There is something new: 1 new, 1 recurrent, 1 resolved.

      New (1): not seen in the previous run
        + ERROR  MOV-E001  Film unknown  (2 times)
            The film f9 is not known.
            What to do: Use one of Wings, Sunrise.
            Where: films.load
            Key: tk1_1111111111111111

      Recurrent (1): as in the previous run
        = WARNING  The cache is cold.  (2 before, 1 now)
            Key: tk1_2222222222222222

      Resolved (1): gone, and its place was run without it
        - WARNING  The index is old.  (1 before, 0 now)
            Key: tk1_3333333333333333

      Codes
              -2  (no code)  3 → 1
              +2  MOV-E001  0 → 2

      Changed between the runs
        profile: user → qa
      "
    `)
  })

  test('of nothing says so', () => {
    expect(renderComparison(compareBundles(bundleOf([]), bundleOf([])))).toContain(
      'Neither run has any diagnostics.',
    )
  })

  test('lists no more than ten names of a kind, and says how many there are besides', () => {
    const many = Array.from({ length: 14 }, (_, at) => ({ source: `s${at}`, triage_key: `tk1_${at}` }))
    const text = renderComparison(compareBundles(bundleOf(many), bundleOf([])))
    expect(text).toContain('and 4 more')
  })
})

describe('a comparison in Markdown', () => {
  test('has tables for counts, and a list for each state', () => {
    expect(comparisonToMarkdown(compare())).toMatchInlineSnapshot(`
      "## smonitor: what differs between two runs

      **There is something new: 1 new, 1 recurrent, 1 resolved.**

      | Run | Bundle | What it was | Diagnostics | Incidents |
      | --- | --- | --- | --- | --- |
      | current | \`out/now\` | shop, node 24.0.0, 2026-03-01 10:00:00 to 10:01:00 UTC · ended with exit code 0 | 3 | 2 |
      | previous | \`out/before\` | shop, node 24.0.0, 2026-03-01 10:00:00 to 10:01:00 UTC · ended with exit code 0 | 3 | 2 |

      | State | Incidents | Meaning |
      | --- | --- | --- |
      | New | 1 | not seen in the previous run |
      | Recurrent | 1 | as in the previous run |
      | Resolved | 1 | gone, and its place was run without it |

      ### New

      - **ERROR** \`MOV-E001\` Film unknown (2 times), key \`tk1_1111111111111111\`
        - The film f9 is not known.
        - What to do: Use one of Wings, Sunrise.
        - Read more: <https://films.example/MOV-E001>

      ### Recurrent

      - **WARNING** The cache is cold. (2 before, 1 now), key \`tk1_2222222222222222\`

      ### Resolved

      - **WARNING** The index is old. (1 before, 0 now), key \`tk1_3333333333333333\`

      ### Codes

      | Name | Before | Now | Difference |
      | --- | --- | --- | --- |
      | (no code) | 3 | 1 | -2 |
      | \`MOV-E001\` | 0 | 2 | +2 |

      ### Changed between the runs

      | What | Before | Now |
      | --- | --- | --- |
      | profile | \`user\` | \`qa\` |
      "
    `)
  })

  test('lists no more than twenty incidents of a state', () => {
    const many = Array.from({ length: 25 }, (_, at) => ({ triage_key: `tk1_${at}` }))
    const text = comparisonToMarkdown(compareBundles(bundleOf(many), bundleOf([])))
    expect(text.match(/^- \*\*/gm)).toHaveLength(20)
    expect(text).toContain('and 5 incidents more')
  })
})

test.each(Object.entries(HOSTILE))('hostile data reaches neither view as it is: %s', (_, value) => {
  const event = {
    code: value,
    title: value,
    message: value,
    hint: value,
    source: value,
    doc_url: value,
    triage_key: value,
    context: { chain: [value, 'x'], depth: 2 },
  }
  const comparison = compareBundles(bundleOf([event, { ...event, source: `${value}2` }]), bundleOf([event]))
  for (const view of [renderComparison(comparison), comparisonToMarkdown(comparison)]) {
    for (const line of view.split('\n')) expect(findControl(line)).toBeUndefined()
  }
})
