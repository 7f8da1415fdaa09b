import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../../src/bundle/parse-event.ts'
import { readBundle } from '../../src/bundle/read-bundle.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'
import { runNode } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeProgram } from '../helpers/write-program.ts'

const eventsOf = (folder: string): DiagnosticEvent[] => [...readBundle(folder).events()]

describe('a program that starts smonitor', () => {
  test('has its diagnostics as JSON lines, in a bundle, and in memory, all alike', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      const smonitor = startSmonitor({ json: 'log.jsonl', bundle: 'bundle', eventBufferSize: 2, serviceName: 'shop' })
      span('work', () => {
        films.emit('MOV-W010', { id: 'f1' })
        films.emit('MOV-W010', { id: 'f2' }, { extra: { more: [1, { two: 2 }] } })
      })
      emit('debug', 'The last.')
      smonitor.exportBundle('memory')
      process.chdir('/')
      console.log(JSON.stringify({ ...smonitor, recent: smonitor.recentEvents().map((event) => event.message) }))`,
    )
    const { code, stdout } = await runNode([path, '--secret=hunter2'], { cwd: folder })
    expect(code).toBe(0)
    const handle = JSON.parse(stdout) as Record<string, unknown>
    expect(handle['recent']).toEqual(['The film f2 has no title.', 'The last.'])

    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n')
    const events = lines.map((line) => parseEvent(line) as DiagnosticEvent)
    expect(eventsOf(join(folder, 'bundle'))).toEqual(events)
    expect(eventsOf(join(folder, 'memory'))).toEqual(events.slice(1))
    expect(readBundle(join(folder, 'memory')).manifest.events).toMatchObject({ total: 2, dropped: 1 })

    expect(events.map(({ message }) => message)).toEqual([
      'The film f1 has no title.',
      'The film f2 has no title.',
      'The last.',
    ])
    for (const event of events) {
      expect(event).toMatchObject({ run_id: handle['runId'], session_id: handle['sessionId'] })
    }
    expect(events[0]).toMatchObject({
      code: 'MOV-W010',
      level: 'WARNING',
      source: 'work',
      context: { chain: ['work'], depth: 1 },
      extra: { id: 'f1' },
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    })
    expect(events[1]?.extra).toEqual({ id: 'f2', more: '[1,{"two":2}]' })
    expect(events[2]).toMatchObject({ level: 'DEBUG', trace_id: null, span_id: null })

    const { manifest } = readBundle(join(folder, 'bundle'))
    expect(manifest.end).toMatchObject({ exit_code: 0, signal: null })
    expect(manifest.run).toMatchObject({ service_name: 'shop', entry: 'app.mjs', profile: 'user' })
    expect(manifest.catalogs.map(({ name }) => name)).toContain('films')
    expect(readFileSync(join(folder, 'bundle', 'bundle.json'), 'utf8')).not.toContain('hunter2')
    expect(readdirSync(folder).toSorted()).toEqual(['.smonitor', 'app.mjs', 'bundle', 'log.jsonl', 'memory'])
  })

  test('is told once of a sink that throws, while the others go on', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      const broken = { name: 'mine', handle() { throw new Error('no space') }, flush() { throw new Error('none') } }
      const smonitor = startSmonitor({ sinks: [broken] })
      for (const id of [1, 2, 3]) films.emit('MOV-W010', { id })
      await smonitor.flush()
      console.log(smonitor.recentEvents().map((event) => event.code).join())`,
    )
    const { code, stdout, stderr } = await runNode([path])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'MOV-W010,SMON-W201,MOV-W010,MOV-W010\n' })
    expect(stderr.match(/SMON-W201/g)).toHaveLength(1)
    expect(stderr).toContain(
      'Warning: The sink "mine" failed, and what it shows or writes may be incomplete: no space. (SMON-W201)',
    )
    expect(stderr.match(/The film \d has no title/g)).toHaveLength(3)
  })

  test('twice has one smonitor, which takes the settings that are named', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      const events = []
      const one = startSmonitor({ profile: 'qa', json: 'a.jsonl' })
      films.emit('MOV-W010', { id: 1 })
      const two = startSmonitor({ profile: 'agent', sinks: [{ name: 'mine', handle: (event) => events.push(event.message) }] })
      films.emit('MOV-W010', { id: 2 })
      let refused
      try { startSmonitor({ profile: 'nobody' }) } catch (error) { refused = error.code }
      startSmonitor({ level: 'error', bundle: 'bundle' })
      films.emit('MOV-W010', { id: 3 })
      console.log(JSON.stringify({ isSame: one === two, profile: one.profile, refused, events: events.length }))`,
    )
    const { stdout, stderr } = await runNode([path], { cwd: folder })
    expect(JSON.parse(stdout)).toEqual({ isSame: true, profile: 'agent', refused: 'SMON-E102', events: 2 })
    expect(stderr.split('\n').map((line) => line.slice(0, 22))).toEqual([
      '[MOV-W010] WARNING fil',
      'code=MOV-W010 level=WA',
      '',
    ])
    const lines = readFileSync(join(folder, 'a.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { profile: string }).profile)).toEqual([
      'qa',
      'agent',
      'agent',
    ])
    // The bundle is made of the run, whenever it was asked for.
    expect(eventsOf(join(folder, 'bundle')).map(({ extra }) => extra['id'])).toEqual([1, 2, 3])
  })

  test('can shut it down and start it again', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      const one = startSmonitor({ bundle: 'one' })
      films.emit('MOV-W010', { id: 1 })
      await Promise.all([one.shutdown(), one.shutdown()])
      films.emit('MOV-W010', { id: 'lost' })
      const two = startSmonitor({ bundle: 'two' })
      films.signal('films.load', () => films.emit('MOV-W010', { id: 2 }))()
      await two.shutdown()
      console.log(one !== two)`,
    )
    const { code, stdout, stderr } = await runNode([path], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'true\n' })
    expect(stderr.match(/The film \S+ has no title/g)).toEqual([
      'The film 1 has no title',
      'The film 2 has no title',
    ])
    expect(eventsOf(join(folder, 'one'))).toMatchObject([{ extra: { id: 1 } }])
    expect(eventsOf(join(folder, 'two'))).toMatchObject([
      { extra: { id: 2 }, context: { chain: ['films.load'] } },
    ])
  })

  test('gets nothing of it with SMONITOR_ENABLED=false, and runs as it is', async () => {
    const folder = tempFolder()
    const path = writeProgram(
      folder,
      `
      const smonitor = startSmonitor({ json: 'log.jsonl', bundle: 'bundle' })
      films.signal('films.load', () => films.emit('MOV-W010', { id: 1 }))()
      await smonitor.flush()
      console.log(smonitor.recentEvents().length)
      await smonitor.shutdown()`,
    )
    const ended = await runNode([path], { cwd: folder, env: { SMONITOR_ENABLED: 'false' } })
    expect(ended).toEqual({ code: 0, signal: null, stdout: '0\n', stderr: '' })
    expect(readdirSync(folder)).toEqual(['app.mjs'])
  })

  test('is told of a folder that must not be replaced, and of a setting that does not exist', async () => {
    const folder = tempFolder()
    const path = writeProgram(folder, `startSmonitor({ bundle: '.' })`)
    const refused = await runNode([path], { cwd: folder })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('The folder . holds app.mjs, which is no part of a bundle.')
    expect(existsSync(path)).toBe(true)

    const misspelt = await runNode([path], { cwd: folder, env: { SMONITOR_PROFILE: 'agnet' } })
    expect(misspelt.code).toBe(1)
    expect(misspelt.stderr).toContain('SMONITOR_PROFILE is "agnet", which is not valid.')
    expect(misspelt.stderr).toContain(
      "hint: 'Use one of: user, dev, qa, agent, debug; perhaps you meant agent.'",
    )
  })
})
