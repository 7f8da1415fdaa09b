import { PassThrough, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createWriter } from '../../../../exporters/console/terminal/create-writer.ts'
import { runProcess } from '../../../helpers/run-process.ts'

describe('createWriter', () => {
  test('writes to anything that can write', () => {
    const texts: string[] = []
    createWriter({ write: (text) => texts.push(text) })('one')
    expect(texts).toEqual(['one'])
  })

  test('hears errors while it writes and not longer, with one listener for any number of writes', async () => {
    const stream = new PassThrough()
    const write = createWriter(stream)
    for (let at = 0; at < 50; at++) write('x')
    expect(stream.listenerCount('error')).toBe(1)
    await setImmediate()
    await setImmediate()
    expect(stream.listenerCount('error')).toBe(0)
    expect((stream.read() as Buffer).toString()).toBe('x'.repeat(50))
  })

  test('survives a stream that fails later', async () => {
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        done(new Error('EPIPE'))
      },
    })
    createWriter(stream)('one')
    await setImmediate()
    await setImmediate()
    expect(stream.errored?.message).toBe('EPIPE')
  })

  test('throws what the stream throws, and hears no errors after that', () => {
    const stream = new PassThrough()
    stream.write = () => {
      throw new Error('closed')
    }
    expect(() => createWriter(stream)('one')).toThrow('closed')
    expect(stream.listenerCount('error')).toBe(0)
  })

  test('does not end a program whose reader has left', async () => {
    const source = pathToFileURL(
      join(import.meta.dirname, '../../../../exporters/console/console-sink.ts'),
    ).href
    const helper = pathToFileURL(join(import.meta.dirname, '../../../helpers/sample-event.ts')).href
    const program = `
      import { createConsoleSink } from '${source}'
      import { sampleEvent } from '${helper}'
      const sink = createConsoleSink()
      let round = 0
      const timer = setInterval(() => {
        sink.handle(sampleEvent({ message: 'x'.repeat(500) }))
        if (++round === 200) {
          clearInterval(timer)
          console.log('survived')
          process.exitCode = 5
        }
      }, 1)`
    const script = `"$0" --input-type=module --eval "$1" 2>&1 >&3 | head -c 10 >/dev/null; exit 0`
    const { code, stdout } = await runProcess('bash', [
      '-c',
      `{ ${script}; } 3>&1`,
      process.execPath,
      program,
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'survived\n' })
  })
})
