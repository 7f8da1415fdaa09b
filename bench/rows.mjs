// The rows of the benchmark. Runs inside a project that has one OTel line and the packed package installed:
//   node rows.mjs <row>   measures one row in a process of its own and prints it as JSON.
// A row first asserts that both sides do the same work: that exactly the expected spans or records come out.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { context, diag, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { defineCatalog, signal } from 'smonitor'

const ATTRIBUTES = { attributes: { 'smonitor.signal': 'bench.work' } }
// Many short rounds: on a machine with other work most of them are over before they are interrupted.
const ROUNDS = 201
const ROUND_MS = 4
const WARM_UP = 50
const IMPORTS = 21
let sink = 0

const rows = {
  'signal with nothing registered': {
    target: 0.3,
    peer: "the API's no-op startActiveSpan around the same function",
    run() {
      const ours = signal('bench.work', work)
      const tracer = trace.getTracer('bench')
      const theirs = (value) =>
        tracer.startActiveSpan('bench.work', (span) => {
          try {
            return work(value)
          } finally {
            span.end()
          }
        })
      assert.equal(ours(2), theirs(2))
      return compare(ours, theirs)
    },
  },
  'signal, sync': {
    target: 0.95,
    peer: 'startActiveSpan by hand, with the same attribute and try/catch/finally',
    run() {
      const spans = registerSdk()
      const ours = signal('bench.work', work)
      const theirs = byHand(work)
      assertSameSpans(spans, ours, theirs, 1)
      return compare(ours, theirs)
    },
  },
  'signal, async': {
    target: 1.1,
    peer: 'startActiveSpan by hand, with the same attribute and try/catch/finally',
    async run() {
      const spans = registerSdk()
      const ours = signal('bench.work', asyncWork)
      const theirs = byHandAsync(asyncWork)
      await assertSameSpansAsync(spans, ours, theirs)
      return compareAsync(ours, theirs)
    },
  },
  'signals, 16 deep': {
    target: 1,
    peer: '16 nested startActiveSpan by hand',
    run() {
      const spans = registerSdk()
      let ours = work
      let theirs = work
      for (let depth = 0; depth < 16; depth += 1) {
        const [inner, innerByHand] = [ours, theirs]
        ours = signal('bench.work', (value) => inner(value))
        theirs = byHand((value) => innerByHand(value))
      }
      assertSameSpans(spans, ours, theirs, 16)
      return compare(ours, theirs)
    },
  },
  'emitted diagnostic': {
    target: 1.3,
    peer: 'logger.emit with the same attributes',
    run() {
      const records = registerLogs(true)
      const diagnostics = catalog()
      const ours = (value) => diagnostics.emit('BEN-W001', { name: 'all', value })
      ours(1)
      const [sample] = records.splice(0)
      const logger = records.provider.getLogger('bench', '1.0.0')
      const { 'smonitor.param.value': _value, ...fixed } = sample.attributes
      const theirs = (value) =>
        logger.emit({
          eventName: 'smonitor.diagnostic',
          timestamp: Date.now(),
          severityNumber: 13,
          severityText: 'WARN',
          body: `The value ${value} of all is out of range.`,
          attributes: { ...fixed, 'smonitor.param.value': value },
          context: context.active(),
        })
      theirs(1)
      assert.deepEqual({ ...records[0].attributes }, { ...sample.attributes })
      assert.equal(records[0].body, sample.body)
      records.splice(0)
      for (let at = 0; at < 100; at += 1) ours(at)
      assert.equal(records.length, 100)
      records.isKeeping = false
      return compare(ours, theirs)
    },
  },
  'diagnostic that Logger.enabled() refuses, ns over an empty call': {
    target: 60,
    peer: 'an empty call',
    isDifference: true,
    run() {
      const records = registerLogs(false)
      const diagnostics = catalog()
      const params = { name: 'all', value: 1 }
      const ours = () => diagnostics.emit('BEN-W001', params)
      const theirs = () => empty(params)
      ours()
      assert.equal(records.length, 0)
      return compare(ours, theirs)
    },
  },
  'import, cold': {
    target: 1.3,
    peer: "import of '@opentelemetry/api'",
    run() {
      const time = (name) => {
        const code = `const t = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - t)`
        return (
          Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })) *
          1e6
        )
      }
      const rounds = Array.from({ length: IMPORTS }, () => ({
        theirs: time('@opentelemetry/api'),
        ours: time('smonitor'),
      }))
      return summarise(rounds)
    },
  },
}

if (process.argv[2] === '--list') console.log(JSON.stringify(Object.keys(rows)))
else {
  const name = process.argv[2]
  const { target, peer, isDifference = false, run } = rows[name]
  const { ours, theirs, ratios, differences } = await run()
  // The median of the rounds; the spread is that of their middle half.
  const rounds = isDifference ? differences : ratios
  console.log(
    JSON.stringify({
      name,
      ratio: round(quantile(rounds, 0.5)),
      target,
      better: 'lower',
      ours: round(ours),
      theirs: round(theirs),
      peer,
      spread: [round(quantile(rounds, 0.25)), round(quantile(rounds, 0.75))],
    }),
  )
}

function work(value) {
  return value * 2 + 1
}

async function asyncWork(value) {
  await undefined
  return value * 2 + 1
}

function empty(params) {
  sink += params.value
}

function catalog() {
  return defineCatalog({
    name: 'bench',
    version: '1.0.0',
    codes: {
      'BEN-W001': {
        level: 'warn',
        title: 'Value out of range',
        message: 'The value {value} of {name} is out of range.',
        hint: 'Use a value between 0 and 1.',
      },
    },
  })
}

function byHand(fn) {
  const tracer = trace.getTracer('bench', '1.0.0')
  return (value) =>
    tracer.startActiveSpan('bench.work', ATTRIBUTES, (span) => {
      try {
        return fn(value)
      } catch (error) {
        span.recordException(error)
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    })
}

function byHandAsync(fn) {
  const tracer = trace.getTracer('bench', '1.0.0')
  return (value) =>
    tracer.startActiveSpan('bench.work', ATTRIBUTES, async (span) => {
      try {
        return await fn(value)
      } catch (error) {
        span.recordException(error)
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    })
}

/** A real SDK whose processor only counts, or the sink would be what is measured. */
function registerSdk() {
  const spans = { list: [], isKeeping: true }
  const processor = {
    onStart() {},
    onEnd(span) {
      if (spans.isKeeping) spans.list.push(span)
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  diag.disable()
  return spans
}

function registerLogs(isEnabled) {
  const records = []
  records.isKeeping = true
  const processor = {
    onEmit(record) {
      if (records.isKeeping) records.push(record)
    },
    enabled: () => isEnabled,
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  records.provider = new LoggerProvider({ processors: [processor] })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  // Each line has a global of its own for the logs API.
  const version = JSON.parse(readFileSync('node_modules/@opentelemetry/api/package.json', 'utf8')).version
  if (version.startsWith('1.9.'))
    globalThis[Symbol.for('io.opentelemetry.js.api.logs')] = () => records.provider
  else {
    const api = (globalThis[Symbol.for('opentelemetry.js.api.1')] ??= { version })
    api.logs = records.provider
  }
  return records
}

function assertSameSpans(spans, ours, theirs, expected) {
  for (const [name, side] of Object.entries({ ours, theirs })) {
    for (let at = 0; at < 100; at += 1) assert.equal(side(at), work(at))
    checkSpans(spans, name, expected)
  }
  spans.isKeeping = false
}

async function assertSameSpansAsync(spans, ours, theirs) {
  for (const [name, side] of Object.entries({ ours, theirs })) {
    for (let at = 0; at < 100; at += 1) assert.equal(await side(at), work(at))
    checkSpans(spans, name, 1)
  }
  spans.isKeeping = false
}

function checkSpans(spans, name, expected) {
  assert.equal(spans.list.length, 100 * expected, `${name}: spans`)
  for (const span of spans.list) {
    assert.equal(span.name, 'bench.work')
    assert.deepEqual({ ...span.attributes }, ATTRIBUTES.attributes)
  }
  // Each span but the outermost has its parent in the same trace: the chain is really nested.
  const children = spans.list.filter((span) => span.parentSpanContext !== undefined)
  assert.equal(children.length, 100 * (expected - 1), `${name}: children`)
  spans.list.length = 0
}

/** Measures both sides in turn, round by round, so that what the machine does meets both. */
function compare(ours, theirs) {
  const count = calibrate((times) => loop(ours, times))
  const rounds = []
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const isOursFirst = round % 2 === 0
    const first = loop(isOursFirst ? ours : theirs, count)
    const second = loop(isOursFirst ? theirs : ours, count)
    // The first rounds warm up.
    if (round >= WARM_UP)
      rounds.push({
        ours: (isOursFirst ? first : second) / count,
        theirs: (isOursFirst ? second : first) / count,
      })
  }
  return summarise(rounds)
}

async function compareAsync(ours, theirs) {
  let count = 100
  while ((await loopAsync(ours, count)) < ROUND_MS * 1e6) count *= 2
  const rounds = []
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const isOursFirst = round % 2 === 0
    const first = await loopAsync(isOursFirst ? ours : theirs, count)
    const second = await loopAsync(isOursFirst ? theirs : ours, count)
    if (round >= WARM_UP)
      rounds.push({
        ours: (isOursFirst ? first : second) / count,
        theirs: (isOursFirst ? second : first) / count,
      })
  }
  return summarise(rounds)
}

function calibrate(run) {
  let count = 100
  while (run(count) < ROUND_MS * 1e6) count *= 2
  return count
}

function loop(fn, count) {
  const start = process.hrtime.bigint()
  for (let at = 0; at < count; at += 1) fn(at)
  return Number(process.hrtime.bigint() - start)
}

async function loopAsync(fn, count) {
  const start = process.hrtime.bigint()
  for (let at = 0; at < count; at += 1) await fn(at)
  return Number(process.hrtime.bigint() - start)
}

function summarise(rounds) {
  return {
    ratios: rounds.map(({ ours, theirs }) => ours / theirs),
    differences: rounds.map(({ ours, theirs }) => ours - theirs),
    ours: quantile(
      rounds.map(({ ours }) => ours),
      0.5,
    ),
    theirs: quantile(
      rounds.map(({ theirs }) => theirs),
      0.5,
    ),
  }
}

function quantile(values, at) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.round((sorted.length - 1) * at)]
}

function round(value) {
  return Number(value.toPrecision(4))
}
