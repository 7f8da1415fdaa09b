import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listRuns } from '../../src/spool/list-runs.ts'
import { readRun } from '../../src/spool/read-run.ts'
import { runNode, runProcess } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Reads what a run has: the ids of its whole lines, how many lines are no JSON, and what it counted as missing. */
function look(root: string) {
  const run = readRun(listRuns(root)[0] ?? '')
  const lines = run.eventFiles.flatMap(({ path }) => {
    const all = readFileSync(path, 'utf8').split('\n')
    return all.at(-1) === '' ? all.slice(0, -1) : all
  })
  const events = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as { readonly extra: { readonly id?: number } }]
    } catch {
      return []
    }
  })
  const ids = events.flatMap(({ extra: { id } }) => (typeof id === 'number' ? [id] : []))
  return { ids, torn: lines.length - events.length, others: events.length - ids.length, dropped: run.dropped }
}

const times = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

/**
 * Emits records of 10 kB, some of them errors, until there is more than the disk takes. Then it says `full`, goes on
 * when it is told that there is room, and says how many it has emitted.
 */
const UNTIL_FULL = `
  import { once } from 'node:events'
  startSmonitor({ maxRepeats: 1, profile: 'user' })
  const filler = Array.from({ length: 2 }, () => 'x'.repeat(5000))
  let count = 0
  const some = async (number) => {
    for (let at = 0; at < number; at += 1) {
      count += 1
      emit(count % 7 === 0 ? 'error' : 'info', 'One of many.', { extra: { id: count, filler } })
      if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  await some(300)
  console.log('full')
  await once(process.stdin, 'data')
  await some(50)
  console.log(count)
  process.stdin.destroy()`

/** Runs it, and makes room once it has said that the disk is full. */
function runUntilFull(
  command: readonly string[],
  cwd: string,
  spool: string,
  makeRoom: (pid: number) => void,
) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const [file = '', ...args] = command
    const child = spawn(file, args, { cwd, env: { PATH: process.env['PATH'], SMONITOR_SPOOL: spool } })
    let stdout = ''
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (text !== 'full\n') return
      makeRoom(child.pid ?? 0)
      child.stdin.write('go\n')
    })
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A file system of one megabyte, if this machine lets us have one. */
function mountSmall(folder: string): boolean {
  mkdirSync(folder)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  if (status !== 0) return false
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return true
}

describe('a disk that is full', () => {
  test('is said once and harms nobody; when there is room again, nothing is torn, doubled or uncounted', async () => {
    const folder = tempFolder()
    const path = writeProgram(folder, UNTIL_FULL)
    const small = join(folder, 'small')
    const hasDisk = mountSmall(small)
    // Where no file system may be mounted, the size of files is limited, which meets the same code in us.
    const command = hasDisk
      ? [process.execPath, path]
      : ['prlimit', '--fsize=500000:unlimited', process.execPath, path]
    const { code, stdout, stderr } = await runUntilFull(command, folder, join(small, 'runs'), (pid) => {
      const { status } = hasDisk
        ? spawnSync('mount', ['-o', 'remount,size=50m', small])
        : spawnSync('prlimit', ['--pid', String(pid), '--fsize=unlimited'])
      expect(status).toBe(0)
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'full\n350\n' })
    expect(times(stderr, /SMON-W215/g)).toBe(1)
    expect(stderr).toMatch(
      /The diagnostics of this run cannot be kept in \S+\/small\/runs\/[0-9a-f]{32}: (ENOSPC: no space left on device|EFBIG: file too large), \w+\. \(SMON-W215\)\n  What to do: Make room on the disk\. /,
    )
    const { ids, torn, others, dropped } = look(join(small, 'runs'))
    expect(torn).toBe(0)
    // The diagnostic of the full disk is there too.
    expect(others).toBe(1)
    expect(ids).toEqual([...new Set(ids)])
    expect(ids.length + dropped).toBe(350)
    expect(ids.slice(-50)).toEqual(Array.from({ length: 50 }, (_, at) => 301 + at))
  })

  test('to the end of the program leaves it unharmed, and what was lost is counted on the full disk', async () => {
    const folder = tempFolder()
    const path = writeProgram(folder, `${UNTIL_FULL.split("console.log('full')")[0]}\nconsole.log('done')`)
    const limited = `ulimit -f 200; exec "$0" "$1"`
    const { code, signal, stdout, stderr } = await runProcess('sh', ['-c', limited, process.execPath, path], {
      cwd: folder,
    })
    expect({ code, signal, stdout }).toEqual({ code: 0, signal: null, stdout: 'done\n' })
    expect(times(stderr, /SMON-W215/g)).toBe(1)
    const { ids, dropped, torn } = look(join(folder, '.smonitor/runs'))
    expect(torn).toBe(0)
    expect(ids.length).toBeGreaterThan(5)
    expect(ids).toEqual(ids.map((_, at) => at + 1))
    // And that of the full disk.
    expect(ids.length + dropped).toBe(301)
  })
})

describe('a folder that cannot be written is said once, with what to do, and harms nobody', () => {
  /** A folder in which nobody may make one: for root, only the system itself has such. */
  function forbidden(): string {
    if (process.getuid?.() === 0) return '/sys/smonitor-runs'
    const folder = tempFolder()
    chmodSync(folder, 0o500)
    return join(folder, 'runs')
  }

  test.each<[string, (folder: string) => string, RegExp, string]>([
    [
      'one that is read-only',
      forbidden,
      /E(PERM|ACCES|ROFS): [^\n]*/,
      'Let the program write there, or choose another folder',
    ],
    [
      'one with a file in its place',
      (folder) => {
        writeFileSync(join(folder, 'file'), '')
        return 'file'
      },
      /E(NOTDIR|EXIST): [^\n]*/,
      'Something that is no folder is in its place: move it, or choose another folder',
    ],
    [
      'one with too long a name',
      () => 'x'.repeat(300),
      /ENAMETOOLONG: [^\n]*/,
      'The path is too long: choose another folder',
    ],
  ])('%s', async (_what, prepare, reason, advice) => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `const smonitor = startSmonitor({ maxRepeats: 1 })
       for (const id of [1, 2, 3]) { emit('error', 'Bad.', { extra: { id } }); await smonitor.flush() }
       console.log(smonitor.recentEvents().length)
       process.exitCode = 4`,
    )
    const { code, stdout, stderr } = await runNode([path], {
      cwd: folder,
      env: { SMONITOR_SPOOL: prepare(folder) },
    })
    // The three, and what was said.
    expect({ code, stdout }).toEqual({ code: 4, stdout: '4\n' })
    expect(times(stderr, /SMON-W215/g)).toBe(1)
    expect(stderr).toMatch(reason)
    expect(stderr).toContain(advice)
    expect(stderr).toContain('SMONITOR_SPOOL=false keeps none.')
  })

  test('a bundle is complete all the same', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `startSmonitor({ maxRepeats: 1, bundle: 'bundle', spool: 'app.mjs/runs' })
       for (let id = 1; id <= 1500; id += 1) films.emit('MOV-W010', { id })`,
    )
    const { code, stderr } = await runNode([path], { cwd: folder, env: { TMPDIR: folder } })
    expect(code).toBe(0)
    expect(times(stderr, /SMON-W215/g)).toBe(1)
    const text = readFileSync(join(folder, 'bundle/events.jsonl'), 'utf8')
    expect(times(text, /"MOV-W010"/g)).toBe(1500)
  })
})

describe('a program goes on, and so does its run', () => {
  test('when it has had too many files open', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `import { closeSync, openSync } from 'node:fs'
       const smonitor = startSmonitor({ maxRepeats: 1 })
       const open = []
       try { for (;;) open.push(openSync('/dev/null')) } catch (error) { console.log(error.code) }
       emit('error', 'Bad.', { extra: { id: 1 } })
       for (const one of open) closeSync(one)
       await smonitor.flush()
       emit('error', 'Bad.', { extra: { id: 2 } })`,
    )
    const limited = `ulimit -n 100; exec "$0" "$1"`
    const { code, stdout, stderr } = await runProcess('sh', ['-c', limited, process.execPath, path], {
      cwd: folder,
    })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'EMFILE\n' })
    expect(times(stderr, /SMON-W215/g)).toBe(1)
    expect(stderr).toContain('What to do: The program has too many files open')
    expect(look(join(folder, '.smonitor/runs'))).toMatchObject({ ids: [1, 2], torn: 0, dropped: 0 })
  })

  test('when its folder is deleted', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `import { rmSync } from 'node:fs'
       startSmonitor({ maxRepeats: 1 })
       for (const id of [1, 2, 3, 4]) {
         if (id === 3) rmSync('.smonitor', { recursive: true })
         emit('error', 'Bad.', { extra: { id } })
       }`,
    )
    const { code, stderr } = await runNode([path], { cwd: folder })
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /The files of this run in \S+ were deleted while it ran, and 2 diagnostics with them\. \(SMON-W217\)/,
    )
    expect(look(join(folder, '.smonitor/runs'))).toMatchObject({ ids: [3, 4], torn: 0, dropped: 2 })
  })

  test('when it has reached its bound', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `startSmonitor({ maxRepeats: 1, spool: { maxBytes: 200_000 } })
       for (let id = 1; id <= 1000; id += 1) emit('info', 'One of many.', { extra: { id } })
       emit('error', 'The last words.', { extra: { id: 0 } })`,
    )
    const { code, stderr } = await runNode([path], { cwd: folder })
    expect(code).toBe(0)
    expect(times(stderr, /SMON-W216/g)).toBe(1)
    expect(stderr).toMatch(/take 200000 bytes in \S+, the most that they may: from now on they are counted/)
    const { ids, dropped } = look(join(folder, '.smonitor/runs'))
    expect(ids.at(-1)).toBe(0)
    // W216 came when there was no room left but for errors.
    expect(ids.length + dropped).toBeGreaterThanOrEqual(1001)
    expect(dropped).toBeGreaterThan(100)
  })

  test('when a former run cannot be deleted', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `startSmonitor({ maxRepeats: 1, spool: { maxRuns: 1 } })\nemit('error', 'Bad.')`,
    )
    await runNode([path], { cwd: folder })
    const [first = ''] = listRuns(join(folder, '.smonitor/runs'))
    const isHeld = hold(first)
    const { code, stderr } = await runNode([path], { cwd: folder })
    expect(code).toBe(0)
    expect(listRuns(join(folder, '.smonitor/runs'))).toHaveLength(isHeld ? 2 : 1)
    expect(times(stderr, /The oldest runs in \S+ cannot be deleted: E\w+: .*\. \(SMON-W218\)/g)).toBe(
      isHeld ? 1 : 0,
    )
  })
})

/** Keeps the files of a folder from being deleted, if this machine lets us: root may delete all but what is in use. */
function hold(folder: string): boolean {
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o500)
    onTestFinished(() => chmodSync(folder, 0o700))
    return true
  }
  const file = join(folder, readdirSync(folder)[0] ?? '')
  if (spawnSync('mount', ['--bind', file, file]).status !== 0) return false
  onTestFinished(() => void spawnSync('umount', ['-l', file]))
  return true
}
