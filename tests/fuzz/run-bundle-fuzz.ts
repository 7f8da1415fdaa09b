import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { anyBundle } from './any-bundle.ts'
import { checkBundle } from './check-bundle.ts'
import type { FuzzResult } from './run-fuzz.ts'
import { sampleBundles } from './sample-bundles.ts'
import { createTally } from './tally.ts'

/** Tries bundles of all forms, most of them right but for one to three things; the seed makes it the same again. */
export function runBundleFuzz(numRuns: number, seed: number): FuzzResult {
  const tally = createTally()
  const root = mkdtempSync(join(tmpdir(), 'smonitor-fuzz-'))
  try {
    const samples = sampleBundles()
    const whole = samples.find(({ name }) => name === 'bundle.json')
    writeFileSync(join(root, 'bundle.json'), whole?.files['bundle.json'] ?? '')
    const other = readBundle(join(root, 'bundle.json'))
    const before = nextDescriptor()
    const property = fc.property(anyBundle(samples), (tried) =>
      tally.time('bundles', () => checkBundle(tried, join(root, 'tried'), other, tally)),
    )
    const details = fc.check(property, { numRuns, seed, endOnFailure: true })
    const failure = details.failed
      ? [
          `bundles: ${describe(details.counterexample)}\n${details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance)}`,
        ]
      : []
    const left = nextDescriptor() - before
    if (left > 0) failure.push(`${left} files were left open.`)
    return { seed, passed: details.failed ? details.numRuns - 1 : details.numRuns, failures: failure, tally }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function describe(
  counterexample:
    | readonly {
        readonly sample: { readonly name: string }
        readonly touched: readonly string[]
        readonly files: Readonly<Record<string, Buffer>>
      }[]
    | null,
): string {
  const [tried] = counterexample ?? []
  if (tried === undefined) return 'nothing'
  const { sample, touched, files } = tried
  return [
    sample.name,
    ...touched.map((name) => `${name}: ${JSON.stringify(files[name]?.toString('latin1').slice(0, 1500))}`),
  ].join('\n')
}

/** The number that the next file gets: the system gives the lowest that is free. */
function nextDescriptor(): number {
  const descriptor = openSync(import.meta.filename, 'r')
  closeSync(descriptor)
  return descriptor
}
