import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isDiagnosticError } from '../../../src/record/diagnostic-brand.ts'
import { SETTING_LIST } from '../../../src/setup/settings/read-settings-block.ts'
import {
  inspectSettings,
  resolveSettings,
  type SettingSources,
} from '../../../src/setup/settings/resolve-settings.ts'
import { textOf } from '../../../src/setup/settings/setting-notice.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'
import { writeFiles } from '../../helpers/write-files.ts'

/** Resolves with a config file of this content; its folder is where a search ends. */
function resolveWith(config: unknown, sources: Partial<SettingSources> = {}, name = 'smonitor.config.json') {
  const cwd = tempFolder()
  writeFiles(cwd, { '.git/HEAD': '', ...(config === undefined ? {} : { [name]: config }) })
  return { cwd, ...resolveSettings({ env: {}, cwd, ...sources }) }
}

function errorOf(sources: Partial<SettingSources>, config?: unknown) {
  try {
    resolveWith(config, sources)
  } catch (error) {
    if (isDiagnosticError(error)) return { code: error.code, message: error.message, hint: error.hint }
    throw error
  }
  return undefined
}

describe('who wins', () => {
  const call = { level: 'fatal' } as const
  const flags = { level: 'error' } as const
  const env = { SMONITOR_LEVEL: 'warn' }
  const qa = { profile: 'qa' }
  const base = { ...qa, level: 'info' }
  const profile = { ...base, profiles: { qa: { level: 'debug' } } }

  test.each([
    ['fatal', 'call', { call, flags, env }, profile],
    ['error', 'flag', { flags, env }, profile],
    ['warn', 'environment SMONITOR_LEVEL', { env }, profile],
    ['debug', 'file smonitor.config.json, profile qa', {}, profile],
    ['info', 'file smonitor.config.json', {}, base],
    ['info', 'profile qa', {}, qa],
    ['warn', 'profile user', {}, undefined],
  ])('level is %s by %s', (level, from, sources, config) => {
    const { settings, origins } = resolveWith(config, sources)
    expect({ level: settings.level, from: origins['level'] }).toEqual({ level, from })
  })

  test.each([
    [
      'agent',
      'call',
      { call: { profile: 'agent' }, flags: { profile: 'debug' }, env: { SMONITOR_PROFILE: 'dev' } },
    ],
    ['debug', 'flag', { flags: { profile: 'debug' }, env: { SMONITOR_PROFILE: 'dev' } }],
    ['dev', 'environment SMONITOR_PROFILE', { env: { SMONITOR_PROFILE: 'dev' } }],
    ['qa', 'file smonitor.config.json', {}],
  ])('profile is %s by %s, and its block counts', (profile, from, sources) => {
    const profiles = Object.fromEntries(
      ['agent', 'debug', 'dev', 'qa'].map((name) => [name, { json: `/${name}.jsonl` }]),
    )
    const { settings, origins } = resolveWith({ profile: 'qa', profiles }, sources)
    expect({ profile: settings.profile, json: settings.json }).toEqual({ profile, json: `/${profile}.jsonl` })
    expect(origins).toMatchObject({ profile: from, json: `file smonitor.config.json, profile ${profile}` })
  })

  test('what nobody says is the default, and says so', () => {
    const { settings, origins, configFile, warnings } = resolveWith(undefined)
    expect({ theme: settings.theme, from: origins['theme'], configFile, warnings }).toEqual({
      theme: 'auto',
      from: 'default',
      configFile: undefined,
      warnings: [],
    })
  })

  test('a variable that is set to nothing says nothing', () => {
    expect(resolveWith({ level: 'error' }, { env: { SMONITOR_LEVEL: ' ' } }).settings.level).toBe('error')
  })
})

/** For each key: a value in a config, and what becomes of it. */
const VALUES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  profile: ['dev', 'dev'],
  enabled: [false, false],
  serviceName: ['shop', 'shop'],
  catalogs: [[{ name: 'films', codes: {} }], [{ name: 'films', codes: {} }]],
  level: ['WARNING', 'warn'],
  maxRepeats: ['all', Infinity],
  theme: ['rich', 'rich'],
  showTraceback: [true, true],
  silence: [
    ['a', 'b'],
    ['a', 'b'],
  ],
  captureWarnings: [false, false],
  captureConsole: [true, true],
  captureExceptions: [false, false],
  argsSummary: [true, true],
  traceDepth: [0, 0],
  slowSignalMs: [2.5, 2.5],
  slowSignalLevel: ['Critical', 'fatal'],
  json: ['/a.jsonl', '/a.jsonl'],
  file: ['/a.log', { path: '/a.log' }],
  bundle: ['/b', '/b'],
  bundleRedact: ['ci', { preset: 'ci' }],
  spoolTelemetry: [true, true],
  spanEvents: ['none', 'none'],
  spool: [false, undefined],
  sinks: [
    ['memory', { type: 'json', path: '/a' }],
    ['memory', { type: 'json', path: '/a' }],
  ],
  eventBufferSize: [5, 5],
  handlerErrorThreshold: [0, 0],
  warningCoalesceWindowMs: [1500, 1500],
  duplicatePolicy: [
    { mode: 'everyN', n: 3 },
    { mode: 'everyN', n: 3 },
  ],
  duplicateEveryN: [4, 4],
  policy: [[{ drop: true }], [{ drop: true }]],
  filters: [[{ drop: true }], [{ drop: true }]],
  routes: [[{ send_to: 'json' }], [{ send_to: 'json' }]],
  profiling: [true, true],
  profilingBufferSize: [7, 7],
  profilingSampleRate: [0.5, 0.5],
  profilingHooks: [[], []],
  strictSignals: [true, true],
  strictSchema: [true, true],
  strictConfig: [true, true],
  runId: ['r1', 'r1'],
  sessionId: ['s1', 's1'],
  correlationId: ['job-7', 'job-7'],
}

/** For each variable: its text, and what becomes of it. */
const VARIABLES: Readonly<Record<string, readonly [string, unknown]>> = {
  SMONITOR_PROFILE: ['dev', 'dev'],
  SMONITOR_ENABLED: ['Off', false],
  OTEL_SERVICE_NAME: ['shop', 'shop'],
  SMONITOR_LEVEL: [' Warning ', 'warn'],
  SMONITOR_MAX_REPEATS: ['ALL', Infinity],
  SMONITOR_THEME: ['plain', 'plain'],
  SMONITOR_SHOW_TRACEBACK: ['yes', true],
  SMONITOR_SILENCE: ['films, shop.cache,', ['films', 'shop.cache']],
  SMONITOR_CAPTURE_WARNINGS: ['0', false],
  SMONITOR_CAPTURE_CONSOLE: ['1', true],
  SMONITOR_CAPTURE_LOGGING: ['on', true],
  SMONITOR_CAPTURE_EXCEPTIONS: ['no', false],
  SMONITOR_ARGS_SUMMARY: ['TRUE', true],
  SMONITOR_TRACE_DEPTH: ['0', 0],
  SMONITOR_SLOW_SIGNAL_MS: ['2.5', 2.5],
  SMONITOR_SLOW_SIGNAL_LEVEL: ['error', 'error'],
  SMONITOR_JSON: ['a.jsonl', 'a.jsonl'],
  SMONITOR_FILE: ['a.log', { path: 'a.log' }],
  SMONITOR_BUNDLE: ['out/b', 'out/b'],
  SMONITOR_SPAN_EVENTS: ['diagnostics', 'diagnostics'],
  SMONITOR_SPOOL_TELEMETRY: ['true', true],
  SMONITOR_BUNDLE_REDACT: ['sensitive', { preset: 'sensitive' }],
  SMONITOR_SPOOL: ['false', undefined],
  SMONITOR_EVENT_BUFFER: ['50', 50],
  SMONITOR_HANDLER_ERROR_THRESHOLD: ['9', 9],
  SMONITOR_WARNING_COALESCE_WINDOW_S: ['1.5', 1500],
  SMONITOR_DUPLICATE_POLICY: ['summary', { mode: 'summary', n: 0 }],
  SMONITOR_DUPLICATE_EVERY_N: ['4', 4],
  SMONITOR_PROFILING: ['true', true],
  SMONITOR_PROFILING_BUFFER: ['7', 7],
  SMONITOR_PROFILING_SAMPLE: ['0.5', 0.5],
  SMONITOR_STRICT_SIGNALS: ['1', true],
  SMONITOR_STRICT_SCHEMA: ['1', true],
  SMONITOR_STRICT_CONFIG: ['1', true],
  SMONITOR_RUN_ID: ['r1', 'r1'],
  SMONITOR_SESSION_ID: ['s1', 's1'],
  SMONITOR_CORRELATION_ID: ['job-7', 'job-7'],
}

const valueOf = (settings: object, key: string): unknown =>
  (settings as Record<string, unknown>)[key === 'enabled' ? 'isEnabled' : key]

describe('every setting', () => {
  const taken = ['profiles', 'codes', 'signals']

  test.each(SETTING_LIST.map(([key]) => key).filter((key) => !taken.includes(key)))(
    '%s can be set in a config file, in a call and by a flag',
    (key) => {
      const [written, expected] = VALUES[key] ?? []
      const fromFile = resolveWith({ [key]: written })
      expect(valueOf(fromFile.settings, key)).toEqual(expected)
      expect(fromFile.origins[key]).toBe('file smonitor.config.json')
      const fromCall = resolveWith(undefined, { call: { [key]: written } })
      expect(valueOf(fromCall.settings, key)).toEqual(expected)
      expect(fromCall.origins[key]).toBe('call')
      const fromFlag = resolveWith(undefined, { flags: { [key]: written } })
      expect(valueOf(fromFlag.settings, key)).toEqual(expected)
      expect(fromFlag.origins[key]).toBe('flag')
    },
  )

  test.each(SETTING_LIST.flatMap(([key, { env = [] }]) => env.map((variable) => [variable, key] as const)))(
    '%s sets %s',
    (variable, key) => {
      const [text, expected] = VARIABLES[variable] ?? []
      const { settings, origins } = resolveWith(undefined, { env: { [variable]: text } })
      expect(valueOf(settings, key)).toEqual(expected)
      expect(origins[key]).toBe(`environment ${variable}`)
    },
  )

  test('has the variables of the checklist', () => {
    const known = SETTING_LIST.flatMap(([, { env = [] }]) => env)
    expect(Object.keys(VARIABLES).toSorted()).toEqual(known.toSorted())
  })

  test.each(SETTING_LIST.filter(([, { isRoot }]) => isRoot !== true).map(([key]) => key))(
    '%s can be set in a profile',
    (key) => {
      const [written, expected] = VALUES[key] ?? []
      const { settings, origins } = resolveWith({ profile: 'own', profiles: { own: { [key]: written } } })
      expect(valueOf(settings, key)).toEqual(expected)
      expect(origins[key]).toBe('file smonitor.config.json, profile own')
    },
  )
})

describe('the environment of OpenTelemetry', () => {
  test.each([
    [
      { OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'service.name=b' },
      'a',
      'environment OTEL_SERVICE_NAME',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'x=1, service.name=b%20c ,y=2' },
      'b c',
      'environment OTEL_RESOURCE_ATTRIBUTES',
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=%' }, '%', 'environment OTEL_RESOURCE_ATTRIBUTES'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }, 'file', 'file smonitor.config.json'],
    [{}, 'file', 'file smonitor.config.json'],
  ])('names the program before the config file does: %j', (env, name, from) => {
    const { settings, origins } = resolveWith({ serviceName: 'file' }, { env })
    expect([settings.serviceName, origins['serviceName']]).toEqual([name, from])
  })
})

describe('a path', () => {
  test('in a config file is relative to the folder of the file', () => {
    const { cwd, settings } = resolveWith({
      json: 'a.jsonl',
      file: { path: 'a.log' },
      bundle: './b',
      spool: { folder: 'runs', maxRuns: 2 },
      sinks: [{ type: 'otlp-file', folder: 'otlp' }],
    })
    expect(settings).toMatchObject({
      json: join(cwd, 'a.jsonl'),
      file: { path: join(cwd, 'a.log') },
      bundle: join(cwd, 'b'),
      spool: { folder: join(cwd, 'runs'), maxRuns: 2, maxBytes: 67_108_864 },
      sinks: [{ type: 'otlp-file', folder: join(cwd, 'otlp') }],
    })
  })

  test('of a variable keeps the limits that the config file sets', () => {
    const { settings, origins } = resolveWith(
      { spool: { maxRuns: 2 }, file: { path: 'a.log', maxBytes: 5 } },
      { env: { SMONITOR_SPOOL: '/runs', SMONITOR_FILE: '/b.log' } },
    )
    expect(settings).toMatchObject({
      spool: { folder: '/runs', maxRuns: 2 },
      file: { path: '/b.log', maxBytes: 5 },
    })
    expect(origins['spool']).toBe('environment SMONITOR_SPOOL')
  })

  test('of the spool is in the folder that the program is started in, if nobody says where', () => {
    const { cwd, settings } = resolveWith(undefined)
    expect(settings.spool).toEqual({ folder: join(cwd, '.smonitor/runs'), maxBytes: 67_108_864, maxRuns: 10 })
  })
})

describe('a value that is not valid', () => {
  const file = 'in smonitor.config.json'
  const invalid = (message: string, hint: string) => ({
    code: 'SMON-E102',
    message: `${message}, which is not valid.`,
    hint,
  })

  test.each<[Partial<SettingSources>, unknown, string, string]>([
    [
      { call: { captureWarnings: 'true' as never } },
      undefined,
      'captureWarnings is "true"',
      'Use true or false, without quotes.',
    ],
    [
      { call: { traceDepth: '3' as never } },
      undefined,
      'traceDepth is "3"',
      'Use a whole number, 0 or more, without quotes.',
    ],
    [
      { flags: { maxRepeats: -1 } },
      undefined,
      '--max-repeats is -1',
      'Use a whole number, 0 or more, or all.',
    ],
    [
      { env: { SMONITOR_THEME: 'ritch' } },
      undefined,
      'SMONITOR_THEME is "ritch"',
      'Use one of: auto, plain, rich; perhaps you meant rich.',
    ],
    [
      { env: { SMONITOR_ENABLED: 'tru' } },
      undefined,
      'SMONITOR_ENABLED is "tru"',
      'Use true or false; perhaps you meant true.',
    ],
    [
      { env: { SMONITOR_PROFILING_SAMPLE: '2' } },
      undefined,
      'SMONITOR_PROFILING_SAMPLE is "2"',
      'Use a number from 0 to 1.',
    ],
    [{}, { level: 'loud' }, `level ${file} is "loud"`, 'Use one of: debug, info, warn, error, fatal.'],
    [
      {},
      { LEVEL: 'eror' },
      `LEVEL ${file} is "eror"`,
      'Use one of: debug, info, warn, error, fatal; perhaps you meant error.',
    ],
    [
      {},
      { profiles: { qa: { level: null } } },
      `profiles.qa.level ${file} is null`,
      'Use one of: debug, info, warn, error, fatal.',
    ],
    [{}, { profiles: { qa: 'dev' } }, `profiles.qa ${file} is "dev"`, 'Use an object of settings.'],
    [{}, { spool: { maxRuns: 0 } }, `spool.maxRuns ${file} is 0`, 'Use a whole number, 1 or more.'],
    [{}, { file: { maxBytes: 5 } }, `file.path ${file} is missing`, 'Use the path of a file.'],
    [
      { call: { traceDepth: Infinity } },
      undefined,
      'traceDepth is Infinity',
      'Use a whole number, 0 or more.',
    ],
    [{}, { file: { pth: 'a.log' } }, `file.path ${file} is missing`, 'Use the path of a file.'],
    [
      { call: { sinks: [{ handle: () => undefined } as never] } },
      undefined,
      'sinks[0] is {"handle":"[function]"}',
      'Use console, json, file, otlp-file, memory, { type, ...options }, or an object with handle(event).',
    ],
    [
      {},
      { sinks: ['console', 'jsn'] },
      `sinks[1] ${file} is "jsn"`,
      'Use console, json, file, otlp-file, memory, { type, ...options }, or an object with handle(event); perhaps you meant json.',
    ],
    [{}, { sinks: [{ type: 'json', path: 3 }] }, `sinks[0].path ${file} is 3`, 'Use the path of a file.'],
    [{}, { policy: {} }, `policy ${file} is {}`, 'Use a list of rules, each an object.'],
    [{}, { routes: [3] }, `routes[0] ${file} is 3`, 'Use an object.'],
    [{}, { SMONITOR: { theme: 1 } }, `SMONITOR.theme ${file} is 1`, 'Use one of: auto, plain, rich.'],
    [{}, { profile: 'prod' }, `profile ${file} is "prod"`, 'Use one of: user, dev, qa, agent, debug.'],
    [
      { env: { SMONITOR_PROFILE: 'stagin' } },
      { profiles: { staging: {} } },
      'SMONITOR_PROFILE is "stagin"',
      'Use one of: user, dev, qa, agent, debug, staging; perhaps you meant staging.',
    ],
    [
      { call: { profile: 'toString' } },
      undefined,
      'profile is "toString"',
      'Use one of: user, dev, qa, agent, debug.',
    ],
    [
      { call: { configPath: 3 as never } },
      undefined,
      'configPath is 3',
      'Use the path of a config file or its folder, or false.',
    ],
  ])('%j %j is refused by name', (sources, config, message, hint) => {
    expect(errorOf(sources, config)).toEqual(invalid(message, hint))
  })

  test('is the first of all that are, and names the others', () => {
    expect(
      errorOf(
        { env: { SMONITOR_LEVEL: 'x' } },
        { theme: 1, traceDepth: -1, json: '', file: 2, bundle: 3, spool: 4 },
      ),
    ).toMatchObject({
      message: 'SMONITOR_LEVEL is "x", which is not valid.',
      hint:
        'Use one of: debug, info, warn, error, fatal. Not right either: theme in smonitor.config.json, ' +
        'traceDepth in smonitor.config.json, json in smonitor.config.json, file in smonitor.config.json, ' +
        'bundle in smonitor.config.json and 1 more.',
    })
  })

  test('is named once for each item of a long list, up to a number that can be read', () => {
    const cwd = tempFolder()
    const { problems } = inspectSettings({ call: { silence: Array(1000).fill(1) as never }, env: {}, cwd })
    expect(problems.map(({ setting }) => setting)).toEqual(
      Array.from({ length: 20 }, (_, at) => `silence[${at}]`),
    )
  })

  test('may be Infinity where there is no limit', () => {
    const { settings } = resolveWith(undefined, { call: { maxRepeats: Infinity, eventBufferSize: Infinity } })
    expect(settings).toMatchObject({ maxRepeats: Infinity, eventBufferSize: Infinity })
  })

  test('in the key of package.json is named with that key', () => {
    const cwd = tempFolder()
    writeFiles(cwd, { 'package.json': { smonitor: { docUrl: 'https://films.example', level: 1 } } })
    expect(inspectSettings({ env: {}, cwd }).problems.map(({ setting }) => setting)).toEqual([
      'smonitor.level in package.json',
    ])
  })

  test('that throws when it is read is refused as well', () => {
    const spool = {
      get folder(): string {
        throw new Error('no')
      },
    }
    expect(errorOf({ call: { spool } })).toMatchObject({
      code: 'SMON-E102',
      message: expect.stringContaining('spool is') as string,
    })
  })
})

describe('a setting that is not known', () => {
  const config = {
    captureWarning: true,
    spool: { maxRun: 2 },
    colour: 'red',
    profiles: { qa: { bufferSize: 2 } },
  }

  test('is warned of, with the name that was probably meant, and left out', () => {
    const { warnings, settings } = resolveWith(config, {
      env: { SMONITOR_PROFIL: 'dev', SMONITOR_TEST_REPORT: '1' },
    })
    expect(
      warnings.map(({ code, ...notice }) => [
        code,
        textOf({ code, ...notice }).message,
        textOf({ code, ...notice }).hint,
      ]),
    ).toEqual([
      [
        'SMON-W203',
        'SMONITOR_PROFIL is not a setting of smonitor, and has no effect.',
        'Write SMONITOR_PROFILE if you meant that, or remove it.',
      ],
      [
        'SMON-W203',
        'captureWarning in smonitor.config.json is not a setting of smonitor, and has no effect.',
        'Write captureWarnings if you meant that, or remove it.',
      ],
      [
        'SMON-W203',
        'spool.maxRun in smonitor.config.json is not a setting of smonitor, and has no effect.',
        'Write maxRuns if you meant that, or remove it.',
      ],
      [
        'SMON-W203',
        'colour in smonitor.config.json is not a setting of smonitor, and has no effect.',
        'Remove it; `smonitor check` lists the settings.',
      ],
      [
        'SMON-W203',
        'profiles.qa.bufferSize in smonitor.config.json is not a setting of smonitor, and has no effect.',
        'Write eventBufferSize if you meant that, or remove it.',
      ],
    ])
    expect(settings.spool).not.toHaveProperty('maxRun')
  })

  test.each([
    [{ call: { strictConfig: true } }, config],
    [{ env: { SMONITOR_STRICT_CONFIG: 'true' } }, config],
    [{}, { ...config, strictConfig: true }],
  ])('is refused where strictConfig is on', (sources, content) => {
    expect(errorOf(sources, content)).toEqual({
      code: 'SMON-E111',
      message: 'captureWarning in smonitor.config.json is not a setting of smonitor, and strictConfig is on.',
      hint: 'Write captureWarnings if you meant that, or remove it. Not right either: spool.maxRun in smonitor.config.json, colour in smonitor.config.json, profiles.qa.bufferSize in smonitor.config.json.',
    })
  })

  test('may be one that every object has', () => {
    const text =
      '{ "toString": 1, "__proto__": { "level": "debug" }, "constructor": 2, "spool": { "valueOf": 1 } }'
    const { warnings, settings } = resolveWith(text)
    expect(warnings.map(({ setting }) => setting.split(' ')[0])).toEqual([
      'toString',
      '__proto__',
      'constructor',
      'spool.valueOf',
    ])
    expect(settings.level).toBe('warn')
  })
})

describe('a catalog of the config', () => {
  test('is refused with what is wrong in it', () => {
    expect(errorOf({}, { catalogs: [{ name: 'films', codes: { 'FILM-W001': { level: 'warn' } } }] })).toEqual(
      {
        code: 'SMON-E113',
        message:
          'catalogs[0] in smonitor.config.json is not a valid catalog. The code "FILM-W001" of the catalog "films" has no message. Say what happened.',
        hint: 'Correct it where it is defined; types say the same in an editor.',
      },
    )
  })
})

describe('the config of the Python library', () => {
  const ported = {
    PROFILE: 'qa',
    SMONITOR: {
      level: 'WARNING',
      trace_depth: 5,
      capture_logging: true,
      handlers: ['console'],
      duplicate_policy: 'emit_every_n',
      duplicate_every_n: 10,
      warning_coalesce_window_s: 2,
    },
    PROFILES: { qa: { show_traceback: true } },
    ROUTES: [{ when: { level: 'ERROR' }, send_to: ['console'] }],
    FILTERS: [{ when: { code: 'X' }, drop: true }],
    CODES: {
      'MSM-W010': {
        title: 'Ambiguous',
        user_message: 'Be clear.',
        dev_message: 'Selection {s}.',
        dev_hint: 'Narrow {s}.',
      },
      'MSM-E120': { qa_message: 'form={form}' },
    },
    SIGNALS: { 'molsys.select': { warnings: ['MSM-W010'], errors: ['MSM-E120'], extra_required: ['s'] } },
  }

  test('can be kept as JSON', () => {
    const { settings, warnings } = resolveWith(ported)
    expect(warnings).toEqual([])
    expect(settings).toMatchObject({
      profile: 'qa',
      level: 'warn',
      traceDepth: 5,
      captureConsole: true,
      sinks: ['console'],
      duplicatePolicy: { mode: 'everyN', n: 10 },
      warningCoalesceWindowMs: 2000,
      showTraceback: true,
      routes: ported.ROUTES,
      filters: ported.FILTERS,
      catalogs: [
        {
          name: 'config',
          codes: {
            'MSM-W010': {
              level: 'warn',
              title: 'Ambiguous',
              message: 'Selection {s}.',
              hint: 'Narrow {s}.',
              audience: {
                user: { message: 'Be clear.' },
                dev: { message: 'Selection {s}.', hint: 'Narrow {s}.' },
              },
            },
            'MSM-E120': { level: 'error', message: 'form={form}' },
          },
          signals: { 'molsys.select': { codes: ['MSM-W010', 'MSM-E120'], required: ['s'] } },
        },
      ],
    })
  })

  test('may name its profile in the block', () => {
    expect(resolveWith({ SMONITOR: { profile: 'qa' } }).settings.profile).toBe('qa')
    expect(resolveWith({ SMONITOR: { extends: 'qa' } }).warnings.map(({ setting }) => setting)).toEqual([
      'SMONITOR.extends in smonitor.config.json',
    ])
  })

  test('is checked as every catalog is, under the name that it has there', () => {
    expect(errorOf({}, { CODES: { 'MSM-W010': { title: 'Ambiguous' } } })).toMatchObject({
      code: 'SMON-E113',
      message:
        'CODES in smonitor.config.json is not a valid catalog. The code "MSM-W010" of the catalog "config" has no message. Say what happened.',
    })
    expect(resolveWith({ SIGNALS: { 'a.b': {} } }).warnings.map((notice) => textOf(notice).message)).toEqual([
      'SIGNALS in smonitor.config.json has no effect: there are no codes beside it.',
    ])
  })

  test('has no block in a call', () => {
    const { warnings } = resolveWith(undefined, { call: { SMONITOR: { level: 'info' } } as never })
    expect(warnings.map(({ setting }) => setting)).toEqual(['SMONITOR'])
  })

  test('has no other spellings in a call, where types tell', () => {
    expect(
      resolveWith(undefined, { call: { trace_depth: 1 } as never }).warnings.map(({ setting }) => setting),
    ).toEqual(['trace_depth'])
  })

  test('that says a thing twice is told which counts', () => {
    const { settings, warnings } = resolveWith({ traceDepth: 1, TRACE_DEPTH: 2 })
    expect(settings.traceDepth).toBe(1)
    expect(warnings.map((notice) => textOf(notice).message)).toEqual([
      'TRACE_DEPTH in smonitor.config.json has no effect: traceDepth is set too.',
    ])
  })
})

describe('a program that is switched off', () => {
  test('does not read its config, which may be broken', () => {
    const { settings, configFile } = resolveWith('{', { env: { SMONITOR_ENABLED: '0' } })
    expect({ isEnabled: settings.isEnabled, configFile }).toEqual({ isEnabled: false, configFile: undefined })
  })

  test('may be switched off by its config', () => {
    expect(resolveWith({ enabled: false }).settings.isEnabled).toBe(false)
  })
})

test('the schema is the source of what is tested here', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../schemas/config.schema.json'), 'utf8'),
  ) as { readonly properties: Readonly<Record<string, unknown>> }
  expect(Object.keys(schema.properties).toSorted()).toEqual(
    ['$schema', ...SETTING_LIST.map(([key]) => key)].toSorted(),
  )
})

describe('the list of sinks', () => {
  test.each([
    [
      { type: 'json', path: 'x.jsonl', level: 'warn' },
      'sinks[0].level',
      'the sink "json" has no such option',
    ],
    [{ type: 'json', maxEvents: 3 }, 'sinks[0].maxEvents', 'has no such option'],
    [{ type: 'memory', path: 'x' }, 'sinks[0].path', 'has no such option'],
  ])('is checked as the sinks themselves are: %j', (sink, place, reason) => {
    const { problems } = inspectSettings({ call: { sinks: [sink as never] }, env: {}, cwd: '/' })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ kind: 'problem', code: 'SMON-E121', setting: place })
    expect(problems[0]?.params['reason']).toContain(reason)
  })

  test('may keep no file that was put aside', () => {
    const sinks = [{ type: 'json' as const, path: 'x.jsonl', maxFiles: 0 }]
    expect(inspectSettings({ call: { sinks }, env: {}, cwd: '/' }).problems).toEqual([])
  })
})
