'use strict'
// The names of options that came before `spanProcessors` and `logRecordProcessors`; SDK 2 takes them to its end.
const { logs } = require('@opentelemetry/api-logs')
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-http')
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http')
const { BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs')
const { NodeSDK } = require('@opentelemetry/sdk-node')
const { BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base')
const { sendOrders } = require('./traffic.cjs')

const spans =
  process.env.SHOP_SPANS === 'traceExporter'
    ? { traceExporter: new OTLPTraceExporter() }
    : { spanProcessor: new BatchSpanProcessor(new OTLPTraceExporter()) }
let config = {
  serviceName: 'shop',
  ...spans,
  logRecordProcessor: new BatchLogRecordProcessor(new OTLPLogExporter()),
}
if (process.env.SHOP === 'withSmonitor') config = require('smonitor/sdk').withSmonitor(config)
const sdk = new NodeSDK(config)
sdk.start()
sendOrders(logs).then(() => sdk.shutdown())
