import * as fc from 'fast-check'

const PLACE = fc.constantFrom('out/a.jsonl', 'b.log', '/tmp/c', 'x')
const ROTATION = { maxBytes: fc.integer({ min: 1, max: 100_000 }), maxFiles: fc.nat(9) }
const AUDIENCE = fc.constantFrom('user', 'dev', 'qa', 'agent', 'debug')

/** The options of each sink: what one takes, another refuses. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  console: {
    audience: AUDIENCE,
    level: fc.constantFrom('debug', 'WARN', 'error'),
    theme: fc.constantFrom('auto', 'plain', 'rich'),
    stream: fc.constantFrom('stdout', 'stderr'),
    maxRepeats: fc.nat(20),
    columns: fc.integer({ min: 1, max: 300 }),
    hyperlinks: fc.boolean(),
    showTraceback: fc.boolean(),
    traceDepth: fc.nat(9),
  },
  json: { path: PLACE, ...ROTATION },
  file: { path: PLACE, audience: AUDIENCE, ...ROTATION },
  'otlp-file': { folder: PLACE, flushAfterMs: fc.nat(2000), ...ROTATION },
  memory: { maxEvents: fc.nat(5000) },
}

/** Makes descriptions of sinks that are right. */
export const anySinkSettings: fc.Arbitrary<unknown> = fc.oneof(
  ...Object.entries(OPTIONS).map(([type, options]) =>
    fc.record({ type: fc.constant(type), ...options }, { requiredKeys: ['type'] }),
  ),
)
