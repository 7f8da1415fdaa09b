import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { VERSION } from '../src/record/version.ts'

const ROOT = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly exports: Record<string, { readonly types: string } | string>
}

/** What each subpath exports: a reviewed list. Names of `smonitor/semconv` are generated and checked there. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '.': ['DiagnosticError', 'defineCatalog', 'emit', 'signal', 'span'],
  './sdk': [
    'PolicyError',
    'createPolicy',
    'defineConfig',
    'explainConfig',
    'getSmonitor',
    'policyProcessor',
    'policySpanProcessor',
    'startSmonitor',
    'withSmonitor',
  ],
  './register': [],
  './exporters': [
    'SinkError',
    'createConsoleSink',
    'createGuardedSink',
    'createJsonLinesSink',
    'createMemorySink',
    'createOtlpFileProcessors',
    'createSinkProcessor',
    'createSpanBridge',
    'createTextFileSink',
    'formatForAudience',
    'resolveSinks',
  ],
  './capture': [
    'captureConsole',
    'captureExceptions',
    'captureWarnings',
    'createLogger',
    'createPinoStream',
    'createWinstonTransport',
    'smonitorMixin',
  ],
  './bundle': [
    'BUNDLE_SCHEMA',
    'BundleError',
    'EVENTS_FILE',
    'LOGS_FILE',
    'MANIFEST_FILE',
    'METRICS_FILE',
    'RedactError',
    'TRACES_FILE',
    'readBundle',
    'verifyBundle',
    'writeBundle',
  ],
  './report': [
    'catalogToMarkdown',
    'catalogToWeaver',
    'codeToMarkdown',
    'comparisonToMarkdown',
    'renderComparison',
    'renderTerminal',
    'summaryToMarkdown',
    'toAgentPayload',
    'weaverManifest',
  ],
  './triage': ['compareBundles', 'diffCatalogs', 'summarise'],
  './support': ['createTierRegistry', 'experimental', 'getTier', 'supportTier'],
  './testing': ['compareBaseline', 'createRecorder', 'expectDiagnostic', 'matchers'],
  './testing/vitest': [],
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  '.': [
    'AnyClass',
    'AnyFunction',
    'ArgsOf',
    'Audience',
    'AudienceText',
    'CallOptions',
    'CanonicalFields',
    'Catalog',
    'CatalogDefinition',
    'CatalogInput',
    'CatalogLinks',
    'CatalogWithDeprecated',
    'ClassContext',
    'CodeDefinition',
    'CodesInUse',
    'DecoratorOptions',
    'Deprecation',
    'DiagnosticErrorInit',
    'DiagnosticErrorJson',
    'DiagnosticFields',
    'DiagnosticParams',
    'EmitOptions',
    'ErrorOptions',
    'Level',
    'MethodContext',
    'NoParams',
    'PackageMetadata',
    'ParamAttribute',
    'ParamAttributes',
    'ParamNames',
    'ParamValue',
    'PlaceholdersOf',
    'ResolveOptions',
    'ResolvedDiagnostic',
    'ResolvedText',
    'SignalContract',
    'SignalDecorator',
    'SignalFunction',
    'SignalOptions',
    'SupportTier',
  ],
  './sdk': [
    'BundleManifest',
    'BundleRedactOptions',
    'BundleRedactPreset',
    'BundleRedactSettings',
    'CatalogDefinition',
    'CoalesceAction',
    'ConditionFailure',
    'ConfigExplanation',
    'ConfigSettings',
    'Decided',
    'Decision',
    'DedupeAction',
    'DiagnosticEvent',
    'DuplicateMode',
    'DuplicateSettings',
    'ExplainedSetting',
    'FieldChange',
    'FileSettings',
    'ItemKind',
    'Level',
    'Literal',
    'LogRecordLike',
    'LogRecordProcessorLike',
    'Operators',
    'Policy',
    'PolicyClock',
    'PolicyExplanation',
    'PolicyLogRecord',
    'PolicyOptions',
    'PolicyOutcome',
    'PolicyRule',
    'PolicySpanProcessorLike',
    'PolicyStats',
    'PolicyStep',
    'ProfileName',
    'ProfileSettings',
    'ProfilingHook',
    'RedactOptions',
    'RedactPreset',
    'ResourceLike',
    'RuleCounts',
    'RuleExplanation',
    'RuleProblem',
    'RuleStats',
    'RunEnd',
    'RunInfo',
    'RunReport',
    'ScopeLike',
    'Sink',
    'SinkName',
    'SinkSettings',
    'Smonitor',
    'SmonitorConfig',
    'SmonitorOptions',
    'SpanEventLike',
    'SpanLike',
    'SpoolSettings',
    'TraceLike',
    'When',
    'WriteBundleOptions',
  ],
  './register': [],
  './exporters': [
    'Audience',
    'CircuitState',
    'ConsoleSink',
    'ConsoleSinkOptions',
    'DiagnosticEvent',
    'FormatOptions',
    'GuardedSink',
    'GuardedSinkOptions',
    'JsonLinesSinkOptions',
    'Level',
    'LogRecordLike',
    'MemorySink',
    'MemorySinkOptions',
    'OtlpFileOptions',
    'OtlpFileProcessors',
    'ResolveSinksOptions',
    'ResolvedSinks',
    'RotatingFileOptions',
    'RunIdentity',
    'Sink',
    'SinkAnnouncement',
    'SinkContext',
    'SinkName',
    'SinkProcessor',
    'SinkProcessorOptions',
    'SinkSetting',
    'SinkSpec',
    'SinkStats',
    'SpanBridge',
    'SpanBridgeOptions',
    'SpanEvents',
    'TerminalStream',
    'TextFileSinkOptions',
    'ThemeName',
  ],
  './capture': [
    'CaptureConsoleOptions',
    'CaptureExceptionsOptions',
    'Disposer',
    'Level',
    'Logger',
    'LoggerFields',
    'PinoStream',
    'PinoStreamOptions',
    'SmonitorMixin',
    'WinstonTransportClass',
    'WinstonTransportOptions',
  ],
  './bundle': [
    'Bundle',
    'BundleFile',
    'BundleForm',
    'BundleInput',
    'BundleManifest',
    'BundleProblem',
    'BundleRedactOptions',
    'BundleRedactPreset',
    'BundleVerification',
    'BundleWriter',
    'DiagnosticEvent',
    'EarlierRun',
    'ExceptionFields',
    'ProcessInfo',
    'RedactionMarks',
    'RunEnd',
    'RunEndSource',
    'RunEndState',
    'RunInfo',
    'TriageEntry',
    'TriageSections',
    'TriageSlowSignal',
    'TriageSummaryEntry',
    'WriteBundleOptions',
  ],
  './report': ['AgentIncident', 'AgentPayload', 'AgentPayloadOptions', 'RenderTerminalOptions'],
  './triage': [
    'BundleComparison',
    'CatalogChange',
    'CatalogDiff',
    'ComparedIncident',
    'ComparedRun',
    'CountDelta',
    'Incident',
    'RunToRunState',
    'SettingChange',
    'SummariseOptions',
    'TriageSummary',
  ],
  './support': [
    'SupportTier',
    'Supported',
    'TierCatalog',
    'TierContext',
    'TierDecorator',
    'TierEntry',
    'TierOptions',
    'TierRegistry',
  ],
  './testing': [
    'BaselineComparison',
    'BaselineEntry',
    'BaselineOptions',
    'DiagnosticEvent',
    'ExpectedParams',
    'MatcherContext',
    'MatcherResult',
    'ObservedDiagnostic',
    'Recorded',
    'Recorder',
    'RecorderOptions',
    'RecorderProcessor',
    'SmonitorMatchers',
  ],
  './testing/vitest': [],
}

const subpaths = Object.keys(manifest.exports).filter((name) => !name.endsWith('.json'))

describe('the public API', () => {
  test('has the subpaths that are reviewed here', () => {
    expect(subpaths.toSorted()).toEqual([...Object.keys(VALUES), './semconv'].toSorted())
  })

  test.each(Object.keys(VALUES))('of %s is the reviewed list of names', (subpath) => {
    const { values, types } = exportsOf(sourceOf(subpath))
    expect(values).toEqual(VALUES[subpath])
    expect(types).toEqual(TYPES[subpath])
  })

  test.each(Object.keys(VALUES))('of %s has a sentence of documentation for each name', (subpath) => {
    const { values, types } = exportsOf(sourceOf(subpath))
    const undocumented = [...values, ...types].filter((name) => !isDocumented(name))
    expect(undocumented).toEqual([])
  })

  test('is named in README or docs, each value of it', () => {
    const pages = [
      'README.md',
      ...readdirSync(join(ROOT, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ]
    const text = pages.map((page) => readFileSync(join(ROOT, page), 'utf8')).join('\n')
    expect(
      Object.values(VALUES)
        .flat()
        .filter((name) => !text.includes(name)),
    ).toEqual([])
  })

  test('has a page with a line for each name, up to date with the comments', () => {
    const script = join(ROOT, 'scripts/generate-api.ts')
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('says the version of the package', () => {
    expect(VERSION).toBe(manifest.version)
  })
})

function sourceOf(subpath: string): string {
  const entry = manifest.exports[subpath]
  const types = typeof entry === 'string' ? entry : (entry?.types ?? '')
  return join(ROOT, types.replace('./dist/', '').replace('.d.ts', '.ts'))
}

function exportsOf(path: string): { readonly values: string[]; readonly types: string[] } {
  const { module } = parseSync(path, readFileSync(path, 'utf8'))
  const entries = module.staticExports.flatMap(({ entries: found }) => found)
  const named = (isType: boolean) =>
    entries
      .filter((entry) => entry.isType === isType)
      .map(({ exportName }) => exportName.name ?? '')
      .toSorted()
  return { values: named(false), types: named(true) }
}

const declarations = ['src', 'exporters']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(ROOT, folder, name),
    ),
  )
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(name, 'utf8'))

/** A comment right above the exported declaration, which begins with a sentence. */
function isDocumented(name: string): boolean {
  const pattern = new RegExp(
    `/\\*\\*\\s+(?:\\* )?[A-Z\`][^]*?\\*/\\n(?:// [^\\n]*\\n)*export (?:abstract )?(?:class|function|interface|type|const) ${name}\\b`,
  )
  return declarations.some((text) => pattern.test(text))
}
