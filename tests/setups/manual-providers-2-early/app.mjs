import { logs } from '@opentelemetry/api-logs'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { sendOrders } from './traffic.mjs'

const resource = resourceFromAttributes({ 'service.name': 'shop', 'telemetry.sdk.version': '2.0.0' })
const processors = [new BatchLogRecordProcessor(new OTLPLogExporter())]
const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())]
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
  processors[0] = policyProcessor(processors[0], policy)
  processors.unshift(sink, bridge.logRecordProcessor)
  spanProcessors.unshift(bridge.spanProcessor)
}
const tracers = new NodeTracerProvider({ resource, spanProcessors })
const loggers = new LoggerProvider({ resource })
tracers.register()
logs.setGlobalLoggerProvider(loggers)
// Of sdk-logs 0.200 there is no other way; here after it is registered, so that smonitor is there before them.
for (const processor of processors) loggers.addLogRecordProcessor(processor)
await sendOrders(logs)
await Promise.all([tracers.shutdown(), loggers.shutdown()])
