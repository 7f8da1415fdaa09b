import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTextFileSink } from '../../exporters/text-file-sink.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const dev = { profile: 'dev', audience: 'dev' } as const

test('appends a line for each event, for the audience of the profile, in folders that it makes', () => {
  const path = join(tempFolder(), 'deep', 'er', 'log.txt')
  const sink = createTextFileSink({ path })
  sink.handle(sampleEvent({ message: 'one\ntwo' }), dev)
  sink.handle(sampleEvent({ message: 'three' }), { profile: 'user', audience: 'user' })
  sink.close?.()
  expect(readFileSync(path, 'utf8')).toBe(
    [
      String.raw`2026-03-01T10:00:00.000Z WARNING films.load | one\ntwo`,
      '2026-03-01T10:00:00.000Z WARNING three',
      '',
    ].join('\n'),
  )
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('writes for one audience, whatever the profile is, where that is asked for', () => {
  const path = join(tempFolder(), 'log.txt')
  const sink = createTextFileSink({ path, audience: 'agent' })
  sink.handle(sampleEvent(), dev)
  sink.close?.()
  expect(readFileSync(path, 'utf8')).toMatch(
    /^time=2026-03-01T10:00:00.000Z level=WARNING source=films.load /,
  )
})

test('has an error on disk at once, and what came before it', () => {
  const path = join(tempFolder(), 'log.txt')
  const sink = createTextFileSink({ path })
  sink.handle(sampleEvent(), dev)
  expect(readFileSync(path, 'utf8')).toBe('')
  sink.handle(sampleEvent({ level: 'CRITICAL' }), dev)
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3)
  sink.close?.()
})
