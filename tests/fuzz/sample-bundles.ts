import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { sampleInput, spans } from '../helpers/sample-bundle.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

/** A bundle that is right: the bytes of its files, of which the forms that are one file have one. */
export interface SampleBundle {
  readonly name: string
  readonly isFolder: boolean
  readonly files: Readonly<Record<string, Buffer>>
  /** What it reads as. */
  readonly events: readonly DiagnosticEvent[]
  /** What its manifest says of the events, for whoever asks whether that is still so. */
  readonly checksum: string | undefined
}

const PYTHON = join(import.meta.dirname, '../fixtures/python-bundles/current')

/** Texts that must not reach a terminal, a page or a table as they are. */
const HOSTILE = [
  '\u001b[2J\u001b]0;x\u0007',
  '<img src=x onerror=alert(1)>',
  'a|b\u2028c\u202e`d`',
  '\u0000\u009b31m',
  '@all #1',
]

/** Makes a bundle of each form, of ours and of the Python library. */
export function sampleBundles(): readonly SampleBundle[] {
  const folder = mkdtempSync(join(tmpdir(), 'smonitor-fuzz-'))
  try {
    const events = HOSTILE.map((text, at) =>
      sampleEvent({
        code: at % 2 === 0 ? 'FLM-W001' : null,
        level: at === 0 ? 'ERROR' : 'WARNING',
        message: text,
        title: text,
        hint: text,
        source: text,
        triage_key: `tk1_${at}`,
        context: { chain: [text, 'films.load'], depth: 2 },
        extra: { [text]: text, row: at },
        doc_url: `https://films.example/${text}`,
        exception: sampleException({
          message: text,
          causes: [text],
          stacktrace: `Error: ${text}\n    at f (${text}:1:1)`,
        }),
      }),
    )
    const input = sampleInput([], {
      events,
      traces: [spans('one'), spans('two')],
      metrics: [{ resourceMetrics: [] }],
      catalogs: [
        { name: 'films', version: '1.0.0', codes: { 'FLM-W001': { level: 'warn', message: 'Late.' } } },
      ],
      config: { settings: { level: 'info', theme: HOSTILE[0] } },
      report: { timings: { 'films.load': { count: 1 } } },
    })
    const names = ['folder', 'bundle.json', 'x.jsonl', 'x.tar.gz']
    for (const name of names) writeBundle(join(folder, name), input, { redact: { preset: 'none' } })
    return [
      ...names.map((name) => toSample(name, join(folder, name))),
      toSample('python', PYTHON),
      pythonDocument('python.json'),
      lines('events.jsonl', events),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function toSample(name: string, path: string): SampleBundle {
  const isFolder = statSync(path).isDirectory()
  const files = isFolder ? readdirSync(path) : [name]
  const bundle = readBundle(path)
  const events = [...bundle.events()]
  bundle.close()
  return {
    name,
    isFolder,
    files: Object.fromEntries(files.map((file) => [file, readFileSync(isFolder ? join(path, file) : path)])),
    events,
    checksum: bundle.manifest.files['events.jsonl']?.sha256,
  }
}

function pythonDocument(name: string): SampleBundle {
  const manifest = JSON.parse(readFileSync(join(PYTHON, 'bundle.json'), 'utf8')) as object
  const events = readFileSync(join(PYTHON, 'events.jsonl'), 'utf8').trimEnd().split('\n')
  const document = { ...manifest, events: events.map((line) => JSON.parse(line) as object) }
  return {
    name,
    isFolder: false,
    files: { [name]: Buffer.from(JSON.stringify(document, undefined, 2)) },
    events: [],
    checksum: undefined,
  }
}

function lines(name: string, events: readonly DiagnosticEvent[]): SampleBundle {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('')
  return { name, isFolder: false, files: { [name]: Buffer.from(text) }, events, checksum: undefined }
}
