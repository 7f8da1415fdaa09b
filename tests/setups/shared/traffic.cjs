// What an application does: three orders, each in a span of its own, with a log record of its own.
const { SpanStatusCode, trace } = require('@opentelemetry/api')
const { takeOrder } = require('./shop.cjs')

exports.sendOrders = async (logs) => {
  const tracer = trace.getTracer('shop.app', '1.0.0')
  for (const item of ['tea', 'cup', 'moon']) {
    await tracer.startActiveSpan('checkout', { attributes: { 'shop.item': item } }, async (span) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      logs
        ?.getLogger('shop.app', '1.0.0')
        .emit({ body: `order of ${item}`, severityNumber: 9, severityText: 'INFO' })
      try {
        takeOrder(item)
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
      } finally {
        span.end()
      }
    })
  }
}
