// The set-ups that go wrong, each a program, with the packages of one line of the SDK. Run by scripts/test-doctor.ts.

const ALL = `
import * as api from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'
`
const CJS = `
const api = require('@opentelemetry/api')
const { NodeSDK } = require('@opentelemetry/sdk-node')
`
const SPAN = `api.trace.getTracer('films').startActiveSpan('films.load', (span) => span.end())`

const COUNT = `api.metrics.getMeter('films').createCounter('films').add(1)`
const WITH_WORKER = `${ALL}import { Worker } from 'node:worker_threads'
const sdk = new NodeSDK({})
sdk.start()
${SPAN}
await new Promise((done) => new Worker(new URL('./worker.mjs', import.meta.url)).once('exit', done))
await sdk.shutdown()`
const VENDOR = `import * as api from '@opentelemetry/api'
const span = api.trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 })
class VendorTracer {
  startSpan() { return span }
  startActiveSpan(name, ...rest) { return rest.at(-1)(span) }
}
class VendorContext {
  active() { return api.ROOT_CONTEXT }
  with(context, action, self, ...args) { return action.apply(self, args) }
  bind(context, action) { return action }
  enable() { return this }
  disable() { return this }
}
api.context.setGlobalContextManager(new VendorContext())
api.trace.setGlobalTracerProvider({ getTracer: () => new VendorTracer() })
${SPAN}`

/** Where `URL` stands, something listens that takes all. */
const SENDS = { OTEL_EXPORTER_OTLP_ENDPOINT: 'URL', OTEL_METRICS_EXPORTER: 'none' }
const PRINTS = { OTEL_TRACES_EXPORTER: 'console', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }

const POOL = `
const pool = createPool({ create: async () => ({}), destroy: async () => undefined })
await pool.release(await pool.acquire())
await pool.drain()
await pool.clear()
`
const POOL_SDK = `const sdk = new NodeSDK({ instrumentations: [new GenericPoolInstrumentation()] })\nsdk.start()\n`

/** What is found in a set-up: the codes, all of them. */
export const cases = [
  {
    name: 'all is right',
    files: { 'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()` },
    env: SENDS,
    codes: [],
  },
  {
    name: 'all is right, as CommonJS',
    files: { 'app.cjs': `${CJS}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nvoid sdk.shutdown()` },
    env: SENDS,
    codes: [],
  },
  {
    name: 'all is right, metrics too',
    files: {
      'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\n${COUNT}\nawait sdk.shutdown()`,
    },
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'URL' },
    codes: [],
    notes: 'metrics: MeterProvider with PeriodicExportingMetricReader → OTLPMetricExporter to',
  },
  {
    name: 'metrics alone',
    files: {
      'app.mjs': `${ALL}import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
        const reader = new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter() })
        const provider = new MeterProvider({ readers: [reader] })
        api.metrics.setGlobalMeterProvider(provider)\n${COUNT}\nawait provider.shutdown()`,
    },
    env: {},
    codes: [],
    notes: 'PeriodicExportingMetricReader → ConsoleMetricExporter, one export.',
  },
  {
    name: 'nobody reads the metrics',
    files: {
      'app.mjs': `${ALL}import { MeterProvider } from '@opentelemetry/sdk-metrics'
        api.metrics.setGlobalMeterProvider(new MeterProvider({}))\n${COUNT}`,
    },
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'URL', OTEL_METRICS_EXPORTER: 'otlp' },
    codes: ['SMON-E335'],
  },
  {
    name: 'metrics are lost at the end',
    files: { 'app.mjs': `${ALL}new NodeSDK({}).start()\n${COUNT}` },
    env: { ...PRINTS, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'console' },
    codes: ['SMON-W341'],
    next: 'edit await sdk.shutdown()',
  },
  {
    name: 'metrics that Prometheus asks for',
    files: {
      'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${COUNT}\nawait new Promise((done) => setTimeout(done, 200))\nawait sdk.shutdown()`,
    },
    env: {
      ...PRINTS,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    },
    codes: [],
    notes: 'metrics: MeterProvider with PrometheusExporter',
  },
  {
    name: 'everything is none, as somebody wants it',
    files: { 'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()` },
    env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' },
    codes: [],
  },
  {
    name: 'traces are none, beside an endpoint for all',
    files: { 'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()` },
    env: { ...SENDS, OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'URL/v1/traces' },
    codes: [],
  },
  {
    name: 'traces go to the console, too',
    files: { 'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()` },
    env: { ...SENDS, OTEL_TRACES_EXPORTER: 'otlp,console' },
    codes: [],
  },
  {
    name: 'a processor of a vendor beside OTLP',
    files: {
      'app.mjs': `${ALL}import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
        import * as tracing from '@opentelemetry/sdk-trace'
        class VendorSpanProcessor { onStart() {} onEnd() {} async forceFlush() {} async shutdown() {} }
        const batch = new tracing.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })
        const sdk = new NodeSDK({ spanProcessors: [new VendorSpanProcessor(), batch] })
        sdk.start()\n${SPAN}\nawait sdk.shutdown()`,
    },
    env: SENDS,
    codes: [],
  },
  {
    name: 'a provider that is none of the SDK, as vendors have',
    files: { 'app.mjs': VENDOR },
    env: {},
    codes: [],
  },
  {
    name: 'it fails before its set-up',
    files: { 'app.mjs': `${ALL}throw new Error('no database')\nnew NodeSDK({}).start()` },
    env: SENDS,
    codes: ['SMON-E331'],
    next: 'check what the program printed',
  },
  {
    name: 'a worker thread with a set-up of its own',
    files: {
      'worker.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()`,
      'app.mjs': WITH_WORKER,
    },
    env: SENDS,
    codes: [],
    notes: 'Worker thread 1: traces: ',
  },
  {
    name: 'a worker thread without a set-up',
    files: { 'worker.mjs': `import * as api from '@opentelemetry/api'\n${SPAN}`, 'app.mjs': WITH_WORKER },
    env: SENDS,
    codes: ['SMON-E331'],
  },
  {
    name: 'a worker thread that has nothing to say',
    files: { 'worker.mjs': `import '@opentelemetry/api'`, 'app.mjs': WITH_WORKER },
    env: SENDS,
    codes: [],
  },
  {
    name: 'a worker thread that loses what it has at the end',
    files: { 'worker.mjs': `${ALL}new NodeSDK({}).start()\n${SPAN}`, 'app.mjs': WITH_WORKER },
    env: SENDS,
    codes: ['SMON-W341'],
    evidence: 'in worker thread 1 of ',
  },
  {
    name: 'the instrumentation comes first',
    files: {
      'otel.cjs': `${CJS}const { GenericPoolInstrumentation } = require('@opentelemetry/instrumentation-generic-pool')\n${POOL_SDK}process.once('beforeExit', () => void sdk.shutdown())`,
      'app.cjs': `const { createPool } = require('generic-pool')\nvoid (async () => {${POOL}})()`,
    },
    node: ['--require', './otel.cjs'],
    env: PRINTS,
    codes: [],
    says: 'generic-pool.acquire',
  },
  {
    name: 'the instrumentation comes too late',
    files: {
      'app.cjs': `const { createPool } = require('generic-pool')\n${CJS}const { GenericPoolInstrumentation } = require('@opentelemetry/instrumentation-generic-pool')\n${POOL_SDK}void (async () => {${POOL}await sdk.shutdown()})()`,
    },
    env: PRINTS,
    codes: ['SMON-E336'],
    saysNot: 'generic-pool.acquire',
  },
  {
    name: 'no hook for ES modules',
    files: {
      'otel.mjs': `${ALL}import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool'\n${POOL_SDK}process.once('beforeExit', () => void sdk.shutdown())`,
      'app.mjs': `import { createPool } from 'generic-pool'\n${POOL}`,
    },
    node: ['--import', './otel.mjs'],
    env: PRINTS,
    codes: ['SMON-W337'],
    seesEsModules: true,
    saysNot: 'generic-pool.acquire',
  },
  {
    name: 'the hook for ES modules is there',
    files: {
      'otel.mjs': `${ALL}import { register } from 'node:module'
        import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool'
        register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)
        ${POOL_SDK}process.once('beforeExit', () => void sdk.shutdown())`,
      'app.mjs': `import { createPool } from 'generic-pool'\n${POOL}`,
    },
    node: ['--import', './otel.mjs'],
    env: PRINTS,
    codes: [],
    says: 'generic-pool.acquire',
  },
  {
    name: 'the hook for ES modules is a loader',
    files: {
      'otel.mjs': `${ALL}import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool'\n${POOL_SDK}process.once('beforeExit', () => void sdk.shutdown())`,
      'app.mjs': `import { createPool } from 'generic-pool'\n${POOL}`,
    },
    node: ['--experimental-loader=@opentelemetry/instrumentation/hook.mjs', '--import', './otel.mjs'],
    env: PRINTS,
    codes: [],
    says: 'generic-pool.acquire',
  },
  {
    name: "a processor of one's own switches OTLP off",
    files: {
      'app.mjs': `${ALL}
        const own = { onStart() {}, onEnd() {}, forceFlush: async () => undefined, shutdown: async () => undefined }
        const sdk = new NodeSDK({ spanProcessors: [own] })
        sdk.start()
        ${SPAN}
        await sdk.shutdown()`,
    },
    env: SENDS,
    codes: ['SMON-E335'],
  },
  {
    name: 'the SDK is switched off',
    files: { 'app.mjs': `${ALL}new NodeSDK({}).start()\n${SPAN}` },
    env: { ...PRINTS, OTEL_SDK_DISABLED: 'true' },
    codes: ['SMON-E331', 'SMON-W307'],
  },
  {
    name: 'the sampler is off',
    files: { 'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\n${SPAN}\nawait sdk.shutdown()` },
    env: { ...PRINTS, OTEL_TRACES_SAMPLER: 'always_off' },
    codes: ['SMON-W308', 'SMON-W308'],
  },
  {
    name: 'the config file has what the SDK does not know',
    files: {
      'otel.yaml': 'file_format: "1.0"\ntracer_provider:\n  processors:\n    - smonitor: {}\n',
      'app.cjs': `const sdk = require('@opentelemetry/sdk-node')\n;(sdk.startNodeSdk ?? sdk.startNodeSDK)({})`,
    },
    env: { OTEL_CONFIG_FILE: 'otel.yaml', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    codes: ['SMON-E306'],
  },
  {
    name: 'the config file is read',
    files: {
      'otel.yaml':
        'file_format: "1.0"\ntracer_provider:\n  processors:\n    - simple:\n        exporter:\n          console: {}\n',
      'app.cjs': `const api = require('@opentelemetry/api')\nconst sdk = require('@opentelemetry/sdk-node')\nconst started = (sdk.startNodeSdk ?? sdk.startNodeSDK)({})\n${SPAN}\nvoid started.shutdown()`,
    },
    env: { OTEL_CONFIG_FILE: 'otel.yaml', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    codes: [],
    says: 'films.load',
  },
  {
    name: 'spans are lost at the end',
    files: { 'app.mjs': `${ALL}new NodeSDK({}).start()\n${SPAN}` },
    env: SENDS,
    codes: ['SMON-W341'],
  },
  {
    name: 'the queue is full',
    files: {
      'app.mjs': `${ALL}const sdk = new NodeSDK({})\nsdk.start()\nfor (let n = 0; n < 30; n += 1) ${SPAN}\nawait sdk.shutdown()`,
    },
    env: { ...SENDS, OTEL_BSP_MAX_QUEUE_SIZE: '5', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5' },
    codes: ['SMON-W347'],
  },
  {
    name: 'the queue is full, with smonitor before it',
    files: {
      'app.mjs': `import { withSmonitor } from 'smonitor/sdk'\n${ALL}const sdk = new NodeSDK(withSmonitor({}))\nsdk.start()\nfor (let n = 0; n < 30; n += 1) ${SPAN}\nawait new Promise((soon) => setTimeout(soon, 100))\nawait sdk.shutdown()`,
    },
    env: { ...SENDS, OTEL_BSP_MAX_QUEUE_SIZE: '5', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5' },
    codes: ['SMON-W347'],
  },
  {
    name: 'smonitor is loaded twice',
    files: {
      'app.mjs': `import 'smonitor'\nimport 'lib'\n${ALL}const sdk = new NodeSDK({})\nsdk.start()\nawait sdk.shutdown()`,
      'node_modules/lib/package.json': '{ "name": "lib", "version": "1.0.0", "exports": "./lib.mjs" }',
      'node_modules/lib/lib.mjs': `import 'smonitor'`,
    },
    copies: { 'node_modules/smonitor': 'node_modules/lib/node_modules/smonitor' },
    env: PRINTS,
    codes: ['SMON-W304', 'SMON-W304'],
    seesEsModules: true,
  },
]

/** What differs between the lines. */
export const casesOf = {
  'sdk-2': [
    {
      name: 'an exporter is handed over by its place',
      files: {
        'app.mjs': `${ALL}
          import { BatchSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace'
          const sdk = new NodeSDK({ spanProcessors: [new BatchSpanProcessor(new InMemorySpanExporter())] })
          sdk.start()
          ${SPAN}`,
      },
      env: PRINTS,
      codes: ['SMON-E334'],
      next: 'edit new BatchSpanProcessor({ exporter })',
    },
    {
      name: 'an exporter is handed over by its name where its place counts',
      files: {
        'app.mjs': `${ALL}
          import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
          const exporter = new InMemorySpanExporter()
          const sdk = new NodeSDK({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
          sdk.start()
          ${SPAN}`,
      },
      env: PRINTS,
      codes: ['SMON-E334'],
      next: 'edit new SimpleSpanProcessor(exporter)',
    },
    {
      name: 'a newer copy of the API does not see the older one',
      files: {
        'app.mjs': `${ALL}
          import { trace } from 'newer-api'
          const sdk = new NodeSDK({})
          sdk.start()
          trace.getTracer('films').startSpan('lost').end()
          await sdk.shutdown()`,
      },
      env: PRINTS,
      codes: ['SMON-E332', 'SMON-W303'],
      seesEsModules: true,
    },
    {
      name: 'logs go to the global of API 1.10, the provider is in that of api-logs',
      files: {
        'app.cjs': `${CJS}
          const { logs } = require('newer-api')
          const sdk = new NodeSDK({})
          sdk.start()
          logs.getLogger('films').emit({ body: 'lost' })
          void sdk.shutdown()`,
      },
      env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' },
      codes: ['SMON-E332', 'SMON-E333', 'SMON-W303'],
    },
  ],
  'sdk-3': [
    {
      name: 'an exporter is handed over by its place',
      files: {
        'app.mjs': `${ALL}
          import { BatchSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace'
          const sdk = new NodeSDK({ spanProcessors: [new BatchSpanProcessor(new InMemorySpanExporter())] })
          sdk.start()
          ${SPAN}`,
      },
      env: PRINTS,
      codes: ['SMON-E334'],
      next: 'edit new BatchSpanProcessor({ exporter })',
    },
    {
      name: 'an older copy of the API registers first',
      files: {
        'app.mjs': `
          import { diag } from 'older-api'
          diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} })
          ${ALL}
          const sdk = new NodeSDK({})
          sdk.start()
          ${SPAN}
          await sdk.shutdown()`,
      },
      env: PRINTS,
      codes: ['SMON-E332', 'SMON-W303'],
    },
    {
      name: 'logs go to the global of api-logs, the provider is in that of API 1.10',
      files: {
        'app.mjs': `${ALL}
          import { logs } from 'older-logs-api'
          const sdk = new NodeSDK({})
          sdk.start()
          logs.getLogger('films').emit({ body: 'lost' })
          await sdk.shutdown()`,
      },
      env: { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' },
      codes: ['SMON-E333', 'SMON-W303'],
    },
  ],
}
