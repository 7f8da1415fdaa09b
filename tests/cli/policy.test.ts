import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sampleEvent } from '../helpers/sample-event.ts'
import { runSmonitor } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

const POLICY = [
  { id: 'shop', when: { code: { prefix: 'SHOP-' } }, drop: true },
  { id: 'late', when: { code: 'FILM-W001' }, drop: true },
  { id: 'limits', rate: '1/100' },
]

function createProject(): string {
  const cwd = tempFolder()
  const log = { severityNumber: 9, body: { stringValue: 'Hi.' }, eventName: 'greeting' }
  writeFiles(cwd, {
    '.git/HEAD': '',
    'package.json': { name: 'films' },
    'smonitor.config.json': { policy: POLICY },
    'event.json': sampleEvent({ code: 'FILM-W001' }),
    'logs.jsonl': { resourceLogs: [{ scopeLogs: [{ scope: { name: 'x' }, logRecords: [log] }] }] },
    'otep.json': {
      policies: [
        { id: 'debug', log: { match: [{ log_field: 'severity_text', exact: 'DEBUG' }], keep: 'none' } },
        { id: 'sizes', metric: { keep: false } },
      ],
    },
  })
  return cwd
}

describe('smonitor explain --event', () => {
  test('tells which rule stops an event, and why the others do not', async () => {
    const { code, stdout, stderr } = await runSmonitor(['explain', '--event', 'event.json'], {
      cwd: createProject(),
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "The record FILM-W001 is dropped, by the rule late.

      Stages:
        drop    late: It is dropped.

      Rules (2 of 3 hold):
        - shop  when.code.prefix is "SHOP-", and here it is "FILM-W001"
        + late  drop: true
        + limits  rate: "1/100"
      "
    `)
  })

  test('tells the same to programs', async () => {
    const args = ['explain', '--event', 'event.json', '--json']
    const { stdout } = await runSmonitor(args, { cwd: createProject() })
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'smonitor.policy-explanation/1',
      items: [{ kind: 'log', name: 'FILM-W001', outcome: 'dropped', rule: 'late' }],
    })
  })

  test('reads a line of OTLP/JSON too', async () => {
    const { stdout } = await runSmonitor(['explain', '--event', 'logs.jsonl'], { cwd: createProject() })
    expect(stdout).toContain('The record greeting is let through.')
    expect(stdout).toContain('  rate    limits: It is within the limit.')
  })

  test.each([
    [['explain'], 2, 'Neither a code nor --event is there.'],
    [['explain', 'X', '--event', 'event.json'], 2, 'A code and --event are both there.'],
    [['explain', '--event', 'none.json'], 1, 'none.json'],
  ])('%j ends with %i and says: %s', async (args, expected, text) => {
    const { code, stderr, stdout } = await runSmonitor(args, { cwd: createProject() })
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
    expect(stderr).toContain(text)
  })
})

describe('smonitor policy', () => {
  test('exports to OTEP 4738, and lists what has no equal', async () => {
    const args = ['policy', 'export', '--format', 'otep4738']
    const { code, stdout, stderr } = await runSmonitor(args, { cwd: createProject() })
    expect(code).toBe(0)
    expect(
      (JSON.parse(stdout) as { readonly policies: readonly { readonly id: string }[] }).policies.map(
        ({ id }) => id,
      ),
    ).toEqual(['shop', 'late'])
    expect(stderr).toBe('Not translated:\n  limits, rate: one of so many has no equal; N/s and N/m have.\n')
  })

  test('exports to processors of the collector', async () => {
    const args = ['policy', 'export', '--format', 'ottl']
    const { stdout } = await runSmonitor(args, { cwd: createProject() })
    expect(stdout).toContain('filter/smonitor')
    expect(stdout).toContain(String.raw`log.attributes[\"smonitor.code\"] == \"FILM-W001\"`)
  })

  test('imports policies of OTEP 4738 as rules that a config can have', async () => {
    const cwd = createProject()
    const { code, stdout, stderr } = await runSmonitor(['policy', 'import', 'otep.json'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toBe('Not translated:\n  sizes, metric: rules are not about metrics.\n')
    writeFiles(cwd, { 'smonitor.config.json': JSON.parse(stdout) as object })
    expect((await runSmonitor(['validate'], { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'smonitor.config.json'), 'utf8')).toContain('"debug"')
  })

  test('imports YAML, one document or several, as it does JSON', async () => {
    const cwd = createProject()
    const yaml = (rest: string): string =>
      `# Noise.\nid: debug\nlog:\n  match:\n    - log_field: severity_text\n      exact: DEBUG\n  keep: none\n${rest}`
    writeFiles(cwd, {
      'one.yaml': yaml(''),
      'two.yaml': yaml(
        '---\nid: pings\ntrace:\n  match:\n    - trace_field: name\n      starts_with: GET /ping\n  keep:\n    percentage: 10\n',
      ),
    })
    const debug = {
      id: 'debug',
      on: 'log',
      when: { severity_text: { eq: 'DEBUG' } },
      keep: 'none',
    }
    const one = await runSmonitor(['policy', 'import', 'one.yaml'], { cwd })
    expect([one.stderr, JSON.parse(one.stdout)]).toEqual(['', { policy: [debug] }])
    const two = await runSmonitor(['policy', 'import', 'two.yaml'], { cwd })
    expect(JSON.parse(two.stdout)).toEqual({
      policy: [
        debug,
        { id: 'pings', on: 'span', when: { 'span.name': { prefix: 'GET /ping' } }, sample: 0.1 },
      ],
    })
  })

  test.each([
    [
      'a pattern',
      'policies:\n- id: fine\n  log: { keep: none }\n- id: late\n  log:\n    match:\n    - log_field: body\n      regex: "("\n    keep: none\n',
      'the policy "late" is not valid (line 7, policies[1].log.match[0]); use a pattern of RE2: ',
    ],
    [
      'matchers that are no list, without which everything would be dropped',
      'name: All of it\nlog:\n  match:\n    log_field: body\n    exact: x\n  keep: none\n',
      'the policy "All of it" is not valid (line 4, log.match); use a list of matchers',
    ],
    [
      'a share',
      '[{"id":"a","log":{"keep":"none"}},\n{"id":"share","log":{"keep":"300%"}}]',
      'the policy "share" is not valid (line 2, [1].log.keep); use true, or one of: all, none',
    ],
    [
      'a flag',
      'id: not\nlog:\n  match: [{ log_field: body, exact: x, negate: "no" }]\n  keep: none\n',
      'the policy "not" is not valid (line 3, log.match[0].negate); use true or false',
    ],
    [
      'a target',
      'id: t\nlog:\n  transform:\n    remove: { log_attribute: [a] }\n',
      'the policy "t" is not valid (line 4, log.transform.remove); use a list of fields',
    ],
    [
      'what is no policy',
      '- id: a\n  log: { keep: none }\n- 7\n',
      'the policy "[1]" is not valid (line 3, [1]); use an object',
    ],
    ['what is not YAML', 'id: "a\nlog: [', 'line '],
    ['nothing', '', 'it is empty'],
  ])('refuses %s with the policy and its place', async (_, text, message) => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'bad.yaml': text })
    const { code, stdout, stderr } = await runSmonitor(['policy', 'import', 'bad.yaml'], { cwd })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('(SMON-E131)')
  })

  test.each([
    [['policy', 'export'], 2, '--format'],
    [['policy', 'export', '--format', 'xml'], 2, 'otep4738'],
    [['policy', 'import', 'none.json'], 1, 'SMON-E131'],
  ])('%j ends with %i', async (args, expected, text) => {
    const { code, stderr } = await runSmonitor(args, { cwd: createProject() })
    expect(code).toBe(expected)
    expect(stderr).toContain(text)
  })
})
