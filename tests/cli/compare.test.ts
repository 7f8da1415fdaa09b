import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeBundle } from '../../src/bundle/write-bundle.ts'
import { runSmonitor } from '../helpers/run-process.ts'
import { sampleEvent } from '../helpers/sample-event.ts'
import { sampleRun } from '../helpers/sample-run.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/python-bundles')

/** A folder with two bundles: `now` has an incident that `before` has not. */
function createBundles(): string {
  const folder = tempFolder()
  const end = { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null }
  const base = { run: sampleRun(), end, catalogs: [] }
  const known = sampleEvent({ triage_key: 'tk1_a', message: 'Known.' })
  writeBundle(join(folder, 'before'), { ...base, events: [known] })
  writeBundle(join(folder, 'now'), {
    ...base,
    events: [known, sampleEvent({ triage_key: 'tk1_b', code: 'MOV-W010', message: 'New.' })],
  })
  return folder
}

describe('smonitor compare', () => {
  test.each([
    [[], /^New \(1\)/m],
    [['--format', 'markdown'], /^### New$/m],
  ])('prints it as it is asked: %j', async (flags, expected) => {
    const cwd = createBundles()
    const { code, stdout, stderr } = await runSmonitor(['compare', 'now', 'before', ...flags], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(expected)
  })

  test.each([[['--json']], [['--format', 'json']]])('prints JSON for programs: %j', async (flags) => {
    const cwd = createBundles()
    const { stdout } = await runSmonitor(['compare', 'now', 'before', ...flags], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'smonitor.comparison/1',
      states: { new: 1, recurrent: 1 },
      incidents: [{ state: 'new', triage_key: 'tk1_b' }, { state: 'recurrent' }],
    })
  })

  test('takes the bundles of the Python library, as folders and as their files', async () => {
    const { code, stdout } = await runSmonitor([
      'compare',
      join(FIXTURES, 'current', 'bundle.json'),
      join(FIXTURES, 'previous'),
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('There is something new: 1 new, 4 recurrent, 1 not observed.')
  })

  test.each([
    ['new', 3],
    ['spreading, changed', 0],
    ['not-observed,new', 3],
    ['recurrent', 3],
  ])('ends as --fail-on %s says', async (states, expected) => {
    const cwd = createBundles()
    const { code, stdout } = await runSmonitor(['compare', 'now', 'before', '--fail-on', states], { cwd })
    expect(code).toBe(expected)
    expect(stdout).toContain('New (1)')
  })

  test('refuses a state that does not exist, and names those that do', async () => {
    const { code, stderr } = await runSmonitor(['compare', 'a', 'b', '--fail-on', 'newer'])
    expect(code).toBe(2)
    expect(stderr).toContain('"newer" is no state. Use some of new, spreading')
  })

  test('says which of the bundles cannot be read', async () => {
    const cwd = createBundles()
    writeFileSync(join(cwd, 'before', 'bundle.json'), '{')
    const { code, stdout, stderr } = await runSmonitor(['compare', 'now', 'before'], { cwd })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('before/bundle.json is not valid JSON')
    expect(stderr).toContain('(SMON-E107)')
    expect((await runSmonitor(['compare', 'nowhere', 'now'], { cwd })).stderr).toContain(
      'There is no bundle at nowhere.',
    )
  })
})
