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
      file                     none
      bundle                   none
      spool                    maxBytes: 67108864, maxRuns: 10, folder: CWD/.smonitor/runs
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
