// Tries 100,000 configs, environments, calls and records, most of them right but for one thing.
//   node scripts/test-fuzz.ts [--runs N] [--seed N]
// Prints what makes it the same again, and each distinct thing that was said once; ends with how many passed.
import { parseArgs } from 'node:util'
import { runFuzz } from '../tests/fuzz/run-fuzz.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 100_000)
const seed = Number(values.seed ?? Math.floor(Math.random() * 0x7fffffff))

console.log(`fuzz: ${runs} runs with --seed ${seed}`)
const started = performance.now()
const { passed, failures, tally } = runFuzz(runs, seed)

for (const [kind, { count, example }] of [...tally.said].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  console.log(`  ${kind} (${count} times)\n    ${JSON.stringify(example)}`)
for (const failure of failures) console.log(`FAIL ${failure}`)
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
console.log(`fuzz: ${tally.said.size} distinct messages, each once above`)
console.log(`fuzz: ${percent(tally.mutatedShare)} were made by changing what is right (at least 50 %)`)
console.log(`fuzz: ${percent(tally.parsedShare)} of the texts got past parsing (at least 30 %)`)
console.log(
  `fuzz: the slowest took ${tally.slowest.toFixed(1)} ms, all ${Math.round((performance.now() - started) / 1000)} s`,
)

const shares = [tally.mutatedShare >= 0.5, tally.parsedShare >= 0.3].filter((isMet) => !isMet).length
console.log(`fuzz: ${passed} passed, ${failures.length + shares} failed`)
process.exitCode = failures.length + shares === 0 ? 0 : 1
