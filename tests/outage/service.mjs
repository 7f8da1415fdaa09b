// Run by scripts/test-outage.ts: an HTTP service that emits diagnostics at a rate, with smonitor or with OTel alone, whose
// endpoint and folder the environment says.
//   node service.mjs <otel|with|start|register|handed-in|beside> <per second> <seconds> <natural|exit|sigterm|uncaught|stay>
// It prints its port, and after each diagnostic that is accepted its number: an error is accepted when emit() returns.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'

const [mode, perSecond, seconds, end] = process.argv.slice(2)
const SERVICE = { serviceName: 'outage' }

/** The set-ups, each with what is done at the end. */
const setUps = {
  otel: async () => {
    const { NodeSDK } = await import('@opentelemetry/sdk-node')
    new NodeSDK(SERVICE).start()
    return async () => {}
  },
  with: async () => {
    const { NodeSDK } = await import('@opentelemetry/sdk-node')
    const { withSmonitor } = await import('smonitor/sdk')
    const sdk = new NodeSDK(withSmonitor(SERVICE))
    sdk.start()
    return () => sdk.shutdown()
  },
  start: async () => {
    const { startSmonitor } = await import('smonitor/sdk')
    const smonitor = startSmonitor(SERVICE)
    return () => smonitor.shutdown()
  },
  // By --import smonitor/register.
  register: async () => {
    const { getSmonitor } = await import('smonitor/sdk')
    return () => getSmonitor().shutdown()
  },
  'handed-in': async () => {
    const { NodeSDK } = await import('@opentelemetry/sdk-node')
    const { withSmonitor } = await import('smonitor/sdk')
    const logRecordProcessors = [await createProcessor()]
    const sdk = new NodeSDK(withSmonitor({ ...SERVICE, logRecordProcessors }))
    sdk.start()
    return () => sdk.shutdown()
  },
  // An SDK of the program's own, which comes first, or after --import smonitor/register.
  beside: async () => {
    const { NodeSDK } = await import('@opentelemetry/sdk-node')
    const { startSmonitor } = await import('smonitor/sdk')
    const sdk = new NodeSDK({ ...SERVICE, logRecordProcessors: [await createProcessor()] })
    sdk.start()
    startSmonitor()
    return () => sdk.shutdown()
  },
}

async function createProcessor() {
  const package_ = process.env.OTEL_EXPORTER_OTLP_PROTOCOL === 'grpc' ? 'grpc' : 'http'
  const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${package_}`)
  const { BatchLogRecordProcessor } = await import('@opentelemetry/sdk-logs')
  return new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(), scheduledDelayMillis: 500 })
}

/** @type {(n: number) => void} */
let emitOne
let close = await setUps[mode]()
if (mode === 'otel') {
  const { logs, SeverityNumber } = await import('@opentelemetry/api')
  const logger = logs.getLogger('outage')
  emitOne = (n) =>
    logger.emit({
      severityNumber: SeverityNumber.ERROR,
      body: 'The film has no title.',
      attributes: { 'smonitor.param.n': n },
    })
} else {
  const { emit } = await import('smonitor')
  const { getSmonitor } = await import('smonitor/sdk')
  const smonitor = getSmonitor()
  const closeSdk = close
  emitOne = (n) => emit('error', 'The film has no title.', { extra: { n } })
  close = async () => {
    await closeSdk()
    writeSync(1, `delivery ${JSON.stringify(smonitor.report().delivery)}\n`)
  }
}

const server = createServer((_request, response) => response.end('ok\n'))
server.listen(0, '127.0.0.1', () => writeSync(1, `port ${server.address().port}\n`))

let next = 0
const startedAt = performance.now()
const total = Number(perSecond) * Number(seconds)
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * Number(perSecond)))
  let numbers = ''
  for (; next < due; next += 1) {
    emitOne(next)
    numbers += `${next}\n`
  }
  if (numbers !== '') writeSync(1, numbers)
  if (next === total) {
    clearInterval(timer)
    endBy()
  }
}, 2)

function endBy() {
  writeSync(1, `rss ${process.memoryUsage.rss()}\n`)
  switch (end) {
    case 'exit':
      return process.exit(0)
    case 'sigterm':
      return process.kill(process.pid, 'SIGTERM')
    case 'uncaught':
      return setImmediate(() => {
        throw new Error('It ends.')
      })
    case 'stay':
      return undefined
    default:
      return server.close()
  }
}

// Its starter closes it when all has arrived.
if (end === 'stay')
  process.stdin.once('data', () => {
    process.stdin.destroy()
    server.close()
    server.closeAllConnections()
    void close()
  })
