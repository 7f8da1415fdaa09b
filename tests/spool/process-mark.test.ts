import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkLiveness, markProcess } from '../../src/spool/process-mark.ts'

const here = markProcess()
const now = (): number => Date.now()

describe('a marked process', () => {
  test('is alive while it runs', () => {
    expect(checkLiveness(here, 0, here)).toEqual({ isAlive: true, knownBy: 'process' })
  })

  test('is not another one that has its number now', () => {
    if (here.started === null) return
    expect(checkLiveness({ ...here, started: '1' }, now(), here)).toEqual({
      isAlive: false,
      knownBy: 'process',
    })
  })

  test('is gone when it has ended', async () => {
    const child = spawn(process.execPath, ['-e', '0'])
    await once(child, 'exit')
    const mark = { ...here, pid: child.pid ?? 0, started: here.started === null ? null : '1' }
    expect(checkLiveness(mark, now(), here).isAlive).toBe(false)
  })

  test('is gone when it has ended and nobody has waited for it', async () => {
    if (!existsSync('/proc/self/stat')) return
    // The shell becomes a program that does not wait for the child that the shell had started.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'])
    onTestFinished(() => void parent.kill('SIGKILL'))
    const [text] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string]
    const pid = Number(text)
    const { readFileSync } = await import('node:fs')
    const stat = (): string[] => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    const mark = { ...here, pid, started: stat()[19] ?? null }
    expect(checkLiveness(mark, now(), here).isAlive).toBe(true)
    while (stat()[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 10))
    expect(process.kill(pid, 0)).toBe(true)
    expect(checkLiveness(mark, now(), here)).toEqual({ isAlive: false, knownBy: 'process' })
  })

  test.each([
    [0, true],
    [50_000, true],
    [70_000, false],
    [Infinity, false],
  ])('of another machine or container counts as alive by its sign of life %s ms ago: %s', (ago, isAlive) => {
    const mark = { ...here, space: 'ffffffffffffffff' }
    expect(checkLiveness(mark, ago === Infinity ? 0 : now() - ago, here)).toEqual({
      isAlive,
      knownBy: 'heartbeat',
    })
  })

  test('is asked for by its number alone, where the system does not say when it started', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const mark = { ...here, pid: child.pid ?? 0, started: null }
    expect(checkLiveness(mark, 0, here).isAlive).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(checkLiveness(mark, 0, here).isAlive).toBe(false)
  })
})
