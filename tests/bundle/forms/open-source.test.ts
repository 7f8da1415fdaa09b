import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { describe, expect, test } from 'vitest'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { writeBundle } from '../../../src/bundle/write-bundle.ts'
import { sampleInput, spans } from '../../helpers/sample-bundle.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const PYTHON = join(import.meta.dirname, '../../fixtures/python-bundles/current')
const NO_MANIFEST =
  'It has no bundle.json, so it does not say which program it was, how the run ended, and whether anything is missing.'
const messagesOf = (path: string) => [...readBundle(path).events()].map(({ message }) => message)

describe('the bundles of the Python library', () => {
  const pythonEvents = readFileSync(join(PYTHON, 'events.jsonl'), 'utf8').trimEnd().split('\n')
  const document = {
    ...(JSON.parse(readFileSync(join(PYTHON, 'bundle.json'), 'utf8')) as object),
    events: pythonEvents.map((line) => JSON.parse(line) as object),
  }

  test.each([
    ['bundle.json', 2],
    ['bundle.json', undefined],
    // What its own .jsonl is: one document.
    ['x.jsonl', 2],
    ['x.jsonl', undefined],
  ])('that are one file read as their folder does: %s, indented by %s', (name, indent) => {
    const path = join(tempFolder(), name)
    writeFileSync(path, JSON.stringify(document, undefined, indent))
    const bundle = readBundle(path)
    expect(bundle).toMatchObject({ form: 'json', writtenBy: 'python', unreadableLines: 0 })
    expect([...bundle.events()]).toEqual([...readBundle(PYTHON).events()])
    expect(bundle.manifest).toEqual(readBundle(PYTHON).manifest)
    expect(bundle.notes).toEqual(readBundle(PYTHON).notes)
  })

  test('may be a folder with the events in its manifest', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'bundle.json'), JSON.stringify(document))
    expect([...readBundle(folder).events()]).toHaveLength(pythonEvents.length)
  })

  test('are known by their events where there is no manifest', () => {
    const path = join(tempFolder(), 'diagnostics.jsonl')
    cpSync(join(PYTHON, 'events.jsonl'), path)
    const bundle = readBundle(path)
    expect(bundle).toMatchObject({ form: 'lines', writtenBy: 'python' })
    expect([...bundle.events()]).toHaveLength(pythonEvents.length)
    expect(bundle.notes).toEqual([NO_MANIFEST, ...readBundle(PYTHON).notes])
  })
})

describe('events without a manifest', () => {
  const line = JSON.stringify(sampleEvent({ message: 'a' }))
  test.each([
    ['lines', `${line}\n${line}\n`, 2],
    ['lines after one that is damaged', `garbage\n${line}\n`, 1],
    ['an event as one document', JSON.stringify(JSON.parse(line), undefined, 2), 1],
    ['a list of events', `[${line},\n${line}]`, 2],
    ['lines with a mark and line breaks of Windows', `\uFEFF${line}\r\n${line}\r\n`, 2],
  ])('are read, and said to be that: %s', (_what, text, count) => {
    const path = join(tempFolder(), 'events.jsonl')
    writeFileSync(path, text)
    const bundle = readBundle(path)
    expect([...bundle.events()]).toHaveLength(count)
    expect(bundle.notes).toEqual([NO_MANIFEST])
    expect(bundle.manifest.run.run_id).toBe('r1')
  })

  test('may be left in the folder of a bundle', () => {
    const folder = join(tempFolder(), 'bundle')
    writeBundle(folder, sampleInput(['a']))
    rmSync(join(folder, 'bundle.json'))
    expect(messagesOf(folder)).toEqual(['a'])
    expect(readBundle(folder).notes).toEqual([NO_MANIFEST])
  })
})

describe('a bundle of ours', () => {
  test.each(['x.json', 'x.jsonl', 'x.tar.gz'])('is known by what it is and not by its name: %s', (name) => {
    const folder = tempFolder()
    writeBundle(join(folder, name), sampleInput(['a', 'b'], { traces: [spans('one')] }))
    cpSync(join(folder, name), join(folder, 'copy'))
    expect(messagesOf(join(folder, 'copy'))).toEqual(['a', 'b'])
    expect([...readBundle(join(folder, 'copy')).traces()]).toEqual([spans('one')])
  })

  test.each(['bundle.json', 'x.json'])(
    'may have been laid out anew, with a mark and line breaks of Windows: %s',
    (name) => {
      const path = join(tempFolder(), name)
      writeBundle(path, sampleInput(['a', 'b'], { traces: [spans('one')] }))
      const text = readFileSync(path, 'utf8')
      for (const other of [
        JSON.stringify(JSON.parse(text)),
        JSON.stringify(JSON.parse(text), undefined, 2),
        `\uFEFF${text}`,
        text.replaceAll('\n', '\r\n'),
      ]) {
        writeFileSync(path, other)
        expect(messagesOf(path)).toEqual(['a', 'b'])
        expect(readBundle(path).manifest.events.total).toBe(2)
        expect([...readBundle(path).traces()]).toEqual([spans('one')])
      }
    },
  )

  test('as JSON lines reads each line as what it is where lines were moved', () => {
    const path = join(tempFolder(), 'x.jsonl')
    writeBundle(path, sampleInput(['a', 'b'], { traces: [spans('one')], metrics: [{ resourceMetrics: [] }] }))
    const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
    writeFileSync(path, [head, ...lines.toReversed()].join('\n'))
    const bundle = readBundle(path)
    expect([...bundle.events()].map(({ message }) => message)).toEqual(['b', 'a'])
    expect([...bundle.traces()]).toEqual([spans('one')])
    expect([...bundle.metrics()]).toEqual([{ resourceMetrics: [] }])
    expect(bundle.notes).toEqual([
      'events.jsonl was changed after it was written: its contents are not those that bundle.json has a checksum of.',
    ])
  })

  test.each([
    ['x.json', 1],
    ['x.jsonl', 1],
  ])('that is cut off is read up to there, and said to be so: %s', (name, read) => {
    const path = join(tempFolder(), name)
    writeBundle(path, sampleInput(['a', 'b']))
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.slice(0, text.indexOf('"message":"b"')))
    const bundle = readBundle(path)
    expect([...bundle.events()]).toHaveLength(read)
    expect(bundle.unreadableLines).toBe(1)
    expect(bundle.notes.join()).toContain('was changed after it was written')
  })
})

describe('what is no bundle', () => {
  test.each([
    ['UTF-16, as PowerShell writes it', Buffer.from('\uFEFF{"schema":1}', 'utf16le'), 'is written in UTF-16'],
    [
      'UTF-16 without a mark',
      Buffer.from('{"schema":1}', 'utf16le'),
      'Convert it: `iconv -f UTF-16 -t UTF-8`.',
    ],
    ['nothing', Buffer.from(''), 'is no bundle: it is empty.'],
    [
      'other JSON',
      Buffer.from('{"name":"x"}'),
      'is JSON, and no bundle: it has neither the schema of one nor events.',
    ],
    ['a report of ours', Buffer.from('{"schema":"smonitor.report/1"}'), 'its schema is "smonitor.report/1"'],
    [
      'a later version',
      Buffer.from('{"schema":"smonitor.bundle/2"}'),
      'this version of smonitor reads "smonitor.bundle/1"',
    ],
    ['a text', Buffer.from('Dear diary'), 'is no bundle, or a damaged one: it is not valid JSON'],
    ['a damaged archive', Buffer.from('\u001f\u008bgarbage', 'latin1'), 'it cannot be unpacked: '],
    ['an archive of something else', tar([{ path: 'a/b.txt', body: 'x' }]), 'it has no bundle.json'],
  ])('says so: %s', (_what, bytes, message) => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, bytes)
    expect(() => readBundle(path)).toThrow(message)
  })

  test('and never ends, is not read', () => {
    expect(() => readBundle('/dev/zero')).toThrow('is neither a file nor a folder')
    const folder = tempFolder()
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0)
    expect(() => readBundle(join(folder, 'pipe'))).toThrow('is neither a file nor a folder')
  })

  test('but a folder of bundles, names one of them and the command', () => {
    const folder = tempFolder()
    for (const name of ['a', 'b.json', 'c.tar.gz', 'd']) writeBundle(join(folder, name), sampleInput([]))
    expect(() => readBundle(folder)).toThrow(
      `${folder} is no bundle, but holds 4 bundles: a, b.json, c.tar.gz and 1 more. Name one of them: \`smonitor report --from ${join(folder, 'a')}\`.`,
    )
  })

  test('but the spool of a run, or a folder of these, says which command makes a bundle of it', () => {
    const folder = tempFolder()
    const run = join(folder, '.smonitor/runs/r1')
    mkdirSync(run, { recursive: true })
    writeFileSync(join(run, 'events-20260301T100000000Z-1-0-0123abcd.jsonl'), '')
    expect(() => readBundle(run)).toThrow(
      `${run} is the spool of a run and not a bundle yet. Make one of it: \`smonitor export --from ${run}`,
    )
    for (const one of [folder, join(folder, '.smonitor'), join(folder, '.smonitor/runs')]) {
      expect(() => readBundle(one)).toThrow(
        'holds runs of which no bundle was made. List them with `smonitor runs',
      )
    }
  })
})

describe('an archive of others', () => {
  const manifest = '{"schema":"smonitor.bundle/1"}'
  const event = `${JSON.stringify(sampleEvent({ message: 'a' }))}\n`

  test('gives its files alone, and neither paths that lead elsewhere nor links', () => {
    const folder = tempFolder()
    const path = join(folder, 'x.tar.gz')
    const secret = join(folder, 'secret')
    writeFileSync(secret, event)
    const before = new Set(readdirSync(tmpdir()))
    writeFileSync(
      path,
      tar([
        { path: 'b/bundle.json', body: manifest },
        { path: '../../events.jsonl', body: event },
        { path: '/events.jsonl', body: event },
        { path: 'b/../events.jsonl', body: event },
        { path: 'c/events.jsonl', body: event },
        { path: 'b/events.jsonl', type: 'SymbolicLink', linkpath: secret },
        { path: 'b/events.jsonl', type: 'Link', linkpath: secret },
        { path: 'b/notes.txt', body: 'x' },
        { path: 'b/bundle.json', body: '{}' },
      ]),
    )
    const bundle = readBundle(path)
    expect([...bundle.events()]).toEqual([])
    expect(bundle.notes).toEqual([
      'The archive holds 8 files besides, which no bundle has; they were not looked at.',
    ])
    bundle.close()
    expect(
      readdirSync(tmpdir()).filter((name) => name.startsWith('smonitor-bundle-') && !before.has(name)),
    ).toEqual([])
  })

  test('is refused where it is a trap: a few megabytes that become many', () => {
    const path = join(tempFolder(), 'x.tar.gz')
    const head = tarHeader({ path: 'b/events.jsonl', size: 3_000_000_000 })
    writeFileSync(
      path,
      gzipSync(
        Buffer.concat([
          ...tarFile({ path: 'b/bundle.json', body: manifest }),
          head,
          Buffer.alloc(20_000_000),
        ]),
      ),
    )
    const bundle = readBundle(path)
    expect([...bundle.events()]).toEqual([])
    expect(bundle.notes).toEqual([
      'The archive is damaged, and was read up to there: it unpacks to more than 2048 MiB.',
    ])
    bundle.close()
  })

  test('that is cut off is read up to there, and said to be so', () => {
    const path = join(tempFolder(), 'x.tar.gz')
    const bytes = tar(
      [
        { path: 'bundle.json', body: manifest },
        { path: 'events.jsonl', body: event.repeat(100) },
      ],
      false,
    )
    writeFileSync(path, bytes.subarray(0, 10_000))
    const bundle = readBundle(path)
    expect([...bundle.events()].length).toBeGreaterThan(5)
    expect(bundle.notes[0]).toContain('The archive is cut off, and was read up to there: ')
    bundle.close()
  })

  test('that is cut off before its manifest ends is said to be so, wherever it was cut', () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'whole.tgz'), sampleInput(['a', 'b']))
    const bytes = readFileSync(join(folder, 'whole.tgz'))
    const path = join(folder, 'part.tgz')
    // The manifest is the first file, and by far the largest.
    for (const size of [30, 100, 200, 300]) {
      writeFileSync(path, bytes.subarray(0, size))
      expect(() => readBundle(path)).toThrow(
        `${path} is cut off: it ends before its bundle.json does. Copy or download it again.`,
      )
    }
  })

  test('leaves nothing in the temporary folder at the end of the process', () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'x.tgz'), sampleInput(['a']))
    mkdirSync(join(folder, 'tmp'))
    const source = join(import.meta.dirname, '../../../src/bundle/read-bundle.ts')
    const script = `import { readBundle } from ${JSON.stringify(source)}
import { readdirSync } from 'node:fs'
readBundle('x.tgz')
console.log(readdirSync('tmp').length)`
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    })
    expect(child).toMatchObject({ stdout: '1\n', stderr: '' })
    expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  })

  test('may be behind a link', () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'x.tgz'), sampleInput(['a']))
    symlinkSync('x.tgz', join(folder, 'link'))
    expect(messagesOf(join(folder, 'link'))).toEqual(['a'])
  })
})

interface TarFile {
  readonly path: string
  readonly body?: string
  readonly type?: 'File' | 'SymbolicLink' | 'Link'
  readonly linkpath?: string
}

function tar(files: readonly TarFile[], isZipped = true): Buffer {
  const bytes = Buffer.concat([...files.flatMap(tarFile), Buffer.alloc(1024)])
  return isZipped ? gzipSync(bytes) : bytes
}

function tarFile({ body = '', ...rest }: TarFile): Buffer[] {
  const data = Buffer.from(body)
  const padding = Buffer.alloc((512 - (data.length % 512)) % 512)
  return [tarHeader({ ...rest, size: data.length }), data, padding]
}

function tarHeader({ type = 'File', ...fields }: Omit<TarFile, 'body'> & { readonly size: number }): Buffer {
  const block = Buffer.alloc(512)
  new Header({ type, mode: 0o644, mtime: new Date(0), ...fields }).encode(block)
  return block
}
