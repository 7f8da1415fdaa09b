// Run by scripts/test-outage.ts: an HTTP service that emits diagnostics at a rate, with smonitor or with OTel alone, whose
// endpoint and folder the environment says.
//   node service.mjs <smonitor|otel> <per second> <seconds> <natural|exit|sigterm|uncaught|stay>
// It prints its port, and after each diagnostic that is accepted its number: an error is accepted when emit() returns.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'

const [mode, perSecond, seconds, end] = process.argv.slice(2)

/** @type {(n: number) => void} */
let emitOne
let finish = async () => {}
if (mode === 'smonitor') {
  const { emit } = await import('smonitor')
  const { startSmonitor } = await import('smonitor/sdk')
  const smonitor = startSmonitor({ serviceName: 'outage', profile: 'agent', level: 'fatal' })
  emitOne = (n) => emit('error', 'The film has no title.', { extra: { n } })
  finish = async () => {
    await smonitor.shutdown()
    writeSync(1, `delivery ${JSON.stringify(smonitor.report().delivery)}\n`)
  }
} else {
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const { logs, SeverityNumber } = await import('@opentelemetry/api')
  const sdk = new NodeSDK({ serviceName: 'outage' })
  sdk.start()
  const logger = logs.getLogger('outage')
  emitOne = (n) =>
    logger.emit({
      severityNumber: SeverityNumber.ERROR,
      body: 'The film has no title.',
      attributes: { 'smonitor.param.n': n },
    })
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
}, 10)

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
    void finish()
  })
