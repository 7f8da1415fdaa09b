import { describe, expect, test } from 'vitest'
import { checkEvent, checkEventFiles } from '../helpers/check-events.ts'
import { runNode } from '../helpers/run-process.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'
import { writeProgram } from '../helpers/write-program.ts'

describe('the schema of events', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a level of another spelling', { level: 'warn' }, '/level'],
    ['a key that is none', { triage_key: 'X|y' }, '/triage_key'],
    ['a time without a zone', { timestamp: '2026-01-01T00:00:00.000' }, '/timestamp'],
    ['a nested param', { extra: { a: { b: 1 } } }, '/extra/a'],
    ['an id of a trace that is too short', { trace_id: 'abc' }, '/trace_id'],
    ['a library without a name', { library: { version: null } }, '/library'],
    ['a field that nobody knows', { colour: 'red' }, ' must NOT have additional properties'],
  ])('refuses %s', (_, fields, problem) => {
    expect(checkEvent(sampleEvent())).toEqual([])
    expect(checkEvent({ ...sampleEvent(), ...fields }).join()).toContain(problem)
  })

  test('wants every field that smonitor writes', () => {
    const event = sampleEvent()
    for (const field of Object.keys(event)) {
      const { [field as 'code']: _gone, ...rest } = event
      expect(checkEvent(rest).join()).toContain(`"missingProperty":"${field}"`)
    }
  })

  test('holds for the lines, the spool and the bundle of a program, which every test that runs one asks for', async () => {
    const cwd = tempFolder()
    const program = writeProgram(
      cwd,
      `startSmonitor({ json: 'log.jsonl', bundle: 'bundle', spool: 'spool', duplicatePolicy: 'summary' })
      for (let at = 0; at < 3; at += 1) films.emit('MOV-W010', { id: 'f1' })
      emit('info', 'Busy.', { tags: ['a'], fields: { retryAttempt: 2, retryable: true, evidence: { a: 1 } } })
      signal('films.load', () => { throw new TypeError('No.', { cause: new Error('Cause.') }) })`,
    )
    const { code } = await runNode([program], { cwd })
    expect(code).toBe(0)
    expect(checkEventFiles(cwd)).toEqual([])
    writeFiles(cwd, { 'bad.jsonl': { ...sampleEvent(), level: 'warn' } })
    expect(checkEventFiles(cwd).join()).toContain('bad.jsonl: /level')
  })
})
