import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Checks } from '../../scripts/checks.ts'
import type { Collector } from './helpers/collector.ts'
import { eventually } from './helpers/eventually.ts'
import { withFreePorts } from './helpers/free-ports.ts'
import type { Jaeger } from './helpers/jaeger.ts'
import { answers, startPeer } from './helpers/peer-process.ts'

const COMMAND = join(import.meta.dirname, '../../dist/src/cli/main.js')
const CERTIFICATE = join(import.meta.dirname, '../cli/doctor/certificate')

interface Place {
  readonly binary: string
  readonly folder: string
}

interface Diagnosis {
  readonly findings: readonly {
    readonly code: string
    readonly message: string
    readonly next_step: string
  }[]
  readonly notes: readonly { readonly text: string }[]
}

/** A set-up of the variables, and what the doctor says of it: the code of each signal that it finds fault with. */
interface Case {
  readonly name: string
  readonly env: Readonly<Record<string, string>>
  readonly codes: readonly string[]
  /** In the message of a finding. */
  readonly says?: string
  readonly next?: string
}

/** Has the doctor look at a collector that is as it should be, and in the wrong ways at it. */
export async function tryDoctor({ attempt }: Checks, place: Place, collector: Collector): Promise<void> {
  const { endpoint, ports } = collector
  const grpc = `http://127.0.0.1:${ports.grpc}`
  const [binary, json, byGrpc] = ['http/protobuf', 'http/json', 'grpc'].map((protocol) => ({
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  }))
  const cases: readonly Case[] = [
    { name: 'http/protobuf', env: { ...binary, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, codes: [] },
    {
      name: 'http/json, compressed',
      env: { ...json, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
      codes: [],
    },
    { name: 'grpc', env: { ...byGrpc, OTEL_EXPORTER_OTLP_ENDPOINT: grpc }, codes: [] },
    {
      name: 'http at the port of gRPC',
      env: { ...binary, OTEL_EXPORTER_OTLP_ENDPOINT: grpc },
      codes: ['SMON-E324', 'SMON-E324'],
      says: 'does not speak OTLP by http/protobuf',
      next: 'set OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
    },
    {
      name: 'gRPC at the port of http',
      env: { ...byGrpc, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
      // By gRPC the address is the same for both, and so is what is found.
      codes: ['SMON-E324'],
      says: 'does not speak OTLP by grpc',
      next: 'set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    },
    {
      name: 'a path that is not there',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/otlp` },
      codes: ['SMON-E321', 'SMON-E321'],
      says: '404',
    },
    {
      name: 'the path of a signal, twice',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/v1/traces` },
      codes: ['SMON-E321', 'SMON-E321'],
      next: `set OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    },
    {
      name: 'TLS where there is none',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.replace('http:', 'https:') },
      codes: ['SMON-E320', 'SMON-E320'],
      next: `set OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    },
    {
      name: 'TLS where there is none, by gRPC',
      env: { ...byGrpc, OTEL_EXPORTER_OTLP_ENDPOINT: grpc.replace('http:', 'https:') },
      codes: ['SMON-E320', 'SMON-E320'],
      next: `set OTEL_EXPORTER_OTLP_ENDPOINT=${grpc}`,
    },
  ]
  for (const one of cases) await attempt(`the doctor of a collector, ${one.name}`, () => tryCase(place, one))
  await attempt('a collector has the probes of the doctor', async () => {
    const ofDoctor = () =>
      [...collector.spans(), ...collector.logs()].filter(
        ({ resource }) => resource['service.name'] === 'smonitor-doctor',
      )
    // Three set-ups are as they should be, each with a span and a record.
    const probes = await eventually(ofDoctor, ({ length }) => length === 6, { what: 'six probes' })
    assert.equal(probes.length, 6)
  })
  await attempt('the doctor of a collector that has a pipeline for traces alone', () =>
    withTraces(place, {}, ({ http, grpc: ofGrpc }) =>
      tryCases(place, [
        {
          name: 'by http',
          env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${http}` },
          codes: ['SMON-W326'],
          next: 'set OTEL_LOGS_EXPORTER=none',
        },
        {
          name: 'by gRPC',
          env: { ...byGrpc, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ofGrpc}` },
          codes: ['SMON-W326'],
        },
        {
          name: 'without logs',
          env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${http}`, OTEL_LOGS_EXPORTER: 'none' },
          codes: [],
        },
      ]),
    ),
  )
  await attempt('the doctor of a collector with TLS', () =>
    withTraces(place, TLS, ({ http, grpc: ofGrpc }) => {
      const trusted = { OTEL_EXPORTER_OTLP_CERTIFICATE: TLS.cert_file, OTEL_LOGS_EXPORTER: 'none' }
      return tryCases(place, [
        {
          name: 'trusted',
          env: { ...trusted, OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${http}` },
          codes: [],
        },
        {
          name: 'trusted, by gRPC',
          env: { ...trusted, ...byGrpc, OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${ofGrpc}` },
          codes: [],
        },
        {
          name: 'not trusted',
          env: { OTEL_LOGS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${http}` },
          codes: ['SMON-E320'],
          next: 'set OTEL_EXPORTER_OTLP_CERTIFICATE=/path/to/ca.pem',
        },
        {
          name: 'spoken to without it',
          env: { OTEL_LOGS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${http}` },
          codes: ['SMON-E321'],
          next: `set OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:${http}`,
        },
      ])
    }),
  )
}

/** Has the doctor look at Jaeger, which takes spans and nothing else. */
export async function tryDoctorOfJaeger(
  { attempt }: Checks,
  { folder }: Pick<Place, 'folder'>,
  jaeger: Jaeger,
): Promise<void> {
  await attempt('the doctor of Jaeger says that it takes no logs, and nothing worse', () =>
    tryCase(
      { folder },
      {
        name: 'Jaeger',
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.endpoint },
        codes: ['SMON-W326'],
        next: 'set OTEL_LOGS_EXPORTER=none',
      },
    ),
  )
}

const TLS = { cert_file: join(CERTIFICATE, 'cert.pem'), key_file: join(CERTIFICATE, 'key.pem') }

/** Runs a collector that has nothing but traces, and discards them. */
async function withTraces(
  { binary, folder }: Place,
  tls: Partial<typeof TLS>,
  work: (ports: { readonly http: number; readonly grpc: number }) => Promise<void>,
): Promise<void> {
  const hasTls = tls.cert_file !== undefined
  const own = join(folder, `doctor-${hasTls ? 'tls' : 'plain'}`)
  mkdirSync(own, { recursive: true })
  const started = await withFreePorts(2, async ([http = 0, grpc = 0]) => {
    const at = (port: number) => ({ endpoint: `127.0.0.1:${port}`, ...(hasTls ? { tls } : {}) })
    const peer = await startPeer({
      name: 'otelcol',
      binary,
      folder: own,
      config: {
        receivers: { otlp: { protocols: { http: at(http), grpc: at(grpc) } } },
        exporters: { debug: {} },
        service: {
          telemetry: { metrics: { level: 'none' } },
          pipelines: { traces: { receivers: ['otlp'], exporters: ['debug'] } },
        },
      },
      // Whoever speaks no TLS there gets an answer all the same.
      isReady: () => answers(`http://127.0.0.1:${http}`),
    })
    return { peer, ports: { http, grpc } }
  })
  try {
    await work(started.ports)
  } finally {
    await started.peer.stop()
  }
}

async function tryCases(place: Pick<Place, 'folder'>, cases: readonly Case[]): Promise<void> {
  for (const one of cases) await tryCase(place, one)
}

async function tryCase(
  { folder }: Pick<Place, 'folder'>,
  { name, env, codes, says, next }: Case,
): Promise<void> {
  const { findings, notes } = await examine(folder, env)
  const found = findings.filter(({ code }) => /^SMON-[EW]3(?:09|2\d)$/.test(code))
  const details = `${name}: ${JSON.stringify({ findings, notes }, undefined, 2)}`
  assert.deepEqual(
    found.map(({ code }) => code),
    codes,
    details,
  )
  if (says !== undefined)
    assert.ok(
      found.every(({ message }) => message.includes(says)),
      details,
    )
  if (next !== undefined)
    assert.ok(
      found.every(({ next_step }) => next_step === next),
      details,
    )
}

function examine(cwd: string, env: Readonly<Record<string, string>>): Promise<Diagnosis> {
  const own = Object.entries(process.env).filter(([name]) => !/^(OTEL_|SMONITOR_|NODE_OPTIONS$)/.test(name))
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [COMMAND, 'doctor', '--json'], {
      cwd,
      env: { ...Object.fromEntries(own), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.once('error', fail)
    child.once('close', () => {
      try {
        done(JSON.parse(stdout) as Diagnosis)
      } catch (error) {
        fail(error)
      }
    })
  })
}
