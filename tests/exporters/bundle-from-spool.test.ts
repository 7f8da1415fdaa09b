import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bundleFromSpool, readRunEvents } from '../../exporters/bundle-from-spool.ts'
import { createSpoolSink } from '../../exporters/spool-sink.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { renderTerminal } from '../../src/report/render-terminal.ts'
import { openRunSpool } from '../../src/spool/run-spool.ts'
import { summarise } from '../../src/triage/summarise.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

defineCatalog({
  name: 'films',
  codes: { 'MOV-W010': { level: 'warn', message: 'The film {id} has no title.' } },
})

const END = { exit_code: 1, signal: null }
const fallback = sampleRun({ service_name: 'fallback' })
const at = (second: number, message: string): DiagnosticEvent =>
  sampleEvent({ timestamp: `2026-03-01T10:00:0${second}.000Z`, message })

function open(folder: string, maxBytes = 67_108_864) {
  const info = sampleRun({ service_name: 'shop' })
  const spool = openRunSpool({ root: folder, runId: 'r1', info, maxBytes })
  return { spool, sink: createSpoolSink(spool) }
}

/** Writes the files of several processes into a folder, and makes a bundle of it. */
function exportFiles(files: readonly (readonly DiagnosticEvent[])[], options: object = {}) {
  const folder = tempFolder()
  for (const [process, events] of files.entries()) {
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('')
    writeFileSync(join(folder, `events-20260301T100000000Z-${process}-0-01234567.jsonl`), lines)
  }
  const manifest = bundleFromSpool(folder, join(folder, 'bundle'), { fallback, ...options })
  const messages = [...readBundle(join(folder, 'bundle')).events()].map(({ message }) => message)
  return { manifest, messages }
}

describe('a spool', () => {
  test('becomes a bundle with the run, its end, its catalogs and its events', () => {
    const folder = tempFolder()
    const { spool, sink } = open(folder)
    const events = [at(1, 'one'), at(2, 'two')]
    for (const event of events) sink.handle(event)
    spool.close(END)

    const manifest = bundleFromSpool(join(folder, 'r1'), join(folder, 'bundle'), { fallback })
    expect(manifest.run.service_name).toBe('shop')
    expect(manifest.end).toEqual({
      ...END,
      ended_at: expect.stringMatching(/^\d{4}-/) as string,
      state: 'ended',
      known_by: 'itself',
    })
    expect(manifest.catalogs.map(({ name }) => name)).toContain('films')
    expect([...readBundle(join(folder, 'bundle')).events()]).toEqual(events)
    expect(readBundle(join(folder, 'bundle')).manifest.end).toEqual(manifest.end)
  })

  test('becomes one while it is written: what is there so far, and that the program runs', () => {
    const folder = tempFolder()
    const { spool, sink } = open(folder)
    sink.handle(at(1, 'whole'))
    sink.flush?.()
    const name = readdirSync(join(folder, 'r1')).find((file) => file.startsWith('events-')) ?? ''
    appendFileSync(join(folder, 'r1', name), JSON.stringify(at(2, 'half')).slice(0, 60))

    const manifest = bundleFromSpool(join(folder, 'r1'), join(folder, 'bundle'), { fallback })
    // The second is not there yet, rather than lost.
    expect(manifest.events).toMatchObject({ total: 1, dropped: 0 })
    expect(manifest.end).toMatchObject({
      exit_code: null,
      signal: null,
      state: 'running',
      known_by: 'process',
    })
    expect(readBundle(join(folder, 'bundle')).manifest.end.state).toBe('running')
    spool.close(END)
  })

  test('of several processes becomes one story in the order of time', () => {
    const { messages } = exportFiles([
      [at(1, 'a1'), at(4, 'a2'), at(4, 'a3')],
      [at(2, 'b1'), at(4, 'b2'), at(9, 'b3')],
      [],
      [at(0, 'c1')],
    ])
    expect(messages).toEqual(['c1', 'a1', 'b1', 'a2', 'a3', 'b2', 'b3'])
  })

  test('of very many processes is read without having their files open side by side', () => {
    const files = Array.from({ length: 300 }, (_, id) => {
      const path = join(tempFolder(), `${id}.jsonl`)
      writeFileSync(path, `${JSON.stringify(at(id % 10, `p${id}`))}\n`.repeat(2))
      return { path, bytes: statSync(path).size, isGrowing: false }
    })
    const open = (): number => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0)
    const before = open()
    const events = readRunEvents(files, () => undefined)
    const first = events.next().value as DiagnosticEvent
    expect(open() - before).toBeLessThan(10)
    expect([first.message, [...events].length]).toEqual(['p0', 599])
  })

  test('keeps all of its events but the line that a kill cut off, which is counted', () => {
    const folder = tempFolder()
    const { spool, sink } = open(folder)
    sink.handle(at(1, 'whole'))
    spool.close(END)
    const name = readdirSync(join(folder, 'r1')).find((file) => file.startsWith('events-')) ?? ''
    appendFileSync(join(folder, 'r1', name), JSON.stringify(at(2, 'torn')).slice(0, 60))

    const manifest = bundleFromSpool(join(folder, 'r1'), join(folder, 'bundle'), { fallback })
    expect(manifest.events).toMatchObject({ total: 1, dropped: 1 })
  })

  test('becomes a bundle whatever its files hold, and each line that is no event is counted', () => {
    const folder = tempFolder()
    const out = join(folder, 'bundle')
    const own = fc.constantFrom(
      '{"dropped":0,"end":null}',
      '{"dropped":-1,"end":{"ended_at":"x","exit_code":"3"}}',
      '{"schema":"smonitor.spool/1","writer":{"pid":1e9,"thread":"x","started":7}}',
      '{"run":{"run_id":5,"started_at":{},"runtime":null}}',
      '{"catalog":{"name":"x","codes":{"A":null}}}',
      JSON.stringify(at(1, 'whole')),
      JSON.stringify(at(2, 'torn')).slice(0, 80),
    )
    const line = fc.oneof(own, fc.string({ unit: 'binary' }), fc.json())
    const file = fc.oneof(
      fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(file, file, (about, events) => {
        writeFileSync(join(folder, 'about-20260301T100000000Z-1-0-01234567.jsonl'), about)
        writeFileSync(join(folder, 'events-20260301T100000000Z-1-0-01234567.jsonl'), events)
        const { events: counts } = bundleFromSpool(folder, out, { fallback, force: true })
        const bundle = readBundle(out)
        expect([...bundle.events()]).toHaveLength(counts.total)
        expect(bundle.unreadableLines).toBe(0)
        expect(counts.total + counts.dropped).toBeLessThanOrEqual(events.toString().split('\n').length)
        expect(renderTerminal(summarise(bundle))).toContain('smonitor report')
      }),
      { numRuns: 100 },
    )
  })

  test('counts what did not fit', () => {
    const folder = tempFolder()
    const { spool, sink } = open(folder, 100_000)
    for (let count = 0; count < 300; count += 1) sink.handle(at(1, 'x'.repeat(1000)))
    spool.close(END)

    const { events } = bundleFromSpool(join(folder, 'r1'), join(folder, 'bundle'), { fallback })
    expect(events.total).toBeGreaterThan(40)
    expect(events.total + events.dropped).toBe(300)
  })

  test.each([
    [{ maxEvents: 2 }, ['b2', 'b3'], 5],
    [{ maxEvents: 0 }, [], 7],
    [{ maxEvents: 100 }, ['c1', 'a1', 'b1', 'a2', 'a3', 'b2', 'b3'], 0],
    [{ since: '2026-03-01T10:00:04.000Z' }, ['a2', 'a3', 'b2', 'b3'], 3],
    [{ since: '2026-03-01T10:00:04.000Z', maxEvents: 3 }, ['a3', 'b2', 'b3'], 4],
    [{ since: '2027-01-01T00:00:00.000Z', maxEvents: 3 }, [], 7],
  ])('leaves out what is not asked for, and counts it: %j', (options, expected, leftOut) => {
    const { manifest, messages } = exportFiles(
      [[at(1, 'a1'), at(4, 'a2'), at(4, 'a3')], [at(2, 'b1'), at(4, 'b2'), at(9, 'b3')], [at(0, 'c1')]],
      options,
    )
    expect(messages).toEqual(expected)
    expect(manifest.events).toMatchObject({ total: expected.length, left_out: leftOut, dropped: 0 })
  })

  test('that no process wrote to becomes a bundle of the fallback, without events', () => {
    const { manifest } = exportFiles([])
    expect(manifest.run).toEqual(fallback)
    expect(manifest.events).toEqual({ total: 0, by_level: {}, by_code: {}, dropped: 0, left_out: 0 })
    const folder = tempFolder()
    const end = { ended_at: '2026-03-01T10:01:00.000Z', ...END }
    const ofNothing = bundleFromSpool(join(folder, 'nothing'), join(folder, 'bundle'), { fallback, end })
    expect(ofNothing).toMatchObject({ run: fallback, end })
  })
})
