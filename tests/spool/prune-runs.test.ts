import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeAboutHead } from '../../src/spool/about-file.ts'
import { markProcess } from '../../src/spool/process-mark.ts'
import { pruneRuns, removeEmptyRoot } from '../../src/spool/prune-runs.ts'
import { openRunSpool } from '../../src/spool/run-spool.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const here = markProcess()
const gone = {
  ...here,
  pid: spawnSync(process.execPath, ['-e', '0']).pid,
  started: here.started === null ? null : '1',
}

/** Makes a run that ended some days ago, or of which a process is alive. */
function addRun(root: string, name: string, days: number, { bytes = 0, isAlive = false } = {}): void {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const head = { version: '1.0.0', role: 'program', thread: 0, ...(isAlive ? here : gone) } as const
  const files = {
    'about-20260301T100000000Z-1-0-01234567.jsonl': encodeAboutHead(head, {}),
    'events-20260301T100000000Z-1-0-01234567.jsonl': Buffer.alloc(bytes, 'x'),
  }
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, file), content)
    const time = Date.now() / 1000 - days * 86_400
    utimesSync(join(folder, file), time, time)
  }
}

const ALL = {
  maxRuns: Infinity,
  maxAgeDays: Infinity,
  maxBytes: Infinity,
  current: '',
  unsent: { maxBytes: Infinity, maxAgeDays: Infinity },
  onUnsentDeleted: () => undefined,
}

/** Adds to a run what no endpoint has taken: files of so many diagnostics, as old as said, the newest last. */
function addUnsent(root: string, name: string, files: readonly { count: number; days: number }[]): void {
  const head = { outbox: 1, mark: gone, target: 't', resource: {} }
  for (const [at, { count, days }] of files.entries()) {
    const path = join(root, name, `outbox-20260301T100000000Z-1-0-01234567-${at + 1}.jsonl`)
    writeFileSync(
      path,
      [head, ...Array.from({ length: count }, () => ({}))].map((one) => `${JSON.stringify(one)}\n`).join(''),
    )
    const time = Date.now() / 1000 - days * 86_400
    utimesSync(path, time, time)
  }
}

describe('former runs', () => {
  test('are kept as many as may be, the newest', () => {
    const root = tempFolder()
    for (const [name, days] of [
      ['b', 2],
      ['d', 4],
      ['a', 1],
      ['c', 3],
    ] as const)
      addRun(root, name, days)
    expect(pruneRuns(root, { ...ALL, maxRuns: 2 })).toEqual([join(root, 'c'), join(root, 'd')])
    expect(readdirSync(root)).toEqual(['a', 'b'])
    expect(pruneRuns(root, { ...ALL, maxRuns: 2 })).toEqual([])
  })

  test('are kept as long as may be', () => {
    const root = tempFolder()
    for (const days of [1, 5, 9]) addRun(root, `r${days}`, days)
    pruneRuns(root, { ...ALL, maxAgeDays: 6 })
    expect(readdirSync(root)).toEqual(['r1', 'r5'])
  })

  test('are kept as far as they fit together', () => {
    const root = tempFolder()
    for (const days of [1, 2, 3]) addRun(root, `r${days}`, days, { bytes: 100_000 })
    addRun(root, 'r4', 4, { bytes: 10 })
    pruneRuns(root, { ...ALL, maxBytes: 250_000 })
    expect(readdirSync(root)).toEqual(['r1', 'r2', 'r4'])
  })

  test('stay while a process of them is alive, and the current one always, and both count', () => {
    const root = tempFolder()
    addRun(root, 'alive', 100, { isAlive: true, bytes: 1000 })
    addRun(root, 'current', 50)
    addRun(root, 'old', 1)
    pruneRuns(root, {
      ...ALL,
      maxRuns: 2,
      maxAgeDays: 10,
      maxBytes: Infinity,
      current: join(root, 'current'),
    })
    expect(readdirSync(root)).toEqual(['alive', 'current'])
  })

  test('stay where anything in them is not ours, and so does all else in the folder', () => {
    const root = tempFolder()
    const outside = tempFolder()
    addRun(root, 'notes', 9)
    writeFileSync(join(root, 'notes/notes.txt'), 'mine')
    addRun(root, 'deep', 9)
    mkdirSync(join(root, 'deep/events-20260301T100000000Z-1-0-01234568.jsonl'))
    addRun(root, 'linked-file', 9)
    writeFileSync(join(outside, 'precious.txt'), 'mine')
    symlinkSync(
      join(outside, 'precious.txt'),
      join(root, 'linked-file/events-20260301T100000000Z-1-0-01234568.jsonl'),
    )
    addRun(outside, 'linked', 9)
    symlinkSync(join(outside, 'linked'), join(root, 'linked'))
    mkdirSync(join(root, 'empty'))
    mkdirSync(join(root, 'src'))
    writeFileSync(join(root, 'src/app.ts'), 'mine')
    writeFileSync(join(root, 'file.txt'), 'mine')
    addRun(root, 'ours', 9)
    pruneRuns(root, { ...ALL, maxRuns: 0 })
    expect(readdirSync(root)).toEqual(['deep', 'empty', 'file.txt', 'linked', 'linked-file', 'notes', 'src'])
    expect(readdirSync(join(outside, 'linked'))).toHaveLength(2)
    expect(readFileSync(join(outside, 'precious.txt'), 'utf8')).toBe('mine')
    expect(readFileSync(join(root, 'notes/notes.txt'), 'utf8')).toBe('mine')
  })

  test('are no concern where there is no folder, or something else', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(pruneRuns(join(folder, 'nothing'), { ...ALL, maxRuns: 0 })).toEqual([])
    expect(pruneRuns(join(folder, 'file'), { ...ALL, maxRuns: 0 })).toEqual([])
  })

  test('are deleted by several programs that start at once, each as if it were alone', async () => {
    const root = join(tempFolder(), '.smonitor/runs')
    for (let at = 0; at < 30; at += 1) addRun(root, `old${at}`, 10 + at)
    const source = join(import.meta.dirname, '../../src/spool/run-spool.ts')
    const program = `
      import { openRunSpool } from ${JSON.stringify(source)}
      const spool = openRunSpool({
        root: process.argv[1], runId: process.argv[2], info: {}, maxRuns: 10,
        onProblem: (problem) => console.log(JSON.stringify(problem)),
      })
      spool.append('one', true)
      spool.close({ exit_code: 0, signal: null })
      spool.append('late', true)`
    const outputs = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', program, root, `new${at}`])
        let output = ''
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => (output += text))
        await once(child, 'close')
        return output
      }),
    )
    expect(outputs.join('')).toBe('')
    const left = readdirSync(root)
    expect(left.filter((name) => name.startsWith('new'))).toHaveLength(8)
    expect(left.length).toBeLessThanOrEqual(10)
    for (const name of left.filter((one) => one.startsWith('new'))) {
      const [events = ''] = readdirSync(join(root, name)).filter((file) => file.startsWith('events-'))
      expect(readFileSync(join(root, name, events), 'utf8')).toBe('one\nlate\n')
    }
  })

  test('go when a program has ended soon after its start, too', () => {
    const root = tempFolder()
    for (const days of [1, 2, 3]) addRun(root, `r${days}`, days)
    const spool = openRunSpool({ root, runId: 'now', info: {}, maxRuns: 2 })
    spool.append('one', true)
    expect(readdirSync(root)).toHaveLength(4)
    spool.close({ exit_code: 0, signal: null })
    expect(readdirSync(root)).toEqual(['now', 'r1'])
  })
})

describe('the folder of the runs', () => {
  test('goes with .smonitor when nothing is left in them, and never with anything in it', () => {
    const folder = tempFolder()
    const root = join(folder, '.smonitor/runs')
    mkdirSync(root, { recursive: true })
    writeFileSync(join(folder, '.smonitor/.gitignore'), '*\n')
    writeFileSync(join(folder, '.smonitor/notes'), '')
    removeEmptyRoot(root)
    expect(readdirSync(join(folder, '.smonitor'))).toEqual(['.gitignore', 'notes'])
    mkdirSync(join(root, 'r1'), { recursive: true })
    removeEmptyRoot(root)
    expect(existsSync(join(root, 'r1'))).toBe(true)
  })
})

describe('former runs with what no endpoint has taken', () => {
  test('stay whole past their number and age', () => {
    const root = tempFolder()
    for (const name of ['a', 'b']) addRun(root, name, 20, { bytes: 10 })
    addUnsent(root, 'a', [{ count: 2, days: 10 }])
    const lost: number[] = []
    const limits = { ...ALL, maxRuns: 0, maxAgeDays: 7, onUnsentDeleted: (count: number) => lost.push(count) }
    expect(pruneRuns(root, limits)).toEqual([join(root, 'b')])
    expect([readdirSync(join(root, 'a')).length, lost]).toEqual([3, []])
  })

  test('keep only that where they are too large', () => {
    const root = tempFolder()
    addRun(root, 'a', 1, { bytes: 5000 })
    addUnsent(root, 'a', [{ count: 2, days: 1 }])
    expect(pruneRuns(root, { ...ALL, maxBytes: 4000 })).toEqual([])
    expect(readdirSync(join(root, 'a')).map((name) => name.split('-')[0])).toEqual(['about', 'outbox'])
  })

  test('lose what is too old, and the oldest of what is too much, which is counted', () => {
    const root = tempFolder()
    for (const [at, name] of ['a', 'b', 'c'].entries()) addRun(root, name, at + 3)
    addUnsent(root, 'a', [
      { count: 1, days: 15 },
      { count: 100, days: 2 },
    ])
    addUnsent(root, 'b', [{ count: 20, days: 3 }])
    addUnsent(root, 'c', [{ count: 300, days: 4 }])
    const lost: number[] = []
    const unsent = { maxBytes: 900, maxAgeDays: 14 }
    expect(
      pruneRuns(root, { ...ALL, maxRuns: 0, unsent, onUnsentDeleted: (count) => lost.push(count) }),
    ).toEqual([join(root, 'c')])
    expect([readdirSync(join(root, 'a')).length, readdirSync(join(root, 'b')).length, lost]).toEqual([
      3,
      3,
      [301],
    ])
  })
})
