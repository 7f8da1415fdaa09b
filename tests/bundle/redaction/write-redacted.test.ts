import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { RedactError } from '../../../src/bundle/redaction/redact-error.ts'
import { writeBundle } from '../../../src/bundle/write-bundle.ts'
import type { BundleInput } from '../../../src/bundle/bundle-input.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const inputOf = (fields: Partial<BundleInput>): BundleInput => ({
  run: sampleRun(),
  end: { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null },
  catalogs: [],
  events: [],
  ...fields,
})
const SECRET = 'zx9-Sesame+/"7'
const spanOf = (text: string): object => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: 'a'.repeat(32),
              name: 'load',
              attributes: [{ key: 'a', value: { stringValue: text } }],
            },
          ],
        },
      ],
    },
  ],
})

function everythingIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

describe('a secret that only a later part of a bundle gives away', () => {
  const said = `${SECRET} and ${encodeURIComponent(SECRET)} and ${Buffer.from(`a ${SECRET} b`).toString('base64')}`
  const parts: Readonly<Record<string, Partial<BundleInput>>> = {
    'another event': {
      events: [sampleEvent({ message: said }), sampleEvent({ extra: { password: SECRET } })],
    },
    'a span': {
      events: [sampleEvent({ message: said })],
      traces: [
        spanOf(said),
        {
          resourceSpans: [
            { resource: { attributes: [{ key: 'db.password', value: { stringValue: SECRET } }] } },
          ],
        },
      ],
    },
    'a metric': {
      events: [sampleEvent({ message: said })],
      traces: [spanOf(said)],
      metrics: [
        {
          resourceMetrics: [
            { resource: { attributes: [{ key: 'apiKey', value: { stringValue: SECRET } }] } },
          ],
        },
      ],
    },
    'the command line': {
      process: { argv: ['node', 'app.mjs', '--token', SECRET], exec_argv: [], cwd: '/srv', env: {} },
      events: [sampleEvent({ message: said, level: 'ERROR' })],
    },
  }

  test.each(Object.entries(parts))('is in no earlier part either: %s', (_, fields) => {
    const folder = join(tempFolder(), 'bundle')
    writeBundle(folder, inputOf(fields), { redact: { preset: 'none' } })
    expect(everythingIn(folder)).toContain(encodeURIComponent(SECRET))

    const manifest = writeBundle(folder, inputOf(fields), { force: true })
    const all = everythingIn(folder)
    const core = Buffer.from(`a ${SECRET}`).toString('base64').slice(4, -4)
    for (const text of ['zx9-Sesame', encodeURIComponent(SECRET).toLowerCase(), core]) {
      expect(all.toLowerCase()).not.toContain(text.toLowerCase())
    }
    for (const [name, { lines, bytes, sha256 }] of Object.entries(manifest.files)) {
      const data = readFileSync(join(folder, name))
      expect([
        data.toString().split('\n').length - 1,
        data.length,
        createHash('sha256').update(data).digest('hex'),
      ]).toEqual([lines, bytes, sha256])
    }
    expect(readBundle(folder).manifest).toEqual(manifest)
    expect(readdirSync(folder).filter((name) => name.endsWith('.again'))).toEqual([])
    expect(manifest.redactions?.replaced.by_rule['known']).toBeGreaterThan(0)
  })
})

test('a secret that a later part gives away is in no earlier one, byte by byte or in base64 with line breaks', () => {
  const bytes = Buffer.from(SECRET)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  const long = Buffer.from(`${'x'.repeat(50)}${SECRET}${'x'.repeat(50)}`).toString('base64')
  const forms = [
    JSON.stringify(bytes),
    JSON.stringify(Object.fromEntries(bytes.entries())),
    `<Buffer ${hex.join(' ')}>`,
    hex.join(':'),
    `${long.slice(0, 76)}\r\n${long.slice(76)}`,
  ]
  for (const form of forms) {
    const folder = join(tempFolder(), 'bundle')
    const events = [sampleEvent({ message: `sent ${form}` }), sampleEvent({ extra: { password: SECRET } })]
    writeBundle(folder, inputOf({ events }))
    expect([...readBundle(folder).events()][0]?.message, form).toMatch(/^sent .*\[REDACTED\]/)
    expect(everythingIn(folder)).not.toContain(JSON.stringify(form).slice(1, -1))
  }
})

test('a secret is found wherever it is in a long file, between two reads too', () => {
  const folder = join(tempFolder(), 'bundle')
  const size = 262_144
  const start = JSON.stringify(sampleEvent({ message: '@' })).indexOf('@')
  for (const shift of [0, 1, 5, 9, 13]) {
    const message = 'x '.repeat(size).slice(0, size - start - shift) + ' canary-9d8c7b6a '
    const events = [sampleEvent({ message }), sampleEvent({ extra: { password: 'canary-9d8c7b6a' } })]
    writeBundle(folder, inputOf({ events }), { force: true })
    expect(everythingIn(folder)).not.toContain('canary-9d8c7b6a')
  }
})

test('a bundle for oneself has everything as it was', () => {
  const folder = join(tempFolder(), 'bundle')
  const events = [sampleEvent({ message: 'password=hunter2', extra: { token: 'abc' } })]
  const process = { argv: ['--token=abc'], exec_argv: [], cwd: '/home/ann', env: { DB_PASSWORD: 'x' } }
  const manifest = writeBundle(folder, inputOf({ events, process }), { redact: { preset: 'none' } })
  expect([...readBundle(folder).events()]).toEqual(events)
  expect(manifest.process).toEqual(process)
  expect(manifest.redactions?.replaced).toEqual({ total: 0, by_rule: {}, by_path: {} })
})

test('spans are no part of a bundle without contexts', () => {
  const folder = join(tempFolder(), 'bundle')
  writeBundle(folder, inputOf({ traces: [spanOf('a')] }), { redact: { dropContext: true } })
  expect(readdirSync(folder).toSorted()).toEqual(['README.txt', 'bundle.json', 'events.jsonl', 'logs.jsonl'])
})

test('what JSON has no words for is written as what it is, and leaves nothing half-written', () => {
  const folder = join(tempFolder(), 'bundle')
  const self: Record<string, unknown> = { password: 'hunter2', big: 7n, hooks: [() => 1], when: new Date(0) }
  self['self'] = self
  const events = [sampleEvent({ extra: self as never })]
  writeBundle(folder, inputOf({ events, config: { profiling_hooks: [() => 1], self }, report: { self } }))
  const all = everythingIn(folder)
  expect(all).not.toContain('hunter2')
  expect(all).toContain('[function]')
  expect([...readBundle(folder).events()]).toHaveLength(1)
})

test('an option that cannot be used is refused before anything is touched', () => {
  const folder = join(tempFolder(), 'bundle')
  writeBundle(folder, inputOf({}))
  const before = everythingIn(folder)
  expect(() => writeBundle(folder, inputOf({}), { force: true, redact: { patterns: ['('] } })).toThrow(
    RedactError,
  )
  expect(everythingIn(folder)).toBe(before)
})
