import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BundleError } from '../../../src/bundle/bundle-error.ts'
import { composeArchive } from '../../../src/bundle/forms/compose-archive.ts'
import { readBundle } from '../../../src/bundle/read-bundle.ts'
import { verifyBundle } from '../../../src/bundle/verify-bundle.ts'
import { writeBundle } from '../../../src/bundle/write-bundle.ts'
import { FORM_NAMES, sampleInput, spans } from '../../helpers/sample-bundle.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const ONE_FILE = FORM_NAMES.filter((name) => name !== 'bundle')
const none = { preset: 'none' } as const

describe.each(FORM_NAMES)('a bundle that is called %s', (name) => {
  test('reads back as it was written, for any events and documents of OTLP', () => {
    const path = join(tempFolder(), name)
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    const any = fc.record({
      messages: fc.array(text, { maxLength: 5 }),
      traces: fc.option(fc.array(text.map(spans), { maxLength: 3 }), { nil: undefined }),
      metrics: fc.option(
        fc.array(
          text.map((value) => ({ resourceMetrics: [value] })),
          { maxLength: 2 },
        ),
        {
          nil: undefined,
        },
      ),
    })
    fc.assert(
      fc.property(any, ({ messages, traces, metrics }) => {
        const events = messages.map((message) => sampleEvent({ message, source: message }))
        const input = {
          ...sampleInput([], { events }),
          ...(traces === undefined ? {} : { traces }),
          ...(metrics === undefined ? {} : { metrics }),
        }
        const written = writeBundle(path, input, { force: true, redact: none })
        const bundle = readBundle(path)
        expect(bundle.manifest).toEqual(written)
        expect([...bundle.events()]).toEqual(events)
        expect([...bundle.traces()]).toEqual(traces ?? [])
        expect([...bundle.metrics()]).toEqual(metrics ?? [])
        expect(bundle.notes).toEqual([])
        bundle.close()
        expect(verifyBundle(path)).toEqual({ ok: true, problems: [] })
      }),
      { numRuns: 25 },
    )
  })

  test('holds events of several megabytes as they are', () => {
    const path = join(tempFolder(), name)
    const messages = Array.from({ length: 3000 }, () => randomBytes(700).toString('base64'))
    writeBundle(path, sampleInput(messages), { redact: none })
    expect([...readBundle(path).events()].map(({ message }) => message)).toEqual(messages)
    expect(verifyBundle(path)).toEqual({ ok: true, problems: [] })
  })

  test('is for its owner alone, and leaves nothing beside it', () => {
    const folder = tempFolder()
    writeBundle(join(folder, name), sampleInput(['a']))
    expect(statSync(join(folder, name)).mode & 0o777).toBe(name === 'bundle' ? 0o700 : 0o600)
    expect(readdirSync(folder)).toEqual([name])
  })

  test('is kept unless force replaces it', () => {
    const path = join(tempFolder(), name)
    writeBundle(path, sampleInput(['old']))
    expect(() => writeBundle(path, sampleInput(['new']))).toThrow(/ a bundle already\. .*--force\.$/)
    expect([...readBundle(path).events()].map(({ message }) => message)).toEqual(['old'])
    writeBundle(path, sampleInput(['new']), { force: true })
    expect([...readBundle(path).events()].map(({ message }) => message)).toEqual(['new'])
  })

  test('takes the place of a link to another, which stays', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'real'))
    writeBundle(join(folder, 'real', name), sampleInput(['real']))
    symlinkSync(join(folder, 'real', name), join(folder, name))
    writeBundle(join(folder, name), sampleInput(['new']), { force: true })
    expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(false)
    expect([...readBundle(join(folder, 'real', name)).events()].map(({ message }) => message)).toEqual([
      'real',
    ])
  })

  test('is not there at all when its events fail in the middle, and the old one stays', () => {
    const folder = tempFolder()
    function* failing() {
      for (let at = 0; at < 5000; at += 1) yield sampleEvent({ message: `message ${at}` })
      throw new Error('the source broke')
    }
    const write = () =>
      writeBundle(join(folder, name), sampleInput([], { events: failing() }), { force: true })
    expect(write).toThrow(BundleError)
    expect(readdirSync(folder)).toEqual([])
    writeBundle(join(folder, name), sampleInput(['old']))
    expect(write).toThrow('could not be written')
    expect(readdirSync(folder)).toEqual([name])
    expect([...readBundle(join(folder, name)).events()]).toHaveLength(1)
  })
})

describe('a bundle that is one file', () => {
  test.each(ONE_FILE)('never takes the place of what is no bundle, with force or without: %s', (name) => {
    const folder = tempFolder()
    for (const content of ['mine', '', '{"schema":"other/1"}', '{"events":[]}', '\u001f\u008bno']) {
      writeFileSync(join(folder, name), content, 'latin1')
      for (const options of [{}, { force: true }, { append: true }]) {
        expect(() => writeBundle(join(folder, name), sampleInput([]), options)).toThrow(
          `${join(folder, name)} is no bundle of ours, or a damaged one, so it is left as it is. Delete it, or choose another name.`,
        )
      }
      expect(readFileSync(join(folder, name), 'latin1')).toBe(content)
    }
  })

  test.each(ONE_FILE)('does not take the place of a folder: %s', (name) => {
    const folder = tempFolder()
    mkdirSync(join(folder, name))
    expect(() => writeBundle(join(folder, name), sampleInput([]), { force: true })).toThrow(
      'is a folder or a device, and its name says that the bundle is one file.',
    )
  })

  test('does not take the place of the manifest, or the events, of a bundle that is a folder', () => {
    const folder = join(tempFolder(), 'bundle')
    writeBundle(folder, sampleInput(['a']))
    for (const file of ['bundle.json', 'events.jsonl']) {
      expect(() => writeBundle(join(folder, file), sampleInput([]), { force: true })).toThrow(
        'is no bundle of ours',
      )
    }
    expect(verifyBundle(folder).ok).toBe(true)
  })

  test('as .json is one document with a line for each event, that any tool can read', () => {
    const path = join(tempFolder(), 'x.json')
    writeBundle(path, sampleInput(['a', 'b'], { traces: [spans('one')] }))
    const text = readFileSync(path, 'utf8')
    const document = JSON.parse(text) as Record<string, unknown>
    expect(document).toMatchObject({
      schema: 'smonitor.bundle/1',
      form: 'json',
      counts: { total: 2 },
      events: [{ message: 'a' }, { message: 'b' }],
      traces: [spans('one')],
    })
    expect(document).not.toHaveProperty('logs')
    expect(text.split('\n').filter((line) => line.startsWith('{"timestamp"'))).toHaveLength(2)
  })

  test('as .jsonl has its manifest first, and then a line for each event and document', () => {
    const path = join(tempFolder(), 'x.jsonl')
    writeBundle(path, sampleInput(['a', 'b'], { traces: [spans('one')] }))
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      'schema',
      'timestamp',
      'timestamp',
      'resourceSpans',
    ])
  })

  test('as archive unpacks with tar into a folder that is a bundle, and names nobody', () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'shop.tar.gz'), sampleInput(['a']))
    const listed = spawnSync('tar', ['-tvzf', 'shop.tar.gz'], { cwd: folder, encoding: 'utf8' }).stdout
    expect(
      listed
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s+/).at(-1)),
    ).toEqual(['shop/README.txt', 'shop/bundle.json', 'shop/events.jsonl', 'shop/logs.jsonl'])
    for (const line of listed.trimEnd().split('\n')) expect(line).toMatch(/^-rw------- 0\/0 /)
    expect(spawnSync('tar', ['-xzf', 'shop.tar.gz'], { cwd: folder }).status).toBe(0)
    expect(verifyBundle(join(folder, 'shop'))).toEqual({ ok: true, problems: [] })
  })

  test('as archive is the same for the same contents', () => {
    const folder = tempFolder()
    writeBundle(join(folder, 'one.tgz'), sampleInput(['a']))
    spawnSync('tar', ['-xzf', 'one.tgz'], { cwd: folder })
    const contents = {
      name: 'one.tgz',
      files: ['events.jsonl', 'README.txt', 'bundle.json'],
      time: '2026-03-01T10:00:00Z',
    }
    composeArchive(join(folder, 'a'), join(folder, 'one'), contents)
    composeArchive(join(folder, 'b'), join(folder, 'one'), {
      ...contents,
      files: contents.files.toReversed(),
    })
    expect(readFileSync(join(folder, 'a')).equals(readFileSync(join(folder, 'b')))).toBe(true)
  })

  test('and an archive have a file that tells a person what they are', () => {
    const folder = tempFolder()
    const manifest = writeBundle(join(folder, 'bundle'), sampleInput([]))
    expect(readFileSync(join(folder, 'bundle/README.txt'), 'utf8')).toContain('npx smonitor report --from .')
    expect(Object.keys(manifest.files).toSorted()).toEqual(['README.txt', 'events.jsonl', 'logs.jsonl'])
    expect(Object.keys(writeBundle(join(folder, 'x.json'), sampleInput([])).files)).toEqual(['events.jsonl'])
  })
})

describe('a full disk', () => {
  // A process may not write more than this to a file: 64 blocks of 1024 bytes.
  test.each(FORM_NAMES)('leaves nothing of a new bundle, and the old one as it is: %s', (name) => {
    const folder = tempFolder()
    const path = join(folder, name)
    writeBundle(path, sampleInput(['old']))
    const script = join(folder, 'write.mjs')
    const source = join(import.meta.dirname, '../../../src/bundle/write-bundle.ts')
    writeFileSync(
      script,
      `import { writeBundle } from ${JSON.stringify(source)}
process.on('SIGXFSZ', () => undefined)
const event = JSON.parse(process.argv[3])
function* events() { for (let at = 0; at < 20000; at += 1) yield { ...event, message: String(Math.random()).repeat(4) } }
try {
  writeBundle(process.argv[2], { run: JSON.parse(process.argv[4]), end: { ended_at: '', exit_code: 0, signal: null }, catalogs: [], events: events() }, { force: true })
  console.log('written')
} catch (error) { console.log(error.problem, error.message) }
`,
    )
    const args = [path, JSON.stringify(sampleEvent()), JSON.stringify(sampleInput([]).run)]
    const child = spawnSync(
      'bash',
      ['-c', 'ulimit -f 64; exec "$@"', 'bash', process.execPath, script, ...args],
      {
        encoding: 'utf8',
      },
    )
    expect(child.stdout).toMatch(/^unwritable The bundle could not be written to .*: EFBIG/)
    expect(readdirSync(folder).toSorted()).toEqual([name, 'write.mjs'].toSorted())
    expect([...readBundle(path).events()].map(({ message }) => message)).toEqual(['old'])
  })

  test.each(['compose-archive', 'compose-lines', 'compose-document'])(
    'is told while the one file is made of the folder: %s',
    (module) => {
      const folder = tempFolder()
      const manifest = writeBundle(join(folder, 'bundle'), sampleInput(['a']))
      writeFileSync(join(folder, 'bundle/events.jsonl'), randomBytes(200_000).toString('base64'))
      const script = join(folder, 'compose.mjs')
      const source = join(import.meta.dirname, `../../../src/bundle/forms/${module}.ts`)
      const contents = { name: 'x.tgz', files: ['events.jsonl'], time: '2026-03-01T10:00:00Z' }
      writeFileSync(
        script,
        `import * as composer from ${JSON.stringify(source)}
process.on('SIGXFSZ', () => undefined)
const { composeArchive, composeLines, composeDocument } = composer
const manifest = ${JSON.stringify(manifest)}
try {
  composeArchive?.('out', 'bundle', ${JSON.stringify(contents)})
  composeLines?.('out', 'bundle', manifest, ['events.jsonl'])
  composeDocument?.('out', 'bundle', manifest, ['events.jsonl'])
} catch (error) { console.log(error.code) }
`,
      )
      const child = spawnSync('bash', ['-c', 'ulimit -f 64; exec "$@"', 'bash', process.execPath, script], {
        cwd: folder,
        encoding: 'utf8',
      })
      expect(child).toMatchObject({ stdout: 'EFBIG\n', stderr: '' })
    },
  )
})
