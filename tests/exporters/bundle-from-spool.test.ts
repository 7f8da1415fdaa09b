import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundleFromSpool } from '../../exporters/bundle-from-spool.ts'
import { createSpoolSink } from '../../exporters/spool-sink.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

defineCatalog({
  name: 'films',
  codes: { 'MOV-W010': { level: 'warn', message: 'The film {id} has no title.' } },
})

const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 1, signal: null }
const fallback = sampleRun({ service_name: 'fallback' })
const at = (second: number, message: string): DiagnosticEvent =>
  sampleEvent({ timestamp: `2026-03-01T10:00:0${second}.000Z`, message })

describe('a spool', () => {
  test('becomes a bundle with the run, its end, its catalogs and its events', () => {
    const folder = tempFolder()
    const spool = join(folder, 'spool')
    const sink = createSpoolSink({ folder: spool, info: sampleRun({ service_name: 'shop' }) })
    const events = [at(1, 'one'), at(2, 'two')]
    for (const event of events) sink.handle(event)
    sink.close?.()

    const manifest = bundleFromSpool(spool, join(folder, 'bundle'), { end, fallback })
    expect(manifest.run.service_name).toBe('shop')
    expect(manifest.end).toEqual(end)
    expect(manifest.catalogs.map(({ name }) => name)).toContain('films')
    expect([...readBundle(join(folder, 'bundle')).events()]).toEqual(events)
  })

  test('of several processes becomes one story in the order of time', () => {
    const folder = tempFolder()
    const write = (name: string, events: readonly DiagnosticEvent[]) =>
      writeFileSync(join(folder, name), events.map((event) => `${JSON.stringify(event)}\n`).join(''))
    write('events-10-0.jsonl', [at(1, 'a1'), at(4, 'a2'), at(4, 'a3')])
    write('events-11-0.jsonl', [at(2, 'b1'), at(4, 'b2'), at(9, 'b3')])
    write('events-11-1.jsonl', [])
    write('events-12-0.jsonl', [at(0, 'c1')])

    bundleFromSpool(folder, join(folder, 'bundle'), { end, fallback })
    const messages = [...readBundle(join(folder, 'bundle')).events()].map(({ message }) => message)
    expect(messages).toEqual(['c1', 'a1', 'b1', 'a2', 'a3', 'b2', 'b3'])
  })

  test('keeps all of its events but the line that a kill cut off, which is counted', () => {
    const folder = tempFolder()
    const spool = join(folder, 'spool')
    const sink = createSpoolSink({ folder: spool, info: sampleRun() })
    sink.handle(at(1, 'whole'))
    sink.close?.()
    const name = readdirSync(spool).find((file) => file.startsWith('events-')) ?? ''
    appendFileSync(join(spool, name), JSON.stringify(at(2, 'torn')).slice(0, 60))

    const manifest = bundleFromSpool(spool, join(folder, 'bundle'), { end, fallback })
    expect(manifest.events).toMatchObject({ total: 1, dropped: 1 })
  })

  test('counts what did not fit', () => {
    const folder = tempFolder()
    const spool = join(folder, 'spool')
    const size = JSON.stringify(at(1, 'x')).length + 1
    const sink = createSpoolSink({ folder: spool, info: sampleRun(), maxBytes: 2 * size })
    for (let second = 1; second <= 5; second++) sink.handle(at(second, 'x'))
    sink.close?.()

    const manifest = bundleFromSpool(spool, join(folder, 'bundle'), { end, fallback })
    expect(manifest.events).toMatchObject({ total: 2, dropped: 3 })
  })

  test('that no process wrote to becomes a bundle of the fallback, without events', () => {
    const folder = tempFolder()
    const manifest = bundleFromSpool(folder, join(folder, 'bundle'), { end, fallback })
    expect(manifest.run).toEqual(fallback)
    expect(manifest.events).toEqual({ total: 0, by_level: {}, by_code: {}, dropped: 0 })
  })
})
