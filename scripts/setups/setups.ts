/** A way to start the program of a set-up. */
export interface Way {
  readonly name: string
  /** What comes after `node`. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What this way cannot do, as the page of the set-up says. */
  readonly lacks?: readonly 'spool'[]
}

/** A folder of `tests/setups`: a program with an OTel set-up of its own, and its lockfile. */
export interface Setup {
  readonly folder: string
  readonly line: 2 | 3
  /** The program without smonitor; `undefined` where it would have no OTel then. */
  readonly bare: Way | undefined
  readonly ways: readonly Way[]
  /** On which Node it is tried with every exporter that the variables can ask for; on none by default. */
  readonly exportersOn?: string
}

const REGISTER = ['--import', 'smonitor/register']
const AUTO = ['--import', '@opentelemetry/auto-instrumentations-node/register']

/** Every set-up that is tried. */
export const SETUPS: readonly Setup[] = [
  { ...nodeSdk('nodesdk-3-esm', 3, 'app.mjs'), exportersOn: '24' },
  nodeSdk('nodesdk-3-cjs', 3, 'app.cjs'),
  { ...nodeSdk('nodesdk-2-esm', 2, 'app.mjs'), exportersOn: '24' },
  nodeSdk('nodesdk-2-cjs', 2, 'app.cjs'),
  nodeSdk('nodesdk-2-early', 2, 'app.mjs'),
  {
    folder: 'nodesdk-2-options',
    line: 2,
    bare: { name: 'bare', args: ['app.cjs'] },
    ways: [
      { name: 'withSmonitor', args: ['app.cjs'], env: { SHOP: 'withSmonitor' } },
      {
        name: 'withSmonitor and traceExporter',
        args: ['app.cjs'],
        env: { SHOP: 'withSmonitor', SHOP_SPANS: 'traceExporter' },
      },
      { name: 'register before it', args: [...REGISTER, 'app.cjs'] },
    ],
  },
  manual('manual-providers-3', 3),
  manual('manual-providers-2', 2),
  manual('manual-providers-2-early', 2),
  alone('register-alone-3', 3),
  alone('register-alone-2', 2),
  {
    folder: 'config-file',
    line: 3,
    bare: {
      name: 'bare',
      args: ['--import', './start.mjs', 'app.mjs'],
      env: { OTEL_CONFIG_FILE: 'otel.yaml' },
    },
    ways: [
      {
        name: 'register with OTEL_CONFIG_FILE',
        args: [...REGISTER, 'app.mjs'],
        env: { OTEL_CONFIG_FILE: 'otel.yaml', SMONITOR_PROFILE: '', SMONITOR_JSON: '' },
      },
      {
        name: 'register before startNodeSDK',
        args: [...REGISTER, '--import', './start.mjs', 'app.mjs'],
        env: { OTEL_CONFIG_FILE: 'otel.yaml' },
      },
    ],
  },
  auto('fastify-auto-pino', 3),
  auto('express-auto-winston', 2),
]

function nodeSdk(folder: string, line: 2 | 3, file: string): Setup {
  return {
    folder,
    line,
    bare: { name: 'bare', args: [file] },
    ways: [
      { name: 'withSmonitor', args: [file], env: { SHOP: 'withSmonitor' } },
      { name: 'startSmonitor after it', args: [file], env: { SHOP: 'startSmonitor' } },
      { name: 'register before it', args: [...REGISTER, file] },
    ],
  }
}

function manual(folder: string, line: 2 | 3): Setup {
  return {
    folder,
    line,
    bare: { name: 'bare', args: ['app.mjs'] },
    ways: [
      { name: 'policyProcessor', args: ['app.mjs'], env: { SHOP: 'policyProcessor' }, lacks: ['spool'] },
      { name: 'register before it', args: [...REGISTER, 'app.mjs'] },
    ],
  }
}

function alone(folder: string, line: 2 | 3): Setup {
  const env = { OTEL_SERVICE_NAME: 'shop' }
  return {
    folder,
    line,
    bare: undefined,
    ways: [
      { name: 'register', args: [...REGISTER, 'app.mjs'], env },
      // What only `NodeSDK` knows how to do.
      {
        name: 'register with a sampler',
        args: [...REGISTER, 'app.mjs'],
        env: { ...env, OTEL_TRACES_SAMPLER: 'always_on' },
      },
    ],
  }
}

function auto(folder: string, line: 2 | 3): Setup {
  const env = { OTEL_SERVICE_NAME: 'shop', OTEL_NODE_RESOURCE_DETECTORS: 'env' }
  return {
    folder,
    line,
    bare: { name: 'bare', args: [...AUTO, 'app.cjs'], env },
    ways: [
      { name: 'register before auto-instrumentations', args: [...REGISTER, ...AUTO, 'app.cjs'], env },
      { name: 'register after auto-instrumentations', args: [...AUTO, ...REGISTER, 'app.cjs'], env },
    ],
  }
}
