import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SETTING_LIST } from '../../src/setup/settings/read-settings-block.ts'
import { runSmonitor } from '../helpers/run-process.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { writeFiles } from '../helpers/write-files.ts'

const CONFIG = {
  json: 'out/a.jsonl',
  levle: 'info',
  catalogs: [{ name: 'films', codes: {} }],
  profiles: { staging: { extends: 'qa', level: 'error' } },
}

async function check(args: readonly string[], env = {}) {
  const cwd = tempFolder()
  writeFiles(cwd, { '.git/HEAD': '', 'smonitor.config.json': CONFIG })
  const { stdout, ...result } = await runSmonitor(['check', ...args], { cwd, env })
  return { ...result, stdout: stdout.replaceAll(cwd, 'CWD') }
}

describe('smonitor check', () => {
  test('tells every setting, and where its value comes from', async () => {
    const { code, stdout, stderr } = await check(['--profile', 'staging'], {
      SMONITOR_TRACE_DEPTH: '0',
      SMONITOR_CAPTURE_WARNINGS: 'off',
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "Profile: staging (made from qa)
      Config:  CWD/smonitor.config.json

      profile                  staging                                flag
      catalogs                 films                                  file smonitor.config.json
      level                    error                                  file smonitor.config.json, profile staging
      maxRepeats               all                                    profile qa
      captureWarnings          false                                  environment SMONITOR_CAPTURE_WARNINGS
      traceDepth               0                                      environment SMONITOR_TRACE_DEPTH
      json                     CWD/out/a.jsonl  file smonitor.config.json

      By default:
      enabled                  true
      serviceName              what the OpenTelemetry SDK takes
      theme                    auto
      showTraceback            the profile's
      silence                  none
      captureConsole           false
      captureExceptions        true
      argsSummary              false
      slowSignalMs             0
      slowSignalLevel          info
      spanEvents               all
      file                     none
      bundle                   none
      bundleRedact             preset: share
      spool                    maxBytes: 67108864, maxRuns: 10, folder: CWD/.smonitor/runs
      spoolTelemetry           false
      sinks                    none
      eventBufferSize          1000
      handlerErrorThreshold    5
      warningCoalesceWindowMs  0
      duplicatePolicy          mode: off, n: 0
      duplicateEveryN          0
      policy                   none
      filters                  none
      routes                   none
      profiling                false
      profilingBufferSize      1000
      profilingSampleRate      1
      profilingHooks           none
      strictSignals            false
      strictSchema             false
      strictConfig             false
      runId                    a new one
      sessionId                a new one
      correlationId            none

      Warning: levle in smonitor.config.json is not a setting of smonitor, and has no effect.
        What to do: Write level if you meant that, or remove it.
      "
    `)
  })

  test('tells the same to programs', async () => {
    const { code, stdout } = await check(['--json', '--level', 'WARNING'])
    const result = JSON.parse(stdout) as { readonly settings: readonly { readonly key: string }[] }
    expect(code).toBe(0)
    expect(result).toMatchObject({
      schema: 'smonitor.check/1',
      file: 'CWD/smonitor.config.json',
      profile: 'user',
      audience: 'user',
      warnings: [
        'levle in smonitor.config.json is not a setting of smonitor, and has no effect. Write level if you meant that, or remove it.',
      ],
    })
    const keys = SETTING_LIST.map(([key]) => key).filter(
      (key) => !['profiles', 'codes', 'signals'].includes(key),
    )
    expect(result.settings.map(({ key }) => key)).toEqual(keys)
    expect(result.settings).toContainEqual({ key: 'level', value: 'warn', from: 'flag' })
    expect(result.settings).toContainEqual({
      key: 'json',
      value: 'CWD/out/a.jsonl',
      from: 'file smonitor.config.json',
    })
    expect(result.settings).toContainEqual({ key: 'file', value: null, from: 'default' })
  })

  test.each([
    [
      ['--profile', 'prod'],
      {},
      '--profile is "prod", which is not valid. (SMON-E102)\n  What to do: Use one of: user, dev, qa, agent, debug, staging.\n',
    ],
    [
      ['--level', 'loud'],
      {},
      '--level is "loud", which is not valid. (SMON-E102)\n  What to do: Use one of: debug, info, warn, error, fatal.\n',
    ],
    [
      [],
      { SMONITOR_THEME: 'ritch' },
      'SMONITOR_THEME is "ritch", which is not valid. (SMON-E102)\n  What to do: Use one of: auto, plain, rich; perhaps you meant rich.\n',
    ],
  ])('says what is not valid, and ends with 1: %j %j', async (args, env, stderr) => {
    expect(await check(args, env)).toEqual({ code: 1, signal: null, stdout: '', stderr })
  })

  test('keeps what a config holds from acting on the terminal', async () => {
    const cwd = tempFolder()
    const hostile = '\u001b[2J\u202e\n'
    writeFiles(cwd, {
      '.git/HEAD': '',
      'smonitor.config.json': {
        profile: hostile,
        serviceName: hostile,
        [hostile]: 1,
        profiles: { [hostile]: { extends: 'qa', level: 'info' } },
      },
    })
    const { stdout, stderr, code } = await runSmonitor(['check'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    // oxlint-disable-next-line no-control-regex -- that there is none is what is tested
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(stdout).toContain(String.raw`\u001b[2J\u202e\n`)
  })
})

const SHOP = {
  profile: 'dev',
  level: 'warn',
  json: 'out.jsonl',
  silence: ['shop.cache'],
  correlationId: 'job-1',
  sinks: ['memory', { type: 'otlp-file', folder: 'otlp' }],
  catalogs: [
    {
      name: 'films',
      codes: {
        'MOV-E001': { level: 'error', message: 'The film {id} is not known.', hint: 'Use one of {known}.' },
      },
    },
  ],
}

async function checkEvent(event: unknown, args: readonly string[] = [], env = {}) {
  const cwd = tempFolder()
  writeFiles(cwd, { '.git/HEAD': '', 'smonitor.config.json': SHOP })
  const input = typeof event === 'string' ? event : JSON.stringify(event)
  const result = await runSmonitor(['check', '--event', '-', ...args], { cwd, env, input })
  // Nothing was written.
  expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'smonitor.config.json'])
  return { ...result, stdout: result.stdout.replaceAll(cwd, 'CWD') }
}

describe('smonitor check --event', () => {
  test('tells what each stage makes of an event, and what is printed', async () => {
    const { code, stdout, stderr } = await checkEvent({
      code: 'MOV-E001',
      extra: { id: 'f9', known: ['a', 'b'] },
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatchInlineSnapshot(`
      "Event: MOV-E001  ERROR  films

      enabled         passed   smonitor is switched on.
      silence         passed   The source films falls under no entry of the setting silence.
      correlationId   changed  It gets the correlation id job-1, since it has none.
      policy          passed   There are no rules.
      sink memory     taken    It is one of the newest 1000 that report() and exportBundle() have.
      sink spool      taken    A line in a new folder of CWD/.smonitor/runs.
      sink json       taken    A line at the end of CWD/out.jsonl.
      sink memory     taken    It takes the event.
      sink otlp-file  taken    It takes the event to CWD/otlp.
      sink console    taken    It is printed in the words for dev.
                      ERROR [MOV-E001] films | The film f9 is not known.
                        hint    Use one of a, b.
                        params  id=f9; known=a, b

      "
    `)
  })

  test.each([
    ['is switched off', { level: 'warn' }, { SMONITOR_ENABLED: 'false' }, ['enabled stopped']],
    ['is silenced', { level: 'warn', source: 'shop.cache.fill' }, {}, ['enabled passed', 'silence stopped']],
    [
      'is below the level, and has an id',
      { level: 'info', source: 'shop', correlation_id: 'own' },
      { SMONITOR_SPOOL: 'false' },
      [
        'enabled passed',
        'silence passed',
        'policy passed',
        'memory taken',
        'json taken',
        'memory taken',
        'otlp-file taken',
        'console ignored',
      ],
    ],
    [
      'is on the terminal already',
      { level: 'error', iostream: 'stderr' },
      { SMONITOR_SPOOL: 'false', SMONITOR_BUNDLE: 'b', SMONITOR_FILE: 'f' },
      [
        'enabled passed',
        'silence passed',
        'correlationId changed',
        'policy passed',
        'memory taken',
        'json taken',
        'file taken',
        'bundle taken',
        'memory taken',
        'otlp-file taken',
        'console ignored',
      ],
    ],
  ])('tells programs of an event that %s', async (_, event, env, expected) => {
    const { code, stdout } = await checkEvent(event, ['--json'], env)
    expect(code).toBe(0)
    const { schema, stages } = JSON.parse(stdout) as {
      schema: string
      stages: { stage: string; sink: string | null; outcome: string }[]
    }
    expect(schema).toBe('smonitor.event-trace/1')
    expect(stages.map(({ stage, sink, outcome }) => `${sink ?? stage} ${outcome}`)).toEqual(expected)
  })

  test('prints by the list of sinks, where that names a console, and takes the first of several lines', async () => {
    const cwd = tempFolder()
    writeFiles(cwd, {
      '.git/HEAD': '',
      'smonitor.config.json': { sinks: [{ type: 'console', audience: 'agent', level: 'debug' }] },
      'events.jsonl':
        '{"level":"debug","message":"One.","source":"a"}\n{"level":"debug","message":"Two.","source":"b"}\n',
    })
    const { stdout } = await runSmonitor(['check', '--event', 'events.jsonl'], { cwd })
    expect(stdout.match(/sink console/g)).toHaveLength(1)
    expect(stdout).toContain('message=One.')
    expect(stdout).not.toContain('Two.')
  })

  test.each([
    ['', 'it is empty'],
    ['nonsense', 'it is not JSON'],
    ['[1]', 'it is JSON, and no object'],
    ['{"level":"loud"}', 'its level is "loud"'],
    ['{"code":"NO-1"}', 'it has no level, and no catalog of the config has its code'],
  ])('refuses %s and says why', async (input, reason) => {
    const { code, stdout, stderr } = await checkEvent(input)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`There is no event in the standard input: ${reason}. (SMON-E126)`)
  })

  test('refuses a file that is not there', async () => {
    const { code, stderr } = await runSmonitor(['check', '--event', 'no.json'], { cwd: tempFolder() })
    expect(code).toBe(1)
    expect(stderr).toContain('There is no event in no.json: ENOENT')
  })
})

describe('smonitor check --event, with rules', () => {
  test.each([
    [{ policy: [{ id: 'late', drop: true }] }, 'policy  stopped  The rule late stops it (dropped).'],
    [{ policy: [{ id: 'late', set: { hint: 'Other.' } }] }, 'policy  changed  late: It changes'],
    [{ policy: [{ id: 'late', when: { code: 'X' }, drop: true }] }, 'policy  passed  No rule is about it.'],
    [{ json: 'a', policy: [{ route: 'json' }] }, 'console  ignored  A rule routes it to others.'],
    [{ json: 'a', policy: [{ route: 'json' }] }, 'json  taken  A line at the end of '],
    [
      { policy: [{ route: 'jsno' }] },
      'No sink is called jsno; there are: console, otlp, memory, spool, bundle.',
    ],
  ])('%j: %s', async (config, expected) => {
    const cwd = tempFolder()
    const event = { level: 'warn', message: 'Disk full.', source: 'shop.disk' }
    writeFiles(cwd, { '.git/HEAD': '', 'smonitor.config.json': config, 'event.json': event })
    const { code, stdout } = await runSmonitor(['check', '--event', 'event.json'], { cwd })
    expect(code).toBe(0)
    expect(stdout.replaceAll(/ {2,}/g, '  ')).toContain(expected)
  })
})
