import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOGS_FILE } from '../../../src/bundle/manifest.ts'
import { writeBundle } from '../../../src/bundle/write-bundle.ts'
import { sampleEvent } from '../../helpers/sample-event.ts'
import { sampleRun } from '../../helpers/sample-run.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }

test('the log records of a bundle come from the resource of the run, and without what must not be in it', () => {
  const folder = join(tempFolder(), 'bundle')
  const otel = {
    resource: { 'service.name': 'shop', 'user.password': 'hunter2-hunter2' },
    schema_url: 'https://s.example',
  }
  const events = Array.from({ length: 600 }, (_, at) =>
    sampleEvent({ extra: { at, password: 'hunter2-hunter2' } }),
  )
  const { files } = writeBundle(folder, { run: sampleRun(), end, catalogs: [], otel, events })
  const text = readFileSync(join(folder, LOGS_FILE), 'utf8')
  expect(text).not.toContain('hunter2')
  expect(files[LOGS_FILE]?.lines).toBe(2)
  expect(statSync(join(folder, LOGS_FILE)).mode & 0o777).toBe(0o600)
  const [first] = text.split('\n').map((line) => JSON.parse(line || '{}') as { resourceLogs: object[] })
  expect(first?.resourceLogs).toMatchObject([
    {
      resource: {
        attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }, { key: 'user.password' }],
      },
      schemaUrl: 'https://s.example',
    },
  ])
})
