import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { resolveSinks } from '../../exporters/resolve-sinks.ts'
import type { Sink } from '../../exporters/sink.ts'
import type { SinkSetting } from '../../exporters/sink-list/sink-setting.ts'
import { runNode } from '../helpers/run-process.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** Where an open file is; the descriptor of the listing itself is closed already. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

const dev = { profile: 'dev', audience: 'dev' } as const

describe('resolveSinks', () => {
  test('makes the sinks of a list, in its order, with what each usually gets', () => {
    const folder = tempFolder()
    let printed = ''
    const own: Sink = { name: 'mine', handle: () => undefined }
    const {
      sinks,
      console: terminal,
      memory,
      otlpFiles,
    } = resolveSinks(
      [
        { type: 'file', path: join(folder, 'a.log') },
        'json',
        own,
        'memory',
        'console',
        { type: 'otlp-file', folder: join(folder, 'otlp') },
      ],
      {
        console: { stream: { write: (text) => (printed += text) }, audience: 'dev' },
        json: { path: join(folder, 'b.jsonl') },
        file: { path: 'not used', audience: 'user' },
        memory: { maxEvents: 1 },
      },
    )
    expect(sinks.map(({ name }) => name)).toEqual(['file', 'json', 'mine', 'memory', 'console'])
    expect([sinks[2], sinks[3], sinks[4]]).toEqual([own, memory, terminal])
    for (const sink of sinks) for (const message of ['one', 'two']) sink.handle(sampleEvent({ message }), dev)
    for (const sink of sinks) sink.close?.()
    for (const otlp of otlpFiles) otlp.close()
    expect(readFileSync(join(folder, 'a.log'), 'utf8')).toMatch(/ WARNING one\n.* WARNING two\n$/)
    expect(readFileSync(join(folder, 'b.jsonl'), 'utf8').split('\n')).toHaveLength(3)
    expect(memory?.recent().map(({ message }) => message)).toEqual(['two'])
    expect(printed).toBe('WARNING films.load | one\nWARNING films.load | two\n')
    expect(readdirSync(join(folder, 'otlp'))).toEqual(['logs.jsonl', 'traces.jsonl'])
  })

  test('puts files into .smonitor where the list says no path', async () => {
    const folder = tempFolder()
    const source = join(import.meta.dirname, '../../exporters/resolve-sinks.ts')
    const program = `
      import { resolveSinks } from '${source}'
      const { sinks, otlpFiles } = resolveSinks(['json', 'file', 'otlp-file'])
      for (const sink of [...sinks, ...otlpFiles]) sink.close()`
    const { code, stderr } = await runNode(['--input-type=module', '--eval', program], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(readdirSync(join(folder, '.smonitor'), { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
      'diagnostics.jsonl',
      'diagnostics.log',
      'otlp',
      'otlp/logs.jsonl',
      'otlp/traces.jsonl',
    ])
  })

  test('prints to the stream that the list names', () => {
    const { console: terminal } = resolveSinks([{ type: 'console', stream: 'stdout', theme: 'plain' }])
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    terminal?.handle(sampleEvent())
    terminal?.close?.()
    const written = write.mock.calls.map(([text]) => text)
    write.mockRestore()
    expect(written).toEqual(['Warning: The cache is cold.\n'])
  })

  test('opens nothing before the whole list is known to be right', () => {
    const folder = tempFolder()
    const list: SinkSetting[] = [{ type: 'json', path: join(folder, 'a.jsonl') }, 'nonsense' as never]
    expect(() => resolveSinks(list)).toThrow(/sinks\[1\] names the sink "nonsense"/)
    expect(readdirSync(folder)).toEqual([])
  })

  test('closes what it opened, and nothing else, when a file cannot be opened', () => {
    const folder = tempFolder()
    const inTheWay = join(folder, 'in the way')
    mkdirSync(inTheWay)
    const closed: string[] = []
    const own: Sink = { name: 'mine', handle: () => undefined, close: () => closed.push('mine') }
    const json = join(folder, 'a.jsonl')
    const open = () => resolveSinks([own, { type: 'json', path: json }, { type: 'file', path: inTheWay }])
    expect(open).toThrow(
      expect.objectContaining({
        code: 'SMON-E108',
        message: expect.stringContaining(
          `The file ${inTheWay} cannot be opened for diagnostics: EISDIR`,
        ) as string,
      }) as Error,
    )
    expect(closed).toEqual([])
    // Where a process lists its open files; elsewhere the rest of the test holds.
    if (existsSync('/proc/self/fd')) {
      const links = readdirSync('/proc/self/fd').map((fd) => `/proc/self/fd/${fd}`)
      expect(links.filter((fd) => linkOf(fd).startsWith(folder))).toEqual([])
    }
  })
})
