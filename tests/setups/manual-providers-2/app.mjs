import { context, trace } from '@opentelemetry/api'
import { logs } from '@opentelemetry/api-logs'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes, defaultResource } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { sendOrders } from './traffic.mjs'

const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': 'shop' }))
let processors = [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })]
const spanProcessors = [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })]
if (process.env.SHOP === 'policyProcessor') {
  const { createConsoleSink, createJsonLinesSink, createSinkProcessor, createSpanBridge } =
    await import('smonitor/exporters')
  const { createPolicy, policyProcessor } = await import('smonitor/sdk')
  const sinks = [
    createConsoleSink({ audience: 'qa' }),
    createJsonLinesSink({ path: process.env.SMONITOR_JSON }),
  ]
  const sink = createSinkProcessor({
    sinks: () => sinks,
    run: { runId: 'r1', sessionId: 's1' },
    onSinkError: console.error,
  })
  const bridge = createSpanBridge()
  const policy = createPolicy([{ id: 'quiet', when: { source: 'never' }, drop: true }])
  processors = [sink, bridge.logRecordProcessor, ...processors.map((next) => policyProcessor(next, policy))]
  spanProcessors.unshift(bridge.spanProcessor)
}
const tracers = new TracerProvider({ resource, spanProcessors })
const loggers = new LoggerProvider({ resource, processors })
trace.setGlobalTracerProvider(tracers)
logs.setGlobalLoggerProvider(loggers)
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
await sendOrders(logs)
await Promise.all([tracers.shutdown(), loggers.shutdown()])
