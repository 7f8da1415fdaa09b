import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/bundle-error.ts'
import { readBundle, type Bundle } from '../../src/bundle/read-bundle.ts'
import { verifyBundle } from '../../src/bundle/verify-bundle.ts'
import { safeStringify } from '../../src/record/safe-stringify.ts'
import { toAgentPayload } from '../../src/report/agent-payload.ts'
import { comparisonToMarkdown } from '../../src/report/comparison-markdown.ts'
import { renderComparison } from '../../src/report/render-comparison.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { summaryToMarkdown } from '../../src/report/summary-markdown.ts'
import { compareBundles } from '../../src/triage/compare-bundles.ts'
import { summarise } from '../../src/triage/summarise.ts'
import type { MutatedBundle } from './any-bundle.ts'
import type { Tally } from './tally.ts'

/** Writes a bundle into an empty folder, and looks at all that reads it. */
export function checkBundle(
  { sample, files, touched }: MutatedBundle,
  folder: string,
  other: Bundle,
  tally: Tally,
): void {
  if (touched.length > 0) tally.countMutated()
  const path = join(folder, sample.name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(sample.isFolder ? path : folder, { recursive: true })
  for (const [name, bytes] of Object.entries(files))
    writeFileSync(sample.isFolder ? join(path, name) : path, bytes)
  const bundle = open(path, tally)
  tally.countParsed(bundle !== undefined)
  if (bundle !== undefined) {
    try {
      checkReading(bundle, sample.events, sample.checksum)
      checkViews(bundle, other, tally)
    } finally {
      bundle.close()
    }
  }
  checkVerification(path, touched)
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {})
    throw new Error('The prototype of all objects was changed.')
}

function open(path: string, tally: Tally): Bundle | undefined {
  try {
    return readBundle(path)
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    const { message, problem } = error
    checkText(message)
    if (message.includes('\n') || message.length > 4100 || !message.endsWith('.'))
      throw new Error(`"${message}" is of no use.`, { cause: error })
    tally.say(
      problem,
      message.replaceAll(/\S*smonitor-fuzz\S*|".*"|'.*'|\d+/gs, '…').slice(0, 80),
      message.slice(0, 200),
    )
    return undefined
  }
}

/** What is not as it was is told, wherever the checksum is still the right one. */
function checkReading(bundle: Bundle, expected: readonly unknown[], checksum: string | undefined): void {
  const before = safeStringify(bundle.manifest)
  const events = [...bundle.events()]
  for (const document of [...bundle.traces(), ...bundle.logs(), ...bundle.metrics()]) {
    if (typeof document !== 'object') throw new Error('A document of OTLP is no object.')
  }
  if (safeStringify(bundle.manifest) !== before) throw new Error('The manifest was changed by reading.')
  const isChecked = checksum !== undefined && bundle.manifest.files['events.jsonl']?.sha256 === checksum
  const isTold = bundle.notes.length > 0 || bundle.unreadableLines > 0
  if (isChecked && !isTold && safeStringify(events) !== safeStringify(expected)) {
    throw new Error(`The events are others, and nobody says so: ${safeStringify(events).slice(0, 500)}`)
  }
}

function checkViews(bundle: Bundle, other: Bundle, tally: Tally): void {
  const summary = summarise(bundle, { audience: 'agent' })
  for (const note of bundle.notes)
    tally.say('note', note.replaceAll(/".*"|\d+|: .*/gs, '…').slice(0, 80), note.slice(0, 200))
  if (safeStringify(summarise(bundle)) !== safeStringify(summarise(bundle)))
    throw new Error('Two summaries differ.')
  checkText(renderTerminal(summary, { width: 80 }))
  checkText(summaryToMarkdown(summary))
  if (JSON.stringify(toAgentPayload(summary, { maxTokens: 1000 })).length > 4000)
    throw new Error('The payload is too long.')
  for (const comparison of [compareBundles(bundle, other), compareBundles(other, bundle)]) {
    checkText(renderComparison(comparison, { width: 80 }))
    checkText(comparisonToMarkdown(comparison))
  }
}

/** A bundle that nobody touched is right, and one that was is either as it was or has a problem. */
function checkVerification(path: string, touched: readonly string[]): void {
  const { ok, problems } = verifyBundle(path)
  if (ok !== (problems.length === 0)) throw new Error('The verification disagrees with itself.')
  for (const problem of problems) checkText(problem)
  if (touched.length === 0 && !ok && !/python|events\.jsonl$/.test(path))
    throw new Error(`It was not touched: ${problems.join(' ')}`)
}

function checkText(text: string): void {
  // oxlint-disable-next-line no-control-regex -- that there is none is what is checked
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text)) {
    throw new Error(`A control character reaches the terminal: ${JSON.stringify(text).slice(0, 500)}`)
  }
}
