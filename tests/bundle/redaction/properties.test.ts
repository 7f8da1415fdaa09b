import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BundleManifest } from '../../../src/bundle/manifest.ts'
import type { BundleRedactOptions } from '../../../src/bundle/redaction/bundle-redaction.ts'
import { createBundleRedaction } from '../../../src/bundle/redaction/create-bundle-redaction.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { CANARIES } from '../../redact/canaries.ts'
import { hostileText } from '../../redact/hostile-text.ts'

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...'0123456789abcdef'.split('')) })

const ids = fc.record({
  code: fc.stringMatching(/^[A-Z]{2,6}-[WE]\d{3}$/),
  triage_key: hex(16).map((digits) => `tk1_${digits}`),
  trace_hash: hex(16).map((digits) => `th1_${digits}`),
  cluster_key: hex(16).map((digits) => `tc1_${digits}`),
  run_id: hex(32),
  session_id: hex(32),
  trace_id: hex(32),
  span_id: hex(16),
})
type Ids = typeof ids extends fc.Arbitrary<infer Value> ? Value : never

/** Puts a text into one place of an event. */
const EVENT_PLACES: Readonly<Record<string, (text: string) => Partial<DiagnosticEvent>>> = {
  message: (message) => ({ message }),
  title: (title) => ({ title }),
  hint: (hint) => ({ hint }),
  source: (source) => ({ source }),
  param: (note) => ({ extra: { note } }),
  'name of a param': (name) => ({ extra: { [`a ${name}`]: 1 } }),
  'list param': (note) => ({ extra: { note: ['a', note] } }),
  'JSON in a param': (note) => ({ extra: { body: JSON.stringify({ a: JSON.stringify({ note }) }) } }),
  'exception message': (message) => ({ exception: { type: 'E', message, stacktrace: null, causes: [] } }),
  cause: (cause) => ({ exception: { type: 'E', message: '', stacktrace: null, causes: ['a', cause] } }),
  stack: (line) => ({
    exception: { type: 'E', message: '', stacktrace: `E: ${line}\n    at a (${line}.js:1:2)`, causes: [] },
  }),
  args: (argument) => ({ args: [argument] }),
  tag: (tag) => ({ tags: ['a', tag] }),
  category: (category) => ({ category }),
  chain: (signal) => ({ context: { chain: [signal], depth: 1 } }),
  'correlation id': (id) => ({ correlation_id: id }),
  library: (version) => ({ library: { name: version, version } }),
  address: (url) => ({ doc_url: url, issues_url: url, api_url: url }),
  location: (location) => ({ location }),
  'trace id that is none': (id) => ({ trace_id: `${id} ` }),
}

const attributesOf = (text: string): object[] => [
  { key: 'a', value: { stringValue: text } },
  { key: 'b', value: { arrayValue: { values: [{ intValue: '7' }, { stringValue: text }] } } },
  { key: 'c', value: { kvlistValue: { values: [{ key: 'd', value: { stringValue: text } }] } } },
  { key: 'e', value: { bytesValue: Buffer.from(text).toString('base64') } },
  { key: `f ${text}`, value: { boolValue: true } },
]

const otlpOf = (text: string, { trace_id: traceId, span_id: spanId, ...known }: Ids): object => ({
  resourceSpans: [
    {
      resource: { attributes: attributesOf(text) },
      scopeSpans: [
        {
          scope: { name: text, version: text, attributes: attributesOf(text) },
          spans: [
            {
              traceId,
              spanId,
              parentSpanId: spanId,
              traceState: text,
              name: text,
              startTimeUnixNano: '1767225600000000000',
              attributes: [
                ...attributesOf(text),
                { key: 'smonitor.triage_key', value: { stringValue: known.triage_key } },
                { key: 'smonitor.trace_hash', value: { stringValue: known.trace_hash } },
                { key: 'smonitor.code', value: { stringValue: known.code } },
                { key: 'smonitor.run.id', value: { stringValue: known.run_id } },
              ],
              events: [{ name: text, attributes: attributesOf(text) }],
              links: [{ traceId, spanId, attributes: attributesOf(text) }],
              status: { code: 2, message: text },
            },
          ],
        },
      ],
    },
  ],
  resourceLogs: [
    {
      scopeLogs: [
        { logRecords: [{ traceId, spanId, body: { stringValue: text }, attributes: attributesOf(text) }] },
      ],
    },
  ],
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: [
            {
              name: text,
              description: text,
              unit: text,
              sum: {
                dataPoints: [
                  {
                    asInt: '7',
                    attributes: attributesOf(text),
                    exemplars: [{ traceId, spanId, filteredAttributes: attributesOf(text) }],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
})

const manifestOf = (text: string): object => ({
  run: sampleRun({ service_name: text, entry: text }),
  process: { argv: ['node', text], exec_argv: [text], cwd: text, env: { NODE_OPTIONS: text, OTHER: text } },
  policy: { rules: [{ when: { message: { contains: text } } }] },
  config: { settings: { sinks: [{ path: text }] }, origins: { profile: text } },
  otel: { resource: { 'service.name': text, list: [text] } },
  report: { signals: { [text]: { count: 1 } }, notes: [text] },
  catalogs: [{ name: 'a', docs: text, codes: { 'A-E001': { level: 'error', message: text, hint: text } } }],
  triage: { blocking_incidents: [{ message: text, triage_key: 'tk1_0123456789abcdef' }] },
})

/** Every way in which a secret may be written. */
function spelt(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1)
  const base64 = [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + secret)
    return (['base64', 'base64url'] as const).map((encoding) =>
      encoded
        .toString(encoding)
        .replaceAll('=', '')
        .slice(before === 0 ? 0 : before + 1, -1),
    )
  })
  const bytes = Buffer.from(secret)
  const hex = ['', ':', '-', ' '].map((separator) => pairs(secret, separator))
  const listed = [[...bytes].join(','), [...bytes].join(', '), ...hex, ...hex.map((one) => one.toUpperCase())]
  return [
    ...listed,
    secret,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    encodeURIComponent(secret),
    ...base64,
  ]
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

function pairs(text: string, separator: string): string {
  return [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0')).join(separator)
}

const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in a sentence': (text) => `Sent ${text} on`,
  'in JSON': (text) => JSON.stringify({ a: { text } }),
  'in JSON in JSON': (text) => JSON.stringify({ a: JSON.stringify({ text }) }),
  'percent-encoded': (text) => `/a?q=${encodeURIComponent(text)}&b`,
  'in a form': (text) => new URLSearchParams({ a: text }).toString(),
  'in base64': (text) => `x ${Buffer.from(text).toString('base64')}`,
  'in JSON twice over': (text) => JSON.stringify(JSON.stringify(JSON.stringify({ text }))),
  'percent-encoded twice': (text) => `/a?q=${encodeURIComponent(encodeURIComponent(text))}&b`,
  'in base64 with line breaks': (text) =>
    (
      Buffer.from(`${'some text '.repeat(9)}${text} and more of it`)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\r\n'),
  'as the JSON of a buffer': (text) => JSON.stringify(Buffer.from(text)),
  'as the JSON of bytes': (text) => JSON.stringify(Object.fromEntries(Buffer.from(text).entries())),
  'as a list of numbers': (text) => `[${[...Buffer.from(text)].join(', ')}]`,
  'as a buffer is printed': (text) => `<Buffer ${pairs(text, ' ')}>`,
  'in hex with colons': (text) => `x ${pairs(text, ':').toUpperCase()} y`,
  'in hex with dashes': (text) => pairs(text, '-'),
  'in base64 for addresses': (text) => Buffer.from(`a, ${text}`).toString('base64url'),
}

/** Hex is what ids and hashes are made of, and is looked through for what is known alone. */
const WAYS_OF_KNOWN: typeof WAYS = { ...WAYS, 'in hex': (text) => pairs(text, '') }

describe('a secret of each shape', () => {
  test.each(Object.entries(CANARIES))('is in no part of a bundle afterwards: %s', (_, canaries) => {
    fc.assert(
      fc.property(
        canaries,
        fc.constantFrom(...Object.keys(WAYS)),
        fc.constantFrom(...Object.keys(EVENT_PLACES)),
        ids,
        ({ text, secret }, way, place, known) => {
          const redaction = createBundleRedaction()
          const said = WAYS[way]?.(text) ?? text
          const parts = frozen({
            event: sampleEvent({ ...known, ...EVENT_PLACES[place]?.(said) }),
            otlp: otlpOf(said, known),
            manifest: manifestOf(said),
          })
          expect(JSON.stringify(parts)).toContain(JSON.stringify(said).slice(1, -1))
          redaction.learn(parts.manifest)
          const after = {
            event: redaction.event(parts.event),
            otlp: redaction.otlp(parts.otlp),
            manifest: redaction.document(parts.manifest),
            marks: redaction.marks(),
          }
          const all = JSON.stringify(after)
          for (const one of spelt(secret)) expect(all, `${way}, ${place}`).not.toContain(one)
          for (const [name, id] of Object.entries(known)) {
            if (name !== 'trace_id' || place !== 'trace id that is none')
              expect((after.event as unknown as Record<string, unknown>)[name], name).toBe(id)
            expect(all).toContain(id)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('a secret that is one by its name', () => {
  const NAMES = ['password', 'apiKey', 'DB_PASSWORD', 'x-api-key', 'clientSecret']
  const PLACES: Readonly<Record<string, (name: string, secret: string) => Partial<BundleManifest>>> = {
    env: (name, secret) => ({ process: { argv: [], exec_argv: [], cwd: '/', env: { [name]: secret } } }),
    'flag with =': (name, secret) => ({
      process: { argv: [`--${name}=${secret}`], exec_argv: [], cwd: '/', env: {} },
    }),
    'flag before it': (name, secret) => ({
      process: { argv: [`--${name}`, secret], exec_argv: [], cwd: '/', env: {} },
    }),
    config: (name, secret) => ({ config: { settings: { some: { [name]: secret } } } }),
    resource: (name, secret) => ({ otel: { resource: { [name]: secret } } }),
  }

  test('is in no other text, whatever way it is written there', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z][a-z"\\ &/+?%é#!-]{6,30}[0-9]{2}[a-z]{2}$/),
        fc.constantFrom(...NAMES),
        fc.constantFrom(...Object.keys(PLACES)),
        fc.constantFrom(...Object.keys(WAYS_OF_KNOWN)),
        fc.constantFrom(...Object.keys(EVENT_PLACES)),
        ids,
        (secret, name, from, way, place, known) => {
          const redaction = createBundleRedaction()
          const said = WAYS_OF_KNOWN[way]?.(secret) ?? secret
          const manifest = frozen(PLACES[from]?.(name, secret) ?? {})
          redaction.learn(manifest)
          const event = frozen(sampleEvent({ ...known, ...EVENT_PLACES[place]?.(said) }))
          const after = {
            event: redaction.event(event),
            otlp: redaction.otlp(frozen(otlpOf(said, known))),
            manifest: redaction.document(manifest),
          }
          const all = JSON.stringify(after)
          for (const one of spelt(secret)) expect(all, `${from}, ${way}, ${place}`).not.toContain(one)
          for (const id of Object.values(known)) expect(all).toContain(id)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('any part of a bundle', () => {
  const options: readonly BundleRedactOptions[] = [
    {},
    { preset: 'ci' },
    { preset: 'sensitive', dropLocalPaths: true },
    {
      dropExtra: true,
      keys: ['ssn', 'q'],
      patterns: ['[0-9]{4}'],
      paths: ['extra.note', 'run.service_name'],
    },
  ]

  test('is the same after a second time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...options),
        hostileText,
        fc.constantFrom(...Object.keys(EVENT_PLACES)),
        ids,
        (option, text, place, known) => {
          const [first, second] = [createBundleRedaction(option), createBundleRedaction(option)]
          const event = first.event(frozen(sampleEvent({ ...known, ...EVENT_PLACES[place]?.(text) })))
          expect(second.event(event)).toEqual(event)
          const otlp = first.otlp(frozen(otlpOf(text, known)))
          expect(second.otlp(otlp)).toEqual(otlp)
          const manifest = first.document(frozen(manifestOf(text)))
          expect(second.document(manifest)).toEqual(manifest)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('is what it was where nothing is to be taken out', () => {
    const redaction = createBundleRedaction({ preset: 'none' })
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...Object.keys(EVENT_PLACES)), ids, (text, place, known) => {
        const parts = [
          sampleEvent({ ...known, ...EVENT_PLACES[place]?.(text) }),
          otlpOf(text, known),
          manifestOf(text),
        ] as const
        expect(redaction.event(parts[0])).toBe(parts[0])
        expect(redaction.otlp(parts[1])).toBe(parts[1])
        expect(redaction.document(parts[2])).toBe(parts[2])
      }),
    )
  })
})
