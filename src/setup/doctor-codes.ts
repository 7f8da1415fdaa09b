import type { CodeDefinition } from '../record/catalog-definition.ts'

/** The codes of smonitor's own catalog that `smonitor doctor` finds: what keeps telemetry from arriving. */
export const DOCTOR_CODES = {
  'SMON-E301': {
    level: 'error',
    title: 'No OpenTelemetry SDK installed',
    message: 'No OpenTelemetry SDK is installed in {folder}, so nothing is recorded or sent.',
    hint: 'Install one with `{install}`.',
  },
  'SMON-W302': {
    level: 'warn',
    title: 'SDK lines mixed',
    message: 'Packages of more than one line of the OpenTelemetry SDK are installed: {packages}.',
    hint: 'Update the packages of one line to the other, all in one step: a provider and an exporter of different lines need not fit.',
  },
  'SMON-W303': {
    level: 'warn',
    title: 'Copies of the API differ',
    message: '{count} copies of {name} are installed, of versions {versions}.',
    hint: 'Let all use one: a newer copy does not see what an older one has registered, and what goes through it is lost.',
  },
  'SMON-W304': {
    level: 'warn',
    title: 'Several copies of smonitor',
    message: '{count} copies of smonitor are {state}: {copies}.',
    hint: 'Let all use one version, so that a diagnostic is recorded and printed once and by the same rules.',
  },
  'SMON-W305': {
    level: 'warn',
    title: 'Peer version not met',
    message: '{name} {version} needs {peer} {range}, and {found}.',
    hint: 'Install versions that fit each other.',
  },
  'SMON-E306': {
    level: 'error',
    title: 'OpenTelemetry config file not usable',
    message: 'The file {file} of OTEL_CONFIG_FILE cannot be used, and so the whole SDK stays off: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-W307': {
    level: 'warn',
    title: 'SDK switched off',
    message: '{setting} is {value}, so OpenTelemetry records and sends nothing.',
    hint: 'Unset it where telemetry is wanted.',
  },
  'SMON-W308': {
    level: 'warn',
    title: 'Sampler takes no trace',
    message: 'The sampler is {sampler}, which takes no trace: no span is recorded or sent.',
    hint: 'Take another one, such as parentbased_always_on, with OTEL_TRACES_SAMPLER or in the set-up.',
  },
  'SMON-W309': {
    level: 'warn',
    title: 'OpenTelemetry variable not valid',
    message: '{setting} is {value}, which OpenTelemetry does not know: {reason}.',
    hint: 'Use {allowed}.',
  },
  'SMON-E320': {
    level: 'error',
    title: 'Endpoint not reached',
    message: 'The endpoint of the {signal}, {endpoint}, was not reached: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-E321': {
    level: 'error',
    title: 'Endpoint refused',
    message: 'The endpoint {endpoint} refused the {signal}: {answer}.',
    hint: '{remedy}.',
  },
  'SMON-W322': {
    level: 'warn',
    title: 'Endpoint busy',
    message: 'The endpoint {endpoint} does not take the {signal} now: {answer}.',
    hint: '{remedy}.',
  },
  'SMON-E323': {
    level: 'error',
    title: 'Endpoint silent',
    message: 'The endpoint {endpoint} gave no answer to the {signal} within {timeout} ms.',
    hint: 'Look whether it is overloaded or something else listens there, or raise OTEL_EXPORTER_OTLP_TIMEOUT.',
  },
  'SMON-E324': {
    level: 'error',
    title: 'Endpoint is not OTLP',
    message: 'What listens at {endpoint} does not speak OTLP by {protocol}: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-W325': {
    level: 'warn',
    title: 'Endpoint took a part',
    message: 'The endpoint {endpoint} took the {signal} in part, and rejected {count}: {reason}.',
    hint: 'What it says tells which limit or rule of the backend the rest did not meet.',
  },
  'SMON-W326': {
    level: 'warn',
    title: 'Backend takes no logs',
    message: 'The endpoint {endpoint} takes traces and no logs: {answer}.',
    hint: 'Do not send it logs; diagnostics are on the spans too. A collector can send logs elsewhere.',
  },
  'SMON-E331': {
    level: 'error',
    title: 'No provider registered',
    message: '{who} registered no provider of OpenTelemetry, so nothing is recorded or sent: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-E332': {
    level: 'error',
    title: 'Copy of the API cut off',
    message: '{copy} does not see what {registrar} has registered: {reason}.',
    hint: 'Let all packages use one copy of @opentelemetry/api, the newest that one of them needs: `npm dedupe` makes them one where their ranges allow it, and where one is pinned to another version, change that or add an override.',
  },
  'SMON-E333': {
    level: 'error',
    title: 'Logs go to the other global',
    message:
      'What is logged through {copy} is lost, {count} so far: the provider is in the global of {other}.',
    hint: 'Emit logs through {other}, or set the provider in both globals.',
  },
  'SMON-E334': {
    level: 'error',
    title: 'Processor without exporter',
    message: 'A {processor} of the {signal} has no exporter, and loses all that it is given: {reason}.',
    hint: 'Create it as the release that is installed wants it: {fix}.',
  },
  'SMON-E335': {
    level: 'error',
    title: 'OTLP switched off',
    message: 'The environment asks for OTLP, and no OTLP exporter of the {signal} is registered: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-E336': {
    level: 'error',
    title: 'Instrumentation too late',
    message: '{name} was loaded before {instrumentation}, which cannot instrument it any more.',
    hint: 'Load the set-up of OpenTelemetry before the program, with --import or --require.',
  },
  'SMON-W337': {
    level: 'warn',
    title: 'Imports are not instrumented',
    message:
      '{names} came by `import`, and no hook for ES modules was there, so {instrumentation} cannot instrument it.',
    hint: "Register the hook in a file that --import loads: `register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)`, with register from node:module.",
  },
  'SMON-W338': {
    level: 'warn',
    title: 'No context manager',
    message:
      'No context manager is registered: a span does not know its parent, and a log record not its span.',
    hint: 'Register one with the provider; NodeSDK does.',
  },
  'SMON-W339': {
    level: 'warn',
    title: 'Message of OpenTelemetry',
    message: 'OpenTelemetry reports "{text}".',
    hint: 'It says so to its own logger only, which prints nothing unless OTEL_LOG_LEVEL is set.',
  },
  'SMON-E340': {
    level: 'error',
    title: 'Nothing exported',
    message: 'Of {made} {signal} that came to the processors, no exporter sent any: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-W341': {
    level: 'warn',
    title: 'Lost at the end',
    message: 'Not all was sent: {count} {signal} in the queue of {processor} when the program ended.',
    hint: 'Wait for shutdown() of the SDK before the program ends, also at signals and before process.exit().',
  },
  'SMON-E342': {
    level: 'error',
    title: 'Export failed in the program',
    message: 'The {exporter} of the program could not send {count} {signal}{to}: {reason}.',
    hint: '{remedy}.',
  },
  'SMON-E343': {
    level: 'error',
    title: 'Spans before the SDK',
    message: 'Spans that were started through {copy} lead nowhere, {count} so far: {reason}.',
    hint: 'Load the set-up of OpenTelemetry before the program, with --import or --require.',
  },
  'SMON-E344': {
    level: 'error',
    title: 'Registered twice',
    message: 'Two set-ups of OpenTelemetry want the global {what}, and the second one gets nothing.',
    hint: 'Keep one of them: {remedy}.',
  },
  'SMON-W345': {
    level: 'warn',
    title: 'OpenTelemetry config file not read',
    message: 'OTEL_CONFIG_FILE names {file}, and what sets OpenTelemetry up here does not read it.',
    hint: 'Start the SDK with startNodeSdk() of @opentelemetry/sdk-node, or unset the variable: NodeSDK reads the other variables only.',
  },
  'SMON-E346': {
    level: 'error',
    title: 'No Node process seen',
    message: 'The command {command} started no Node process that could be looked into.',
    hint: 'Name the program with `node` after the dashes, such as: smonitor doctor -- node app.js.',
  },
  'SMON-W347': {
    level: 'warn',
    title: 'Queue full',
    message: 'The queue of {processor} was full, and {count} {signal} did not fit and were dropped.',
    hint: 'Look whether the exporter is fast enough, or make the queue longer with {setting} or maxQueueSize.',
  },
  'SMON-W348': {
    level: 'warn',
    title: 'No way out',
    message: 'The program makes {signals}, and no exporter is there that would send them anywhere.',
    hint: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to where a collector or backend listens. Where it is meant so, set {settings}.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
