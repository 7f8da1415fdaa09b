// Tries 100,000 configs, environments, calls and records, and 100,000 bundles, most of them right but for one thing.
//   node scripts/test-fuzz.ts [--runs N] [--seed N] [--only settings|bundles]
// Prints what makes it the same again, and each distinct thing that was said once; ends with how many passed.
import { parseArgs } from 'node:util'
import { runBundleFuzz } from '../tests/fuzz/run-bundle-fuzz.ts'
import { runFuzz, type FuzzResult } from '../tests/fuzz/run-fuzz.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const runs = Number(values.runs ?? 100_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 0x7fffffff))

const kinds: Readonly<Record<string, (runs: number, seed: number) => FuzzResult>> = {
  settings: runFuzz,
  bundles: runBundleFuzz,
}
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

for (const [kind, run] of Object.entries(kinds)) {
  if (values.only === undefined || values.only === kind) tell(kind, run)
}

function tell(kind: string, run: (runs: number, seed: number) => FuzzResult): void {
  console.log(`fuzz: ${runs} runs of ${kind} with --seed ${seed}`)
  const started = performance.now()
  const { passed, failures, tally } = run(runs, seed)
  for (const [what, { count, example }] of [...tally.said].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  ))
    console.log(`  ${what} (${count} times)\n    ${JSON.stringify(example)}`)
  for (const failure of failures) console.log(`FAIL ${failure}`)
  console.log(`fuzz: ${tally.said.size} distinct messages, each once above`)
  console.log(`fuzz: ${percent(tally.mutatedShare)} were made by changing what is right (at least 50 %)`)
  console.log(`fuzz: ${percent(tally.parsedShare)} got past parsing (at least 30 %)`)
  console.log(
    `fuzz: the slowest took ${tally.slowest.toFixed(1)} ms, all ${Math.round((performance.now() - started) / 1000)} s`,
  )
  const shares = [tally.mutatedShare >= 0.5, tally.parsedShare >= 0.3].filter((isMet) => !isMet).length
  console.log(`fuzz: ${passed} passed, ${failures.length + shares} failed`)
  if (failures.length + shares > 0) process.exitCode = 1
}
