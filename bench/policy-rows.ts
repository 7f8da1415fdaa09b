// The rows of the benchmark that are about policy, on the sources, with the real SDK around them:
//   node policy-rows.ts <row>   measures one row in a process of its own and prints it as JSON.
import assert from 'node:assert/strict'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { defineCatalog } from '../src/catalog/define-catalog.ts'
import { createPolicy } from '../src/policy/policy.ts'
import { policyProcessor } from '../src/policy/policy-processor.ts'
import type { PolicyLogRecord } from '../src/policy/policy-item.ts'
import type { PolicyRule } from '../src/policy/rule.ts'

const ROUNDS = 31
const ROUND_MS = 40

interface Row {
  readonly target: number
  readonly peer: string
  run(): { readonly ours: number; readonly theirs: number; readonly rounds: readonly number[] }
}

const rows: Readonly<Record<string, Row>> = {
  'policy: 1,000 rules that cannot match, an emitted record': {
    target: 1.1,
    peer: 'the same record with one such rule',
    run() {
      const [many, one] = [setUp(rulesOf(1000)), setUp(rulesOf(1))]
      assert.equal(emitInto(many), 1)
      assert.equal(emitInto(one), 1)
      return compare(
        () => emitInto(many),
        () => emitInto(one),
      )
    },
  },
  'policy: 10,000 rules compiled, in seconds': {
    target: 1,
    peer: 'a second',
    run() {
      const rules = rulesOf(10_000)
      const rounds = Array.from({ length: 7 }, () => {
        const start = process.hrtime.bigint()
        createPolicy(rules)
        return Number(process.hrtime.bigint() - start) / 1e9
      })
      return { ours: median(rounds) * 1e9, theirs: 1e9, rounds }
    },
  },
  'policy: a million identical warnings in a loop, in seconds': {
    target: 20,
    peer: 'a second',
    run() {
      const own = setUp([{ dedupe: 'summary' }])
      const before = memory()
      const start = process.hrtime.bigint()
      for (let at = 0; at < 1_000_000; at += 1) own.emit(at)
      const seconds = Number(process.hrtime.bigint() - start) / 1e9
      own.policy.flush()
      const summaries = own.records.filter(({ eventName }) => eventName === 'smonitor.diagnostic.summary')
      const sum = summaries.reduce((total, { attributes }) => total + Number(attributes['log_count']), 0)
      assert.equal(own.records.length - summaries.length, 1)
      assert.equal(sum, 1_000_000)
      // Only after a collection does it say anything.
      const grown = memory() - before
      if (globalThis.gc !== undefined) assert.ok(grown < 10, `${grown} MB more`)
      console.error(`${summaries.length} summaries add up to ${sum}; ${grown.toFixed(1)} MB more than before`)
      return { ours: seconds * 1e3, theirs: 1e3, rounds: [seconds] }
    },
  },
}

const [argument] = process.argv.slice(2)
if (argument === '--list') console.log(JSON.stringify(Object.keys(rows)))
else {
  const row = rows[argument ?? '']
  assert.ok(row !== undefined, `There is no row ${argument}.`)
  const { ours, theirs, rounds } = row.run()
  const ratio = round(median(rounds))
  const { target, peer } = row
  const spread = [0.25, 0.75].map((share) => round(quantile(rounds, share)))
  console.log(
    JSON.stringify({
      name: argument,
      ratio,
      target,
      better: 'lower',
      ours: round(ours),
      theirs: round(theirs),
      peer,
      spread,
    }),
  )
}

/** Rules of every sort that can be looked up, of which none holds for the record. */
function rulesOf(count: number): PolicyRule[] {
  const sorts: readonly ((at: number) => PolicyRule)[] = [
    (at) => ({ when: { code: `OTHER-W${at}` }, drop: true }),
    (at) => ({ when: { code: { prefix: `OTHER${at}-` } }, sample: 0.5 }),
    (at) => ({ when: { source: { in: [`a.${at}`, `b.${at}`] } }, rate: '1/10' }),
    (at) => ({
      when: { severity: { gte: 'error' }, 'params.id': { contains: String(at) } },
      set: { hint: 'x' },
    }),
    (at) => ({ when: { any: [{ 'params.name': `n${at}` }, { code: `X-${at}` }] }, tag: 'x' }),
    (at) => ({ when: { 'span.name': { prefix: `fs${at}` } }, drop: true }),
    (at) => ({ when: { code: `OTHER-E${at}`, message: { regex: `a+${at}` } }, dedupe: 'summary' }),
  ]
  return Array.from({ length: count }, (_, at) =>
    (sorts[at % sorts.length] as (at: number) => PolicyRule)(at),
  )
}

function setUp(rules: readonly PolicyRule[]) {
  const records: PolicyLogRecord[] = []
  const policy = createPolicy(rules)
  const processor = policyProcessor(
    {
      onEmit: (record) => records.push(record),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    policy,
  )
  const provider = new LoggerProvider({ processors: [processor] })
  const diagnostics = defineCatalog({
    name: 'bench',
    codes: {
      'BEN-W001': {
        level: 'warn',
        message: 'The value {value} of {name} is out of range.',
        hint: 'Use a value between 0 and 1.',
      },
    },
  })
  const emit = (value: number): void => {
    use(provider)
    diagnostics.emit('BEN-W001', { value, name: 'all' })
  }
  return { emit, records, policy }
}

/** Registers a provider as the API does; both sides pay for it. */
function use(provider: LoggerProvider): void {
  const api = ((globalThis as never)[Symbol.for('opentelemetry.js.api.1')] ??= {
    version: '1.10.0',
  } as never) as {
    logs?: LoggerProvider
  }
  api.logs = provider
}

function emitInto({ emit, records }: ReturnType<typeof setUp>): number {
  emit(records.length)
  return records.splice(0).length
}

/** Both sides in turn, round by round, so that what the machine does meets both. */
function compare(ours: () => number, theirs: () => number) {
  let count = 1000
  while (loop(ours, count) < ROUND_MS * 1e6) count *= 2
  const pairs = Array.from({ length: ROUNDS + 5 }, (_, at) => {
    const first = loop(at % 2 === 0 ? ours : theirs, count)
    const second = loop(at % 2 === 0 ? theirs : ours, count)
    return at % 2 === 0 ? [first, second] : [second, first]
  }).slice(5) as [number, number][]
  return {
    ours: median(pairs.map(([own]) => own / count)),
    theirs: median(pairs.map(([, other]) => other / count)),
    rounds: pairs.map(([own, other]) => own / other),
  }
}

function loop(action: () => number, count: number): number {
  const start = process.hrtime.bigint()
  for (let at = 0; at < count; at += 1) action()
  return Number(process.hrtime.bigint() - start)
}

/** In megabytes, after a collection where Node lets one ask for it. */
function memory(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000
}
