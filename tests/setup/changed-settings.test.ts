import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

/** Runs a program in a folder of its own. */
async function run(source: string, flags: readonly string[] = []) {
  const folder = tempFolder()
  const { code, stdout, stderr } = await runNode([...flags, writeProgram(folder, source)], { cwd: folder })
  const linesOf = (name: string): string[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  return { code, stdout, stderr, folder, linesOf }
}

const PLAIN = `theme: 'plain', spool: false`

describe('a setting that is changed while the program runs', () => {
  test('reaches a console and a text file that the list of sinks names', async () => {
    const { stderr, linesOf } = await run(`
      const smonitor = startSmonitor({ ${PLAIN}, sinks: ['console', 'memory'], file: 'a.log' })
      films.emit('MOV-W010', { id: 'f1' })
      smonitor.configure({ profile: 'agent' })
      films.emit('MOV-W010', { id: 'f2' })
      emit('info', 'For the agent.')`)
    expect(stderr).toContain('Warning: The film f1 has no title. (MOV-W010)')
    expect(stderr).toContain('hint=add_title')
    expect(stderr).toContain('message="For the agent."')
    expect(stderr.match(/f2 has/g)).toHaveLength(1)
    expect(linesOf('a.log')[1]).toContain('add_title')
  })

  test('keeps as many of the newest events as it says', async () => {
    const { stdout } = await run(`
      const smonitor = startSmonitor({ ${PLAIN}, level: 'fatal', eventBufferSize: 5 })
      const kept = () => smonitor.recentEvents().map(({ message }) => message).join('')
      for (const n of '12345678') emit('info', n)
      const first = kept()
      startSmonitor({ eventBufferSize: 3 })
      const second = kept()
      smonitor.configure({ eventBufferSize: 6 })
      for (const n of 'abcd') emit('info', n)
      const { events_total, events_evicted } = smonitor.report()
      console.log([first, second, kept(), events_total, events_evicted].join(' '))`)
    expect(stdout).toBe('45678 678 78abcd 12 6\n')
  })

  test('asks all signals for what they were given, and those that refuse do not tell', async () => {
    const { stdout } = await run(`
      const smonitor = startSmonitor({ ${PLAIN}, level: 'fatal', argsSummary: true })
      const fail = (name, options) => signal(name, (row) => { throw new Error('no ' + row) }, options)
      const later = signal('later', async (row) => { await 0; throw new Error('no ' + row) })
      const call = (fn) => { try { fn(7) } catch {} }
      call(fail('asked'))
      await later(8).catch(() => undefined)
      call(fail('refuses', { args: false }))
      try { span('block', () => { throw new Error('in a block') }) } catch {}
      smonitor.configure({ argsSummary: false })
      call(fail('no longer'))
      console.log(JSON.stringify(smonitor.recentEvents().map(({ source, args }) => [source, ...args])))`)
    expect(JSON.parse(stdout)).toEqual([
      ['asked', '7'],
      ['later', '8'],
      ['refuses'],
      ['block'],
      ['no longer'],
    ])
  })

  test('that comes too late for the run is told', async () => {
    const { stderr, folder } = await run(
      `startSmonitor({ spool: false, runId: 'other', theme: 'plain' })\nemit('error', 'Bad.')`,
      ['--import', import.meta.resolve('../../dist/src/setup/register.js')],
    )
    expect(stderr).toMatch(/spool has no effect: the run keeps .*SMON-W204/)
    expect(stderr).toMatch(/runId has no effect: the run has its id already.*SMON-W204/)
    expect(existsSync(join(folder, '.smonitor'))).toBe(true)
  })

  test.each([`'dev'`, 'null', '5', '[]'])('is refused where there is none: %s', async (value) => {
    const { code, stdout } = await run(`
      const smonitor = startSmonitor({ ${PLAIN} })
      for (const start of [() => smonitor.configure(${value}), () => startSmonitor(${value})])
        try { start(); console.log('taken') } catch (error) { console.log(error.code, error.message) }`)
    expect(code).toBe(0)
    expect(stdout.match(/SMON-E102 The argument is/g)).toHaveLength(2)
  })

  test('leaves nothing open when it is refused', async () => {
    const { stdout } = await run(`
      const { readdirSync, readlinkSync } = await import('node:fs')
      const smonitor = startSmonitor({ ${PLAIN} })
      const refuse = (options) => { try { smonitor.configure(options) } catch (error) { console.log(error.code) } }
      refuse({ json: 'new.jsonl', file: '/' })
      refuse({ sinks: [{ type: 'json', path: 'other.jsonl' }, { type: 'file', path: '/' }] })
      const open = readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)] } catch { return [] } })
      console.log(open.filter((path) => path.endsWith('.jsonl')).length)`)
    expect(stdout).toBe('SMON-E108\nSMON-E108\n0\n')
  })
})

describe('a sink of the program', () => {
  test.each(['null', '7', '{}', `{ name: 'x' }`, `{ handle() {} }`])(
    'that is none is refused: %s',
    async (value) => {
      const { code, stdout, stderr } = await run(`
      const smonitor = startSmonitor({ ${PLAIN} })
      try { smonitor.addSink(${value}) } catch (error) { console.log(error.code) }
      emit('error', 'Still here.')`)
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: 'SMON-E121\n',
        stderr: 'Error: Still here.\n',
      })
    },
  )

  test('is let go of when it is taken out, and its errors still count', async () => {
    const { stdout } = await run(
      `const smonitor = startSmonitor({ ${PLAIN}, level: 'fatal' })
      const refs = []
      for (let at = 0; at < 50; at += 1) {
        const sink = { name: 'request', big: new Array(1000).fill(at), handle() { if (at < 3) throw new Error('no') } }
        refs.push(new WeakRef(sink))
        const remove = smonitor.addSink(sink)
        emit('debug', 'x')
        remove()
      }
      await new Promise((done) => setTimeout(done, 10))
      gc()
      console.log(refs.filter((ref) => ref.deref() !== undefined).length < 5, smonitor.report().handler_errors.request)`,
      ['--expose-gc'],
    )
    expect(stdout).toBe('true 3\n')
  })
})

describe('what a listener of the end says', () => {
  test.each([
    ['by itself', ''],
    ['by process.exit()', 'process.exit()'],
  ])('is on the terminal and in the files, when the program ends %s', async (_, end) => {
    const { stderr, linesOf } = await run(`
        startSmonitor({ theme: 'plain', json: 'a.jsonl', file: 'a.log', sinks: [{ type: 'otlp-file', folder: 'o' }] })
        process.on('exit', () => {
          emit('error', 'In exit.')
          try { signal('late', () => { throw new Error('Thrown in exit.') })() } catch {}
        })
        emit('warn', 'Before.')
        ${end}`)
    expect(stderr).toBe('Warning: Before.\nError: In exit.\nError: Thrown in exit.\n')
    for (const name of ['a.jsonl', 'a.log']) expect(linesOf(name)).toHaveLength(3)
    expect(linesOf('o/logs.jsonl').join('')).toContain('In exit.')
  })
})
